"""Notices: no period runs before the cadre knows, and nobody decides what they had a part in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import NotIndependent
from servicekit.lifecycle import Mark
from services.appraisal.errors.common import StepNotPossible
from services.appraisal.errors.notices import TooLate
from services.appraisal.model import notices
from services.appraisal.model.conclusions import Hand
from services.appraisal.model.notices import Notice, Request, Terms
from services.appraisal.vocabulary.notices import Outcome, State

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
TERMS = Terms(30, "第九十五条", 15, "第九十五条", 30)


def by(account: str) -> Mark:
    return Mark(NOW, account)


def a_notice() -> Notice:
    return Notice("ntc", "apr", "cad", ["unt"], "good", "合成", "internal", "x", DAY, DAY + timedelta(days=10))


def a_request(on: date = DAY, who: str = "cadre", late_basis: str | None = None) -> Request:
    return Request("合成", "internal", who, on, on + timedelta(days=30), late_basis)


@given(st.integers(min_value=-5, max_value=60), st.booleans())
def test_a_review_is_in_time_until_its_last_day_is_over(later: int, admitted: bool) -> None:
    notice = a_notice()
    notices.acknowledge(notice, DAY, TERMS.first, by("cadre"))
    request = a_request(DAY + timedelta(days=later), late_basis="合成" if admitted else None)
    if later <= TERMS.first or admitted:
        notices.ask_review(notice, request, TERMS, by("cadre"))
        assert notice.pending is request
        return
    with pytest.raises(TooLate):
        notices.ask_review(notice, request, TERMS, by("cadre"))
    assert notice.state == "acknowledged"


def test_no_period_runs_before_the_cadre_knows() -> None:
    notice = a_notice()
    assert not notices.expire(notice, by("clock"))
    assert notices.miss_acknowledgement(notice, by("clock"))
    assert notice.last_day is None
    notices.ask_review(notice, a_request(DAY + timedelta(days=300)), TERMS, by("cadre"))
    assert notice.acknowledged_on == DAY + timedelta(days=300)


@pytest.mark.parametrize("judge", ["drafter", "cadre"])
def test_nobody_decides_what_they_had_a_part_in(judge: str) -> None:
    notice = a_notice()
    notices.ask_review(notice, a_request(), TERMS, by("cadre"))
    with pytest.raises(NotIndependent):
        notices.decide(notice, Outcome.UPHELD, "某人", "合成", {"drafter": [Hand.DRAFT]}, DAY, by(judge))
    notices.decide(notice, Outcome.UPHELD, "某人", "合成", {"drafter": [Hand.DRAFT]}, DAY, by("judge"))
    notices.begin_second(notice, TERMS.second)
    assert notice.last_day == DAY + timedelta(days=15)
    notices.complain(notice, a_request(DAY + timedelta(days=15)), TERMS, by("cadre"))
    with pytest.raises(NotIndependent):
        notices.decide(notice, Outcome.UPHELD, "某人", "合成", {"drafter": [Hand.DRAFT]}, DAY, by("judge"))


def test_a_missing_decision_is_escalated_up_to_the_highest_level() -> None:
    notice = a_notice()
    notices.ask_review(notice, a_request(), TERMS, by("cadre"))
    assert [notices.escalate(notice, 2, by("clock")) for _ in range(3)] == [True, False, False]
    assert (notice.overdue, notice.level) == (True, 2)
    notices.withdraw_review(notice, DAY, by("cadre"))
    assert (notice.overdue, notice.level, notice.pending) == (False, 0, None)


def test_a_complaint_is_not_decided_as_a_review_nor_the_other_way_round() -> None:
    notice = a_notice()
    notices.complain(notice, a_request(), TERMS, by("cadre"))
    with pytest.raises(StepNotPossible) as refused:
        notices.must_wait(notice, State.IN_REVIEW, Outcome.UPHELD)
    assert refused.value.facts["allowed"] == ["uphold", "change", "send_back"]
    notices.must_wait(notice, State.IN_COMPLAINT, Outcome.UPHELD)
