"""The collections by subject. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from typing import Any

from servicekit.roster import REPLICAS
from servicekit.store import Collection
from servicekit.working_days import CALENDAR
from services.appraisal.store import (
    appraisals,
    ballots,
    contact_points,
    deeds,
    evidence,
    indices,
    major_matters,
    mechanisms,
    models,
    notices,
    posts,
    restrictions,
    talks,
)

ALL: list[Collection[Any]] = [
    *REPLICAS,
    CALENDAR,
    *posts.ALL,
    *restrictions.ALL,
    *mechanisms.ALL,
    *appraisals.ALL,
    *talks.ALL,
    *notices.ALL,
    *ballots.ALL,
    *deeds.ALL,
    *major_matters.ALL,
    *evidence.ALL,
    *models.ALL,
    *indices.ALL,
    *contact_points.ALL,
]
