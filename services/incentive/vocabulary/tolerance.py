"""Tolerance of honest mistakes (容错，三个区分开来): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.incentive.errors.tolerance import ToleranceNotInThisState


class Distinction(Named):
    """Which of the three distinctions is pleaded."""

    INEXPERIENCE = "inexperience", "缺乏经验先行先试"
    EXPLORATION = "exploration", "探索性试验"
    UNINTENDED = "unintended", "无意过失"


class Outcome(Named):
    """What was decided."""

    TOLERATED = "tolerated", "予以容错"
    PARTLY = "partly", "部分容错"
    NOT_TOLERATED = "not_tolerated", "不予容错"


class State(Named):
    """Where an application stands."""

    LODGED = "lodged", "已申请"
    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    ACCEPTED = "accepted", "已受理"
    DECIDED = "decided", "已认定"
    APPEALED = "appealed", "复核中"
    FINAL = "final", "复核已认定"


class Step(Named):
    """What can happen to an application."""

    ACCEPT = "accept", "受理"
    REJECT = "reject", "不予受理"
    WITHDRAW = "withdraw", "撤回"
    OPINE = "opine", "单位出具意见", "出具单位意见"
    ESCALATE = "escalate", "逾期提级"
    DECIDE = "decide", "联合认定"
    APPEAL = "appeal", "申请复核"
    DECIDE_APPEAL = "decide_appeal", "复核认定"
    CORRECT = "correct_decision", "更正认定"


LODGE = "lodge"
"""How the timeline calls that it was applied for."""
_HAD_A_PART = (LODGE, Step.ACCEPT, Step.OPINE, Step.DECIDE, Step.APPEAL)
# fmt: off
LIFE = Lifecycle(
    "容错申请",
    "Tolerance application",
    State,
    Step,
    (State.LODGED,),
    (
        Row((State.LODGED,), Step.ACCEPT, State.ACCEPTED),
        Row((State.LODGED,), Step.REJECT, State.REJECTED, "写明理由", "with reasons"),
        Row((State.LODGED, State.ACCEPTED), Step.WITHDRAW, State.WITHDRAWN),
        Row((State.ACCEPTED,), Step.OPINE, None, "各单位只保留最新意见", "an agency's newest opinion counts"),
        Row((State.ACCEPTED,), Step.ESCALATE, None, "认定期限已过", "the time for the decision is over",
            by=By.DEADLINE),
        Row((State.ACCEPTED,), Step.DECIDE, State.DECIDED, "出具意见的单位不少于规定数",
            "as many agencies have given an opinion as the rule says", apart_from=(LODGE, Step.ACCEPT, Step.OPINE)),
        Row((State.DECIDED,), Step.APPEAL, State.APPEALED, "在规定期限内，限一次",
            "once, within the time that the rule gives"),
        Row((State.APPEALED,), Step.DECIDE_APPEAL, State.FINAL, "由未经办过该申请的账号认定",
            "by an account that had no part in it", apart_from=_HAD_A_PART),
        Row((State.DECIDED,), Step.CORRECT, None, "登记有误，写明依据；原认定保留",
            "it was entered wrongly, with a basis; what was decided before stays", apart_from=(LODGE,)),
        Row((State.FINAL,), Step.CORRECT, None, "登记有误，写明依据；原认定保留",
            "it was entered wrongly, with a basis; what was decided before stays", apart_from=_HAD_A_PART),
    ),
    ToleranceNotInThisState,
    besides={LODGE: "提出申请"},
)


class Stage(Named):
    """Which decision it is."""

    FIRST = "first", "初次认定"
    APPEAL = "appeal", "复核认定"
    CORRECTION = "correction", "更正"
