"""Collections: objections (异议) to what is public."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.incentive.errors import publicity as errors
from services.incentive.model.publicity import Objection

OBJECTIONS = Collection(
    "objections",
    Objection,
    [index("nomination_id", "state", "_id"), index("state", "_id")],
    missing=errors.NoObjection,
    sealed=("text", "basis"),
)
ALL: list[Collection[Any]] = [OBJECTIONS]
