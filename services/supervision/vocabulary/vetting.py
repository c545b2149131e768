"""Agencies (联席成员单位) and vetting (联审): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.vetting import VettingOver


class Purpose(Named):
    """What a vetting is for."""

    AWARD = "award", "评先评优"
    POOL = "pool", "年轻干部入库"
    APPOINTMENT = "appointment", "选拔任用"


class Opinion(Named):
    """What an agency says: nothing against it, something to be known, or an objection."""

    CLEAR = "clear", "无影响"
    REMARK = "remark", "有情况说明"
    OBJECTION = "objection", "反对"


class State(Named):
    """Where a vetting stands."""

    OPEN = "open", "征求意见中"
    CONCLUDED = "concluded", "已有结论"
    CANCELLED = "cancelled", "已取消"


PUT_RIGHT = "put_right"
"""Why a conclusion did not stay that was entered wrongly."""
BECAUSE = {"late_opinion": "补报意见", "learnt": "其后得知", PUT_RIGHT: "更正结论"}
"""Why a conclusion did not stay."""
NOTED = {
    "opened": "提请联审",
    "answered": "反馈意见",
    "taken_back": "撤回意见",
    "escalated": "催办",
    "concluded": "作出结论",
    "reopened": "重开",
    "cancelled": "取消",
    "died": "因本人去世终止",
}
"""What a vetting's timeline tells."""
OPEN = "open"
"""How it is called that somebody asked for a vetting by a decision of their own."""


class Step(Named):
    """What can happen to a vetting."""

    ANSWER = "answer", "反馈意见"
    TAKE_BACK = "take_back", "撤回意见"
    ESCALATE = "escalate", "催办"
    CONCLUDE = "conclude", "作出结论"
    DEFER = "defer", "暂缓"
    REOPEN = "reopen", "重开"
    PUT_RIGHT = "put_right", "更正结论"
    CANCEL = "cancel", "取消"
    DIE = "die", "随去世终止"
    RETURN = "return", "恢复"


# fmt: off
LIFE = Lifecycle(
    "联审",
    "Vetting",
    State,
    Step,
    (State.OPEN,),
    (
        Row((State.OPEN, State.CONCLUDED), Step.ANSWER, None,
            "被征求意见的单位；结论之后的为补报；由未提请的账号，一个账号只为一个单位，依来函录入并注明文号的除外",
            "by an agency that was asked; after the conclusion it is late; by an account that did not ask for it; one"
            " account speaks for one agency, except where it enters the agencies' papers with their numbers",
            apart_from=(OPEN, Step.ANSWER)),
        Row((State.OPEN, State.CONCLUDED, State.CANCELLED), Step.TAKE_BACK, None,
            "撤销整批导入时，其后该单位没有更正，也没有据以作出结论；撤回的意见仍可查看",
            "when the import of it is undone, and the agency has not put it right since and no conclusion rests on it; "
            "it stays to be seen"),
        Row((State.OPEN,), Step.ESCALATE, None, "期限已过而意见不齐", "opinions are missing on the last day",
            by=By.DEADLINE),
        Row((State.OPEN,), Step.CONCLUDE, State.CONCLUDED,
            "意见齐全，或有书面依据，催办前通过的另须批准人；由未提请、未录入意见、未作出已更正结论的账号",
            "all opinions, or a written basis, and an approver to pass it before the reminder; by an account that"
            " neither asked for it nor recorded an opinion, nor came to a conclusion that was put right",
            apart_from=(OPEN, Step.ANSWER)),
        Row((State.OPEN,), Step.DEFER, State.CONCLUDED, "催办后仍缺意见，或无单位可征求，或提请时该干部已不在职",
            "opinions are still missing after reminders, there is nobody to ask, or the cadre serves no more",
            by=By.DEADLINE),
        Row((State.CONCLUDED,), Step.REOPEN, State.OPEN, "因缺意见而暂缓，其后补报意见；或通过之后发现须研究的情况",
            "deferred for a missing opinion that has come since; or passed, and something to be weighed has come since",
            by=By.FOLLOWS),
        Row((State.CONCLUDED,), Step.PUT_RIGHT, State.OPEN, "结论有误，写明依据；原结论保留",
            "the conclusion was wrong, with a basis; it is kept"),
        Row((State.OPEN,), Step.CANCEL, State.CANCELLED, "提请方撤回", "whoever asked has withdrawn", by=By.EVENT),
        Row((State.OPEN,), Step.DIE, State.CANCELLED, "由干部监督自行提请的；干部去世",
            "the cadre has died; one that supervision asked for itself", by=By.EVENT),
        Row((State.CANCELLED,), Step.RETURN, State.OPEN, "据以终止的去世登记作废；回复期限重新计算",
            "the death that had ended it was a mistake; the agencies have their full period anew", by=By.EVENT),
    ),
    VettingOver,
)
