"""The collections by subject. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from typing import Any

from servicekit.roster import REPLICAS
from servicekit.store import Collection
from servicekit.working_days import CALENDAR
from services.talentpool.store import (
    candidates,
    graduates,
    matches,
    members,
    plans,
    programmes,
    searches,
    secondments,
    successions,
)

ALL: list[Collection[Any]] = [
    *REPLICAS,
    CALENDAR,
    *plans.ALL,
    *members.ALL,
    *graduates.ALL,
    *programmes.ALL,
    *secondments.ALL,
    *candidates.ALL,
    *searches.ALL,
    *matches.ALL,
    *successions.ALL,
]
