"""Secondments: no two of a person overlap, whatever is planned, extended, ended and cancelled, in whatever order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.talentpool.errors.secondments import BadPeriod, NotSuchPlace, Overlap
from services.talentpool.model import engagements
from services.talentpool.model import secondments as model
from services.talentpool.model.engagements import Engagement
from services.talentpool.model.secondments import Secondment
from services.talentpool.vocabulary.secondments import Direction, Kind, State

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
WISHES = st.lists(
    st.tuples(st.sampled_from(["bind", "release", "shorten"]), st.sampled_from("abcd"), DAYS, DAYS), max_size=25
)


def _in(state: State) -> Secondment:
    made = Secondment(
        id="sec-1",
        kind=Kind.POST,
        direction=Direction.OUT,
        cadre_id="cad-1",
        guest_code=None,
        unit_ids=[],
        host_unit_id=None,
        host="hohhot",
        region="150100",
        begins=FIRST,
        ends=date(2026, 6, 30),
        basis="合成",
    )
    made.state = state
    return made


@given(WISHES)
def test_the_days_of_a_person_never_overlap(wishes: list[tuple[str, str, date, date]]) -> None:
    engagement = Engagement("cad-1")
    for what, id, one, other in wishes:
        begins, ends = min(one, other), max(one, other)
        if what == "release":
            engagements.release(engagement, id)
        elif what == "shorten":
            engagements.shorten(engagement, id, one)
        else:
            before = [(b.secondment_id, b.begins, b.ends) for b in engagement.bounds]
            met = engagements.clash(engagement.bounds, begins, ends, but=id)
            if met is None:
                engagements.bind(engagement, id, begins, ends)
                continue
            with pytest.raises(Overlap) as refused:
                engagements.bind(engagement, id, begins, ends)
            assert [(b.secondment_id, b.begins, b.ends) for b in engagement.bounds] == before
            assert refused.value.facts["secondment_id"] == met.secondment_id != id
    for first, second in combinations(engagement.bounds, 2):
        assert first.ends < second.begins or second.ends < first.begins
        assert first.secondment_id != second.secondment_id
    assert all(one.begins <= one.ends for one in engagement.bounds)


@given(DAYS, DAYS, DAYS, DAYS)
def test_a_clash_is_a_common_day(one: date, two: date, three: date, four: date) -> None:
    begins, ends, first, last = min(one, two), max(one, two), min(three, four), max(three, four)
    common = any(first <= begins + timedelta(days=n) <= last for n in range((ends - begins).days + 1))
    bound = engagements.Bound("a", first, last)
    assert (engagements.clash([bound], begins, ends) is not None) == common


def test_who_goes_where_must_fit_the_direction() -> None:
    def fits(direction: Direction, cadre: bool, guest: bool, host_unit: bool, host: bool) -> bool:
        try:
            model.check_place(direction, cadre, guest, host_unit, host)
        except NotSuchPlace:
            return False
        return True

    allowed = {
        (direction, *flags)
        for direction in Direction
        for flags in product([True, False], repeat=4)
        if fits(direction, *flags)
    }
    assert allowed == {
        (Direction.OUT, True, False, False, True),
        (Direction.IN, True, False, True, True),
        (Direction.IN, False, True, True, True),
        (Direction.WITHIN, True, False, True, False),
    }


@given(DAYS, st.integers(1, 60), st.integers(0, 2000))
def test_a_period_is_bounded_by_the_rule(begins: date, months: int, days: int) -> None:
    ends = begins + timedelta(days=days)
    if ends < model.later(begins, months):
        model.must_not_last_longer(begins, ends, months, "合成规则")
        return
    with pytest.raises(BadPeriod) as refused:
        model.must_not_last_longer(begins, ends, months, "合成规则")
    assert refused.value.facts["rule"] == "合成规则"


def test_months_later_keeps_to_the_months_end() -> None:
    assert model.later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert model.later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert model.later(date(2026, 11, 15), 3) == date(2027, 2, 15)


def test_an_extension_is_later_and_kept() -> None:
    secondment = _in(State.RUNNING)
    extension = model.Extension(datetime(2026, 5, 1, tzinfo=UTC), "o", "合成", secondment.ends, date(2026, 9, 30))
    model.extend(secondment, date(2026, 9, 30), 36, "合成", extension)
    assert (secondment.ends, secondment.state, len(secondment.extensions)) == (date(2026, 9, 30), State.RUNNING, 1)
    with pytest.raises(BadPeriod):
        model.extend(secondment, date(2026, 9, 30), 36, "合成", extension)


def test_the_balance_leaves_out_what_was_cancelled_and_what_stays_within() -> None:
    counts = [
        (Direction.OUT, State.RUNNING, 4),
        (Direction.OUT, State.CANCELLED, 2),
        (Direction.IN, State.COMPLETED, 3),
        (Direction.WITHIN, State.RUNNING, 9),
    ]
    made = model.balance("150100", counts)
    assert (made.out, made.coming, made.difference) == ({"running": 4, "cancelled": 2}, {"completed": 3}, 1)
