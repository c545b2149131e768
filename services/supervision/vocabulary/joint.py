"""The five mechanisms of the joint platform (五联一平台): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named

TASKS = {
    "task_assigned": "交办任务",
    "task_accepted": "任务已接收",
    "task_returned": "任务退回补办",
    "task_reported": "任务已报告",
    "task_done": "任务办结",
    "task_withdrawn": "任务撤回",
}
"""What the timelines of matters and conferences tell of their tasks."""


class Mechanism(Named):
    """The five mechanisms, as the source names them."""

    CONFERENCE = "conference", "会商联席"
    INFORMATION = "information", "信息联通"
    DISCUSSION = "discussion", "问题联议"
    RESULTS = "results", "成果联用"
    ACTION = "action", "业务联动"
