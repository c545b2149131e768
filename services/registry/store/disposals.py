"""Kept: proposals to destroy (销毁) what is kept of somebody."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, Within, index
from services.registry.errors.disposals import DisposalKnown, UnknownDisposal
from services.registry.model.disposals import Disposal

DISPOSALS = Collection(
    "disposals",
    Disposal,
    [
        index("open", unique=True, where={"open": {"$gt": ""}}, problem=DisposalKnown),
        index("cadre_id", "proposed_at", "_id"),
        index("state", "proposed_at", "_id"),
        index("proposed_at", "_id"),
    ],
    UnknownDisposal,
    within=Within(),
)

DISPOSAL_SORTS = queries.orders("proposed_at", state="proposed_at")
