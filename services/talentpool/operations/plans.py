"""Offered: the 5122 plan (年轻干部选育计划): cycles, tiers with quotas, and the batches that hold places of them."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.plans import (
    BatchKnown,
    BatchNotInThisState,
    NoBatch,
    NoPlan,
    NoTier,
    PlanClosed,
    PlanKnown,
    QuotaExceeded,
    QuotaMismatch,
    TierKnown,
)
from services.talentpool.schemas import plans as schemas

# fmt: off
OPEN_PLAN = Command(
    "talentpool.open_plan", schemas.OpenPlan, schemas.PlanOut,
    refuses=(PlanKnown, EndsBeforeItBegins),
    put_right=("change_plan", "close_plan"),
)
CHANGE_PLAN = Command(
    "talentpool.change_plan", schemas.ChangePlan, schemas.PlanOut,
    refuses=(PlanClosed, EndsBeforeItBegins, NoPlan),
    put_right=("change_plan",),
)
CLOSE_PLAN = Command(
    "talentpool.close_plan", schemas.ClosePlan, schemas.PlanOut,
    refuses=(PlanClosed, NoPlan, NoTier),
    put_right=("open_plan",),
)
GET_PLAN = Query("talentpool.get_plan", schemas.PlanOf, schemas.PlanOut, refuses=(NoPlan,))
LIST_PLANS = Query("talentpool.list_plans", schemas.ListPlans, page_of(schemas.PlanOut))
ADD_TIER = Command(
    "talentpool.add_tier", schemas.AddTier, schemas.TierOut,
    refuses=(NoPlan, PlanClosed, UnknownEntry, TierKnown, QuotaMismatch),
    put_right=("change_tier",),
)
CHANGE_TIER = Command(
    "talentpool.change_tier", schemas.ChangeTier, schemas.TierOut,
    refuses=(UnknownEntry, QuotaMismatch, NoTier),
    put_right=("change_tier",),
)
GET_TIER = Query("talentpool.get_tier", schemas.TierOf, schemas.TierOut, refuses=(NoTier,))
LIST_TIERS = Query("talentpool.list_tiers", schemas.ListTiers, page_of(schemas.TierOut), refuses=(NoPlan,))
OPEN_BATCH = Command(
    "talentpool.open_batch", schemas.OpenBatch, schemas.BatchOut,
    refuses=(NoPlan, NoTier, PlanClosed, QuotaExceeded, BatchKnown, EndsBeforeItBegins),
    put_right=("change_batch", "end_batch"),
)
CHANGE_BATCH = Command(
    "talentpool.change_batch", schemas.ChangeBatch, schemas.BatchOut,
    refuses=(BatchNotInThisState, QuotaMismatch, QuotaExceeded, EndsBeforeItBegins, NoBatch, NoTier),
    put_right=("change_batch",),
)
CLOSE_NOMINATIONS = Command(
    "talentpool.close_nominations", schemas.BatchOf, schemas.BatchOut,
    refuses=(BatchNotInThisState, NoBatch),
    put_right=("open_batch",),
)
END_BATCH = Command(
    "talentpool.end_batch", schemas.EndBatch, schemas.BatchOut,
    refuses=(BatchNotInThisState, NoBatch, NoTier),
    put_right=("open_batch",),
)
GET_BATCH = Query("talentpool.get_batch", schemas.BatchOf, schemas.BatchOut, refuses=(NoBatch,))
LIST_ROUNDS = Query("talentpool.list_rounds", schemas.ListRounds, page_of(schemas.RoundOut))
LIST_BATCHES = Query("talentpool.list_batches", schemas.ListBatches, page_of(schemas.BatchOut), refuses=(NoPlan,))
