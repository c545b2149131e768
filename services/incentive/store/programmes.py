"""Collections: programmes and batches with their quotas."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.incentive.errors import programmes as errors
from services.incentive.model.programmes import Batch, Programme

PROGRAMMES = Collection(
    "programmes",
    Programme,
    [
        index("code", unique=True, problem=errors.ProgrammeKnown),
        index("level", "code", "_id"),
        index("state", "code", "_id"),
    ],
    missing=errors.NoProgramme,
    searched=("code", "title", "authority"),
    called="title",
)
BATCHES = Collection(
    "batches",
    Batch,
    [
        index("programme_id", "number", unique=True, problem=errors.BatchKnown),
        index("state", "closes_on", "_id"),
        index("closes_on", "_id"),
    ],
    missing=errors.NoBatch,
    searched=("title",),
    called="title",
)
ALL: list[Collection[Any]] = [PROGRAMMES, BATCHES]
