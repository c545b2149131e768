"""The collections by subject. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from typing import Any

from servicekit.roster import REPLICAS
from servicekit.store import Collection
from servicekit.working_days import CALENDAR
from services.incentive.store import (
    ballots,
    honours,
    measures,
    nominations,
    programmes,
    publicity,
    retirement,
    tolerance,
)

ALL: list[Collection[Any]] = [
    *REPLICAS,
    CALENDAR,
    *programmes.ALL,
    *nominations.ALL,
    *ballots.ALL,
    *publicity.ALL,
    *honours.ALL,
    *measures.ALL,
    *tolerance.ALL,
    *retirement.ALL,
]
