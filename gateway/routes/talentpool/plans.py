"""The 5122 plan (年轻干部选育计划), its tiers and batches."""

from __future__ import annotations

from gateway.route import Route
from services.talentpool.operations import plans

_PLANS = "/talent/plans"
_PLAN = f"{_PLANS}/{{plan_id}}"
_TIER = "/talent/tiers/{tier_id}"
_BATCH = "/talent/batches/{batch_id}"
_READ, _MANAGE = "talentpool.plans.read", "talentpool.plans.manage"

# fmt: off
ROWS: list[Route] = [
    Route.post(_PLANS, plans.OPEN_PLAN, right=_MANAGE, zh="建立选育计划", en="Set up a plan with its cycle",
        example={
            "code": "5122-2026", "title": "年轻干部选育计划", "from_year": 2026, "to_year": 2030,
            "basis": "市委常委会会议纪要",
        }),
    Route.get(_PLANS, plans.LIST_PLANS, right=_READ, zh="查询选育计划", en="Plans"),
    Route.get(_PLAN, plans.GET_PLAN, right=_READ, zh="选育计划详情", en="One plan"),
    Route.patch(_PLAN, plans.CHANGE_PLAN, right=_MANAGE, zh="变更选育计划", en="Change a plan's title or last year",
        example={"to_year": 2031, "basis": "市委常委会会议纪要"}),
    Route.post(f"{_PLAN}/closing", plans.CLOSE_PLAN, status=200, right=_MANAGE, zh="结束选育计划",
        en="Close a plan; its open batches end", example={"basis": "周期届满"}),
    Route.post(f"{_PLAN}/tiers", plans.ADD_TIER, location="/talent/tiers/{id}", right=_MANAGE, zh="设置层次和名额",
        en="Add a tier with its quota",
        example={
            "key": "county_deputy", "rank": 2, "quota": 60, "quota_by_category": {"economy": 20},
            "basis": "市委常委会会议纪要",
        }),
    Route.get(f"{_PLAN}/tiers", plans.LIST_TIERS, right=_READ, zh="查询层次和名额",
        en="The tiers of a plan: quota, filled, reserved, free"),
    Route.get(_TIER, plans.GET_TIER, right=_READ, zh="层次详情", en="One tier with its quota"),
    Route.patch(_TIER, plans.CHANGE_TIER, right=_MANAGE, zh="调整名额或年龄上限",
        en="Change a tier's quotas or age limit, with a basis; never below what is filled or reserved",
        example={"quota": 80, "basis": "市委常委会会议纪要"}),
    Route.post(f"{_PLAN}/batches", plans.OPEN_BATCH, location="/talent/batches/{id}", right=_MANAGE, zh="开放入库批次",
        en="Open a round of admission; its places are reserved",
        example={
            "tier_id": "tie-01", "title": "第一批", "number": 1, "places": 10, "opens_on": "2026-03-02",
            "closes_on": "2026-12-31",
        }),
    Route.get(f"{_PLAN}/batches", plans.LIST_BATCHES, right=_READ, zh="查询入库批次",
        en="The rounds of admission of a plan"),
    Route.get(_BATCH, plans.GET_BATCH, right=_READ, zh="入库批次详情", en="One round of admission"),
    Route.patch(_BATCH, plans.CHANGE_BATCH, right=_MANAGE, zh="变更入库批次",
        en="Change a batch: its title, places or last day", example={"places": 12, "basis": "部务会纪要"}),
    Route.post(f"{_BATCH}/nominations-closing", plans.CLOSE_NOMINATIONS, status=200, right=_MANAGE, zh="截止推荐",
        en="Take no more nominations"),
    Route.post(f"{_BATCH}/closing", plans.END_BATCH, status=200, right=_MANAGE, zh="结束入库批次",
        en="End a batch; who is not admitted lapses", example={"basis": "部务会纪要"}),
]
