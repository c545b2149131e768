"""Collections: mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.appraisal.errors import mechanisms as errors
from services.appraisal.model.mechanisms import Mechanism

MECHANISMS = Collection(
    "mechanisms",
    Mechanism,
    [
        index("code", unique=True, problem=errors.MechanismKnown),
        index("state", "code", "_id"),
        index("serves", "code", "_id"),
    ],
    missing=errors.NoMechanism,
    searched=("code", "zh"),
    called="zh",
)
ALL: list[Collection[Any]] = [MECHANISMS]
