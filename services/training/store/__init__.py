"""The collections by subject. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from servicekit.roster import UNITS
from servicekit.store import Collection, index
from services.training.store.classes import CLASSES, TEACHER_DAYS
from services.training.store.enrolments import AGENDAS, ENROLMENTS, SHEETS
from services.training.store.ledger import ENTRIES, NEEDS, ONLINE_RECORDS, PERSON_YEARS, REMINDERS
from services.training.store.outside import OUTSIDE
from services.training.store.people import PEOPLE
from services.training.store.places import BOOKINGS, POINT_DAYS, POINTS, VISITS
from services.training.store.resources import MATERIALS, ORGANISERS, PLANS, RATINGS, TEACHERS

ALL: list[Collection[Any]] = [
    ORGANISERS,
    PLANS,
    TEACHERS,
    RATINGS,
    MATERIALS,
    CLASSES,
    TEACHER_DAYS,
    ENROLMENTS,
    AGENDAS,
    SHEETS,
    ENTRIES,
    PERSON_YEARS,
    REMINDERS,
    PEOPLE,
    replace(UNITS, indexes=[index("unit_ids")]),
    POINTS,
    POINT_DAYS,
    BOOKINGS,
    VISITS,
    ONLINE_RECORDS,
    OUTSIDE,
    NEEDS,
]
