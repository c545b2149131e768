"""A state table refuses what it does not have with the service's own problem, and says what it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from servicekit.errors import Conflict
from servicekit.steps import Entry, Mark, Row, allowed, may, must, trace
from services.appraisal.errors.common import StepNotPossible as NotInAppraisal
from services.supervision.errors.conferences import StepNotPossible as NotInSupervision

TABLE = (
    Row("wished", "approve", "booked", "no overlap"),
    Row("wished", "refuse", "over"),
    Row("booked", "end", "over"),
)


@dataclass
class Booking:
    state: str = "wished"
    timeline: list[Entry] = field(default_factory=list)


def test_a_table_says_what_is_possible() -> None:
    assert allowed(TABLE, "wished") == ["approve", "refuse"]
    assert may(TABLE, "booked", "end")
    assert not may(TABLE, "booked", "approve")
    assert must(TABLE, "wished", "approve", NotInAppraisal) == "booked"


@pytest.mark.parametrize(
    ("refusal", "code"),
    [(NotInAppraisal, "appraisal/step-not-possible"), (NotInSupervision, "supervision/step-not-possible")],
)
@pytest.mark.parametrize(
    ("state", "steps", "zh", "en"), [("booked", ["end"], "end", "end"), ("over", [], "无", "nothing")]
)
def test_the_refusal_is_the_services_own_and_names_what_is_possible(
    refusal: type[Conflict], code: str, state: str, steps: list[str], zh: str, en: str
) -> None:
    with pytest.raises(refusal) as refused:
        must(TABLE, state, "approve", refusal)
    assert refused.value.code == code
    assert refused.value.facts == {"state": state, "allowed": steps}
    assert refused.value.detail_zh == f"当前状态为 {state}，不能执行 approve；可执行：{zh}"
    assert refused.value.detail_en == f"The state is {state}; approve is not possible, only: {en}"


def test_a_timeline_keeps_the_state_after_each_entry() -> None:
    booking, mark = Booking(), Mark(datetime(2026, 3, 2, tzinfo=UTC), "officer-1")
    trace(booking, "wish", mark)
    booking.state = must(TABLE, booking.state, "approve", NotInAppraisal)
    trace(booking, "approve", mark, "依据")
    assert booking.timeline == [
        Entry(mark.at, "officer-1", "wish", "wished"),
        Entry(mark.at, "officer-1", "approve", "booked", "依据"),
    ]
