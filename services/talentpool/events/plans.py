"""Events: the 5122 plan (年轻干部选育计划), its tiers with what is filled, its batches."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS


class PlanState(Schema):
    """The whole thin state of a plan."""

    plan_id = fields.String(required=True, attribute="id", metadata={"zh": "计划"})
    code = fields.String(required=True, metadata={"zh": "编号"})
    from_year = fields.Integer(required=True, metadata={"zh": "起始年度"})
    to_year = fields.Integer(required=True, metadata={"zh": "截止年度"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class TierState(Schema):
    """The whole thin state of a tier."""

    tier_id = fields.String(required=True, attribute="id", metadata={"zh": "层次"})
    plan_id = fields.String(required=True, metadata={"zh": "计划"})
    key = fields.String(required=True, metadata={"zh": "层次代码"})
    rank = fields.Integer(required=True, metadata={"zh": "次序"})
    quota = fields.Integer(required=True, metadata={"zh": "名额"})
    filled = fields.Integer(required=True, metadata={"zh": "已入库"})
    reserved = fields.Integer(required=True, metadata={"zh": "批次预留"})
    free = fields.Integer(required=True, metadata={"zh": "空余"})
    quota_by_category = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"zh": "各类别名额"}
    )
    filled_by_category = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"zh": "各类别已入库"}
    )
    age_limit = fields.Integer(required=True, allow_none=True, metadata={"zh": "年龄上限"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class BatchState(Schema):
    """The whole thin state of a batch."""

    batch_id = fields.String(required=True, attribute="id", metadata={"zh": "批次"})
    plan_id = fields.String(required=True, metadata={"zh": "计划"})
    tier_id = fields.String(required=True, metadata={"zh": "层次"})
    number = fields.Integer(required=True, metadata={"zh": "批次序号"})
    places = fields.Integer(required=True, metadata={"zh": "名额"})
    admitted = fields.Integer(required=True, metadata={"zh": "已入库"})
    opens_on = fields.Date(required=True, metadata={"zh": "开始日期"})
    closes_on = fields.Date(required=True, metadata={"zh": "结束日期"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_PLAN: dict[str, Any] = {
    "plan_id": "pln-01",
    "code": "5122-2026",
    "from_year": 2026,
    "to_year": 2030,
    "state": "open",
    "synthetic": True,
}
PLAN_OPENED = EVENTS.event(
    "plan.opened.v1", PlanState, "A plan with its cycle is there.", zh="选育计划已建立", example=_PLAN
)
PLAN_CHANGED = EVENTS.event("plan.changed.v1", PlanState, "A plan was changed.", zh="选育计划已变更", example=_PLAN)
PLAN_CLOSED = EVENTS.event(
    "plan.closed.v1",
    PlanState,
    "A plan takes nobody any more.",
    zh="选育计划已结束",
    example={**_PLAN, "state": "closed"},
)
_TIER: dict[str, Any] = {
    "tier_id": "tie-01",
    "plan_id": "pln-01",
    "key": "county_deputy",
    "rank": 2,
    "quota": 60,
    "filled": 0,
    "reserved": 0,
    "free": 60,
    "quota_by_category": {},
    "filled_by_category": {},
    "age_limit": None,
    "synthetic": True,
}
TIER_ADDED = EVENTS.event("tier.added.v1", TierState, "A plan has a tier.", zh="层次已设置", example=_TIER)
TIER_CHANGED = EVENTS.event(
    "tier.changed.v1",
    TierState,
    "A tier's quota, or what is filled or reserved of it, has changed.",
    zh="层次名额已变化",
    example={**_TIER, "filled": 1, "reserved": 9, "free": 50, "filled_by_category": {"general": 1}},
)
_BATCH: dict[str, Any] = {
    "batch_id": "bat-01",
    "plan_id": "pln-01",
    "tier_id": "tie-01",
    "number": 1,
    "places": 10,
    "admitted": 0,
    "opens_on": "2026-03-02",
    "closes_on": "2026-12-31",
    "state": "open",
    "synthetic": True,
}
BATCH_OPENED = EVENTS.event(
    "batch.opened.v1", BatchState, "A round of admission takes nominations.", zh="入库批次已开放", example=_BATCH
)
BATCH_CHANGED = EVENTS.event(
    "batch.changed.v1",
    BatchState,
    "A round of admission was changed, has admitted, or takes no more nominations.",
    zh="入库批次已变更",
    example={**_BATCH, "admitted": 1, "state": "admitting"},
)
BATCH_CLOSED = EVENTS.event(
    "batch.closed.v1",
    BatchState,
    "A round of admission is over; its unused places went back to the tier.",
    zh="入库批次已结束",
    example={**_BATCH, "admitted": 10, "state": "closed"},
)
