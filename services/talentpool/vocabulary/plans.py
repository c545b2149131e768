"""The 5122 plan (“5122”年轻干部选育计划): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


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
