"""Kept: enrolment, attendance and completion (报名、考勤、结业)."""

from __future__ import annotations

from servicekit.store import Collection, Within, index
from services.training.errors.common import AlreadyKnown
from services.training.errors.enrolments import AlreadyEnrolled, NoEnrolment
from services.training.model.attendance import Sheet
from services.training.model.enrolments import Agenda, Enrolment
from services.training.store.common import NAMED

MOST_PEOPLE = 2000
"""People in one class, and so in one command."""

ENROLMENTS = Collection(
    "enrolments",
    Enrolment,
    [
        index("class_id", "cadre_id", unique=True, problem=AlreadyEnrolled),
        index("class_id", "state", "number", "_id"),
        index("cadre_id", "begins", "_id"),
        index("unit_ids", "begins", "_id"),
        index("class_kind", "state", "county_level_or_above", "begins", "_id"),
        index("begins", "_id"),
        index("state", "begins", "_id"),
        index("round", "state", "begins", "_id"),
        index("certificate_number", unique=True, where={"certificate_number": NAMED}, problem=AlreadyKnown),
    ],
    missing=NoEnrolment,
    within=Within(),
)

AGENDAS = Collection("agendas", Agenda)

SHEETS = Collection("sheets", Sheet, [index("class_id", "session_id")])
