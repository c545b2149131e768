"""Kept: the register of policies (政策文件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicekit import queries
from servicekit.store import Collection, Document, index
from services.registry.errors.policies import UnknownPolicy
from services.registry.errors.units import CodeTaken
from services.registry.model import policies
from services.registry.store.common import NAMED

POLICIES = Collection(
    "policies",
    policies.Policy,
    [
        index("number", unique=True, where={"number": NAMED}, problem=CodeTaken),
        index("kind", "issued_on", "_id"),
        index("issued_on", "_id"),
        index("state", "issued_on", "_id"),
    ],
    UnknownPolicy,
    searched=("title", "number", "issuer", "keywords"),
    searched_through=("text",),
    called="title",
)

POLICY_SORTS = queries.orders("issued_on", state="issued_on")


def policy_filter(wish: Mapping[str, Any]) -> Document:
    """The filter of a search in the register, but for the words."""
    where = queries.filters(wish, "kind", "state", "classification", "part_of")
    bounds = {o: wish[n].isoformat() for o, n in (("$gte", "issued_from"), ("$lt", "issued_before")) if wish.get(n)}
    if bounds:
        where["issued_on"] = bounds
    return where
