"""Collections: posts as the roster tells of them, and who is named for them (后继人选)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.talentpool.errors.successions import NoSuccessor, SuccessorKnown
from services.talentpool.model.successions import Successor
from services.talentpool.store.posts import POSTS

SUCCESSORS = Collection(
    "successors",
    Successor,
    [
        index("post_id", "cadre_id", unique=True, where={"state": "named"}, problem=SuccessorKnown),
        index("post_id", "state", "_id"),
        index("cadre_id", "state", "_id"),
    ],
    missing=NoSuccessor,
    within=Within(cadre=""),
    sealed=("basis", "override.basis", "withdrawal_basis"),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [POSTS, SUCCESSORS]
