"""Scores and team structures: whatever goes in, the parts add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.talentpool.errors.matches import UnknownPreference, WeightsDoNotAddUp
from services.talentpool.model import compositions, scoring, successions, suitability
from services.talentpool.model.compositions import Seat
from services.talentpool.model.scoring import Circumstances
from services.talentpool.vocabulary.compositions import LEADING_ROLES
from services.talentpool.vocabulary.scoring import PREFERENCES
from services.talentpool.vocabulary.successions import MOST_AT_RISK, Risk

DAY = date(2026, 6, 30)


@st.composite
def weights(draw: Any) -> list[dict[str, Any]]:
    """Preferences whose weights add up to 1."""
    keys = draw(st.lists(st.sampled_from(sorted(PREFERENCES)), min_size=1, unique=True))
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), min_size=len(keys) - 1, max_size=len(keys) - 1, unique=True)))
    ends = [0, *cuts, 10_000]
    return [{"key": key, "weight": Decimal(ends[place + 1] - ends[place]) / 10_000} for place, key in enumerate(keys)]


KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "index_0": st.integers(0, 10_000).map(lambda number: number / 100),
        "level_month": st.one_of(st.none(), st.integers(23_500, 24_500)),
        "post_month": st.integers(23_500, 24_500),
        "basic_month": st.one_of(st.none(), st.integers(23_500, 24_500)),
        "basic_level_months": st.integers(0, 300),
        "excellent_grades": st.integers(0, 5),
        "trainings": st.integers(0, 40),
        "honour_levels": st.lists(st.sampled_from(["city", "region"]), unique=True),
        "pool": st.fixed_dictionaries({"state": st.sampled_from(["in_pool", "left"]), "suspended": st.booleans()}),
    },
)


@given(rows=weights(), known=KNOWN, met=st.integers(0, 3))
def test_a_score_is_the_sum_of_its_parts_and_what_is_lacking_is_told(
    rows: list[dict[str, Any]], known: dict[str, Any], met: int
) -> None:
    around = Circumstances(DAY, "index_0", 3)
    parts = scoring.parts(scoring.weighed(rows, lambda _: 5), known, around, met)
    assert scoring.total(parts) == sum(part.points * part.weight for part in parts)
    assert scoring.total(parts) + sum(part.could_add for part in parts) == 100
    assert all(0 <= part.points <= 100 for part in parts)


def test_weights_add_up_exactly_or_are_refused() -> None:
    thirds = [{"key": key, "weight": Decimal("0.3333")} for key in ("index", "pool", "honour")]
    with pytest.raises(WeightsDoNotAddUp) as refused:
        scoring.weighed(thirds, lambda _: 5)
    assert refused.value.facts["total"] == "0.9999"
    with pytest.raises(UnknownPreference):
        scoring.weighed([{"key": "looks", "weight": Decimal(1)}], lambda _: 5)


def test_points_are_full_from_the_value_of_the_rule() -> None:
    (one,) = scoring.weighed([{"key": "years_at_level", "weight": Decimal(1)}], lambda _: 5)
    around = Circumstances(DAY, "index_0")
    month = around.month
    for months, points in ((0, 0), (30, 50), (59, Decimal("98.33")), (60, 100), (200, 100)):
        (part,) = scoring.parts([one], {"level_month": month - months}, around, 0)
        assert part.points == points


def test_candidates_come_from_the_level_and_the_one_below() -> None:
    assert suitability.levels_for("131", 1) == ["131", "132"]
    assert suitability.levels_for("132", 1) == ["132", "141"]
    assert suitability.levels_for("160", 1) == ["160"]
    assert suitability.levels_for("999", 1) == ["999"]


def test_what_no_machine_can_judge_excludes_nobody() -> None:
    rows = [
        {"kind": "major", "value": "稀土", "required": True},
        {"kind": "own_kind", "value": "x", "required": True},
        {"kind": "age_at_most", "value": "45", "required": True},
        {"kind": "work_years", "value": "long", "required": True},
    ]
    found = suitability.of_post(rows, "132")
    assert [one.condition.field.key for one in found.hard if one.condition] == ["age"]
    assert [one["kind"] for one in found.by_person] == ["major", "own_kind", "work_years"]


SEATS = st.lists(
    st.builds(
        Seat,
        cadre_id=st.uuids().map(str),
        role=st.sampled_from(LEADING_ROLES),
        sex=st.sampled_from(["1", "2", ""]),
        ethnicity=st.sampled_from(["01", "02", ""]),
        birth=st.one_of(st.none(), st.integers(1960, 2000).map(str)),
        education_level=st.one_of(st.none(), st.sampled_from(["11", "21", "31", "90"])),
        in_post_since=st.one_of(st.none(), st.just("2020-02")),
        retires_on=st.one_of(st.none(), st.integers(2020, 2050).map(lambda year: f"{year}-03-01")),
    ),
    max_size=12,
    unique_by=lambda seat: seat.cadre_id,
)


@given(team=SEATS, candidate=SEATS.filter(bool), leaving=st.sets(st.integers(0, 11)))
def test_each_count_of_a_team_holds_everybody_before_and_after(
    team: list[Seat], candidate: list[Seat], leaving: set[int]
) -> None:
    gone = [seat.cadre_id for place, seat in enumerate(team) if place in leaving]
    after = compositions.with_candidate(team, candidate[0], gone, DAY)
    assert len(after) == len(team) - len(gone) + 1
    for of in (team, after):
        told = compositions.structure(of, {"chief": 1, "deputy": 2}, DAY)
        for counts in (told.age_bands, told.sexes, told.ethnicities, told.educations, told.tenures):
            assert sum(counts.values()) == told.people == len(of)
        assert sum(places.filled for places in told.places.values()) == len(of)
        assert sum(told.retiring.values()) == sum(seat.retires_on is not None for seat in of)
    again = compositions.with_candidate(after, candidate[0], [], DAY)
    assert len(again) == len(after), "nobody is in a team twice"


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
def test_a_bench_counts_everybody_once_and_the_suspended_for_nothing(successors: list[tuple[bool, bool]]) -> None:
    bench = successions.bench(successors, 2)
    assert bench.ready_now + bench.later + bench.suspended == len(successors)
    assert bench.risk is (Risk.NONE, Risk.THIN, Risk.GOOD)[min(bench.ready_now, 2)]


def test_of_the_posts_of_a_large_unit_that_are_at_risk_the_first_are_listed_and_all_are_counted() -> None:
    nobody = successions.bench([], 2)
    posts = ((f"pst-{number}", True, None, nobody) for number in range(MOST_AT_RISK + 2))
    found = successions.of_unit(posts, date(2026, 1, 1))
    assert (len(found.at_risk), found.at_risk_count) == (MOST_AT_RISK, MOST_AT_RISK + 2)
