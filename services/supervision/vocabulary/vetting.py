"""Agencies (联席成员单位) and vetting (联审): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


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
