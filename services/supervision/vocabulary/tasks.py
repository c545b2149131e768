"""Linked action (业务联动): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.conferences import StepNotPossible


class Origin(Named):
    """What a task came of."""

    CONFERENCE = "conference", "会商联席"
    MATTER = "matter", "问题联议"


class State(Named):
    """Where a task stands."""

    ASSIGNED = "assigned", "已交办"
    ACCEPTED = "accepted", "办理中"
    RETURNED = "returned", "退回补办"
    REPORTED = "reported", "待核验"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Step(Named):
    """What can happen to a task."""

    ACCEPT = "accept", "接收"
    REPORT_PART = "report_part", "部分单位报告", "登记部分单位的报告"
    REPORT = "report", "报告完毕", "登记报告完毕"
    OVERDUE = "overdue", "逾期"
    ESCALATED = "escalated", "升级督办"
    CONFIRM = "confirm", "核验办结"
    REOPEN = "reopen", "撤销办结"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤回"


_S = State
IN_HAND = (_S.ASSIGNED, _S.ACCEPTED, _S.RETURNED)
"""The agencies have to act, so that the due date counts."""
ASSIGN = "assign"
"""How the timeline calls that a task came to be."""
_CONDUCTED = (ASSIGN, Step.ACCEPT, Step.REPORT_PART, Step.REPORT)
LIFE = Lifecycle(
    "联动任务",
    "Task",
    State,
    Step,
    (_S.ASSIGNED,),
    (
        Row((_S.ASSIGNED, _S.ACCEPTED), Step.ACCEPT, _S.ACCEPTED, "承办单位各接收一次", "each of its agencies once"),
        Row((_S.ASSIGNED, _S.ACCEPTED), Step.REPORT_PART, _S.ACCEPTED, "尚有单位未报告", "others still have to"),
        Row((_S.RETURNED,), Step.REPORT_PART, None, "尚有单位未报告", "others still have to"),
        Row(IN_HAND, Step.REPORT, _S.REPORTED, "本轮各单位均已报告", "every agency has reported in this round"),
        Row(IN_HAND, Step.OVERDUE, None, "期限已过", "the due date is over", by=By.DEADLINE),
        Row(IN_HAND, Step.ESCALATED, None, "逾期未办结", "it is overdue still", by=By.DEADLINE),
        Row((_S.REPORTED,), Step.CONFIRM, _S.DONE, "由管理员核验", "by an officer", apart_from=_CONDUCTED),
        Row(
            (_S.REPORTED,),
            Step.RETURN,
            _S.RETURNED,
            "写明原因和新的期限",
            "with findings and a new due date",
            apart_from=_CONDUCTED,
        ),
        Row(
            (_S.DONE,),
            Step.REOPEN,
            _S.REPORTED,
            "误办结，写明依据；来源事项仍可办理",
            "confirmed by mistake, with a basis; what it came of can take it back",
        ),
        Row((*IN_HAND, _S.REPORTED), Step.WITHDRAW, _S.WITHDRAWN, "有依据", "with a basis"),
    ),
    StepNotPossible,
    besides={ASSIGN: "交办", "deadline_moved": "调整期限"},
)
