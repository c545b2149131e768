"""Collections: the 5122 plan (年轻干部选育计划), its tiers with quotas, its batches."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.talentpool.errors import plans as errors
from services.talentpool.model.plans import Batch, Plan, Tier

PLANS = Collection(
    "plans",
    Plan,
    [index("code", unique=True, problem=errors.PlanKnown), index("state", "code", "_id")],
    missing=errors.NoPlan,
    searched=("code", "title"),
    called="title",
)
TIERS = Collection(
    "tiers",
    Tier,
    [index("plan_id", "key", unique=True, problem=errors.TierKnown), index("plan_id", "rank", "_id")],
    missing=errors.NoTier,
    called="key",
    called_in="talentpool.tiers",
)
BATCHES = Collection(
    "batches",
    Batch,
    [
        index("tier_id", "number", unique=True, problem=errors.BatchKnown),
        index("plan_id", "closes_on", "_id"),
        index("state", "closes_on", "_id"),
    ],
    missing=errors.NoBatch,
    searched=("title",),
    called="title",
)
ALL: list[Collection[Any]] = [PLANS, TIERS, BATCHES]
