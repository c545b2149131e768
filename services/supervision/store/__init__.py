"""The collections by subject. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from servicekit.roster import PEOPLE, UNITS
from servicekit.store import Collection, index
from servicekit.working_days import CALENDAR
from services.supervision.store import (
    appeals,
    conferences,
    information,
    letters,
    matters,
    personal_matters,
    rectification,
    standing,
    tolerance,
    vetting,
)

ALL: list[Collection[Any]] = [
    # A draw is from all who serve, or those of a unit; checklists name units by code.
    replace(PEOPLE, indexes=[index("unit_ids", "status", "_id"), index("status", "_id")]),
    replace(UNITS, indexes=[index("code")]),
    CALENDAR,
    *vetting.ALL,
    *standing.ALL,
    *letters.ALL,
    *appeals.ALL,
    *rectification.ALL,
    *personal_matters.ALL,
    *conferences.ALL,
    *information.ALL,
    *matters.ALL,
    *tolerance.ALL,
]
