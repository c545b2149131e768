"""Deeds: recorded by one, verified by another, five of a sign count in a year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import NotIndependent
from servicekit.lifecycle import Mark
from services.appraisal.errors.common import BadPeriod, NotAnother, StepNotPossible
from services.appraisal.errors.deeds import TooManyDeeds
from services.appraisal.model import deeds
from services.appraisal.model.deeds import Deed, DeedCount
from services.appraisal.vocabulary.deeds import LIFE, DeedKind, Sign, Step
from services.appraisal.vocabulary.evidence import SubjectKind

TODAY = date(2026, 6, 1)
FIRST, SECOND = Mark(datetime(2026, 6, 1, tzinfo=UTC), "account-1"), Mark(datetime(2026, 6, 2, tzinfo=UTC), "account-2")


def a_deed(number: int = 1, **more: Any) -> Deed:
    settings: dict[str, Any] = {
        "kind": DeedKind.DEED,
        "sign": Sign.POSITIVE,
        "happened_on": date(2026, 3, 2),
        "recorded_by": "甲",
        **more,
    }
    deed = Deed(
        id=f"ded-{number}",
        item="hard_task",
        subject_kind=SubjectKind.CADRE,
        subject_id="cad-1",
        unit_ids=["unt-1"],
        text="合成",
        source="合成",
        classification="internal",
        **settings,
    )
    deeds.record(deed, TODAY, FIRST)
    return deed


def verify(deed: Deed, count: DeedCount, named: str = "乙", by: Mark = SECOND, **more: Any) -> None:
    deeds.verify(deed, count, 5, "五件事", named, TODAY, by, **more)


@given(outcomes=st.lists(st.booleans(), max_size=12))
def test_never_more_than_five_of_a_sign_count_in_a_year(outcomes: list[bool]) -> None:
    count, standing = DeedCount("one"), 0
    for number, withdrawn in enumerate(outcomes):
        deed = a_deed(number)
        if standing == 5:
            with pytest.raises(TooManyDeeds):
                verify(deed, count)
            assert deed.state == "recorded"
            continue
        verify(deed, count)
        if withdrawn:
            assert deeds.withdraw(deed, count, "丙", "合成", SECOND)
        else:
            standing += 1
        assert len(count.deeds) == standing


def test_signs_years_and_subjects_are_counted_apart() -> None:
    one = a_deed()
    others = [a_deed(sign=Sign.NEGATIVE), a_deed(happened_on=date(2025, 3, 2))]
    assert len({deed.counted_as for deed in (one, *others)}) == 3


def test_items_of_political_quality_are_not_limited_to_five() -> None:
    count = DeedCount("one")
    for number in range(7):
        verify(a_deed(number, kind=DeedKind.POLITICAL), count)
    assert count.deeds == []


@pytest.mark.parametrize(("named", "by"), [("甲", SECOND), (" 甲 ", SECOND), ("乙", FIRST)])
def test_nobody_verifies_what_they_recorded(named: str, by: Mark) -> None:
    deed, count = a_deed(), DeedCount("one")
    with pytest.raises((NotAnother, NotIndependent)):
        verify(deed, count, named, by)
    with pytest.raises((NotAnother, NotIndependent)):
        deeds.reject(deed, named, "合成", by)
    assert (deed.state, count.deeds) == ("recorded", [])


def test_one_clerk_may_enter_what_two_people_signed() -> None:
    deed = a_deed()
    verify(deed, DeedCount("one"), "乙", FIRST, on_paper=True)
    assert deed.state == "verified"
    with pytest.raises(NotAnother):
        verify(a_deed(), DeedCount("one"), "甲", FIRST, on_paper=True)


def test_what_has_not_happened_is_not_recorded() -> None:
    with pytest.raises(BadPeriod):
        a_deed(happened_on=date(2026, 6, 2))


@given(steps=st.lists(st.sampled_from(Step), max_size=4))
def test_a_deed_goes_only_where_the_table_says_and_keeps_its_history(steps: list[Step]) -> None:
    deed, count, taken = a_deed(), DeedCount("one"), 1
    for step in steps:
        act = {
            Step.VERIFY: lambda: verify(deed, count),
            Step.REJECT: lambda: deeds.reject(deed, "乙", "合成", SECOND),
            Step.WITHDRAW: lambda: deeds.withdraw(deed, count, "丙", "合成", SECOND),
        }[step]
        if LIFE.may(deed, step):
            act()
            taken += 1
        else:
            with pytest.raises(StepNotPossible):
                act()
        assert (deed.id in count.deeds) == (deed.state == "verified")
    assert len(deed.timeline) == taken
