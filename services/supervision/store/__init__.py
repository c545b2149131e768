"""The collections by subject. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from typing import Any

from servicekit.roster import REPLICAS
from servicekit.store import Collection
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
    vetting,
)

ALL: list[Collection[Any]] = [
    *REPLICAS,
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
]
