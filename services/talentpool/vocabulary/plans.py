"""The 5122 plan (“5122”年轻干部选育计划): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.talentpool.errors.plans import BatchNotInThisState, PlanClosed


class PlanState(Named):
    """Whether anything is added to a plan."""

    OPEN = "open", "执行中"
    CLOSED = "closed", "已结束"


class BatchState(Named):
    """Open for nominations, closed for new ones while it admits, over."""

    OPEN = "open", "接受推荐"
    ADMITTING = "admitting", "停止推荐，入库中"
    CLOSED = "closed", "已结束"


NOTED = {
    "opened": "建立",
    "changed": "变更",
    "closed": "结束",
    "added": "增设",
    "quota_changed": "调整名额",
    "age_limit_changed": "调整年龄上限",
    "nominations_closed": "推荐截止",
}
"""What a history tells."""


class PlanStep(Named):
    """What can be done with a plan."""

    CHANGE = "change", "调整名称或截止年度"
    ADD_TIER = "add_tier", "设立层次"
    OPEN_BATCH = "open_batch", "开设入库批次"
    CLOSE = "close", "结束"


class BatchStep(Named):
    """What can be done with a round of admission."""

    NOMINATE = "nominate", "推荐人选"
    REQUEST_VETTING = "request_vetting", "提请联审"
    ADMIT = "admit", "入库"
    CHANGE = "change", "调整名称、名额或期限"
    CLOSE_NOMINATIONS = "close_nominations", "停止接受推荐"
    END = "end", "提前结束"
    PERIOD_ENDED = "period_ended", "到期结束"


# fmt: off
LIFE_OF_PLAN = Lifecycle(
    "年轻干部选育计划",
    "Plan",
    PlanState,
    PlanStep,
    (PlanState.OPEN,),
    (
        Row((PlanState.OPEN,), PlanStep.CHANGE, None, "写明依据", "with a basis"),
        Row((PlanState.OPEN,), PlanStep.ADD_TIER, None),
        Row((PlanState.OPEN,), PlanStep.OPEN_BATCH, None, "层次有空余名额", "the tier has free places"),
        Row((PlanState.OPEN,), PlanStep.CLOSE, PlanState.CLOSED, "写明依据；所属批次一并结束",
            "with a basis; its batches end with it"),
    ),
    PlanClosed,
)
# fmt: on
_RUNNING = (BatchState.OPEN, BatchState.ADMITTING)
# fmt: off
LIFE_OF_BATCH = Lifecycle(
    "入库批次",
    "Batch",
    BatchState,
    BatchStep,
    (BatchState.OPEN,),
    (
        Row((BatchState.OPEN,), BatchStep.NOMINATE, None, "自开始日期起", "from the first day on"),
        Row(_RUNNING, BatchStep.REQUEST_VETTING, None),
        Row(_RUNNING, BatchStep.ADMIT, None, "批次、层次、类别都有名额", "batch, tier and category have a place"),
        Row(_RUNNING, BatchStep.CHANGE, None, "名额不少于已入库人数", "no fewer places than are admitted"),
        Row((BatchState.OPEN,), BatchStep.CLOSE_NOMINATIONS, BatchState.ADMITTING),
        Row(_RUNNING, BatchStep.END, BatchState.CLOSED, "写明依据，或计划结束；未用名额退还，未入库人选随即失效",
            "a basis, or its plan is closed; unused places go back, who is not admitted lapses"),
        Row(_RUNNING, BatchStep.PERIOD_ENDED, BatchState.CLOSED, "最后一日已过；未用名额退还，未入库人选随即失效",
            "the last day is over; unused places go back, who is not admitted lapses", by=By.DEADLINE),
    ),
    BatchNotInThisState,
)
