"""What one record takes over from another: a field that is added cannot be forgotten in between."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from services.training.model.classes import TAKEN_OVER, TrainingClass
from services.training.model.hours import Hours
from services.training.model.ledger import Entry, correction
from services.training.vocabulary.hours import Mode
from services.training.vocabulary.ledger import Source
from tests.unit.training.build import MONDAY

GIVEN = {"id", "code", "title", "kind", "begins", "ends", "term", "capacity", "place", "make_up_of", "sessions"}
BEGINS_ANEW = {
    "waiting_places",
    "round",
    "state",
    "hours",
    "total_hours",
    "theory_party_share",
    "leader_hours",
    "enrolled",
    "waiting",
    "waiting_numbers",
    "numbers",
    "completed",
    "certificates",
    "published_at",
    "completed_on",
    "reason",
    "warnings",
    "revisions",
    "version",
}


def test_every_field_of_a_make_up_class_is_taken_over_given_or_begins_anew() -> None:
    assert {field.name for field in fields(TrainingClass)} == {*TAKEN_OVER} | GIVEN | BEGINS_ANEW


def test_a_correction_says_everything_of_the_entry_that_it_takes_back() -> None:
    hours = Hours(theory=2)
    entry = Entry(
        "hrs-1",
        "cad-1",
        "unt-1",
        ["unt-1"],
        2025,
        MONDAY,
        Mode.ONLINE,
        Source.ONLINE_RECORD,
        "onl-1",
        hours,
        2,
        platform="cloud",
        class_kind="main",
        synthetic=True,
        version=3,
    )
    back = correction(entry, "hrs-2", MONDAY, "录入有误")
    other = {"id", "on", "source", "source_id", "hours", "total_hours", "reverses", "counts_on", "reason", "version"}
    same = {field.name for field in fields(Entry)} - other
    assert {name: getattr(back, name) for name in same} == {name: getattr(entry, name) for name in same}
    later = date(2026, 3, 2)
    given_again = correction(correction(entry, "hrs-2", later, "录入有误"), "hrs-3", later, "误冲销")
    assert (given_again.on, given_again.counts_on, given_again.total_hours) == (later, MONDAY, 2)
    assert (back.source, back.source_id, back.reverses, back.version) == (Source.CORRECTION, "hrs-1", "hrs-1", 0)
