"""Refusals: agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Forbidden, Invalid, NotFound


class NoAgency(NotFound):
    """There is no such agency."""

    code = "supervision/no-agency"
    zh = "没有这个联席成员单位"
    en = "There is no such member agency"


class AgencyKnown(AlreadyExists):
    """An agency with this code is there already."""

    code = "supervision/agency-known"
    zh = "联席成员单位编号已存在"
    en = "A member agency with this code exists already"


class NoVetting(NotFound):
    """There is no such vetting, or it is not the caller's to see."""

    code = "supervision/no-vetting"
    zh = "没有这项联审"
    en = "There is no such vetting"


class NotAsked(Invalid):
    """The agency was not asked for its opinion."""

    code = "supervision/not-asked"
    zh = "该单位不在征求意见范围"
    en = "This agency was not asked"
    advice_zh = "只有被征求意见的单位可以回复。"
    advice_en = "`asked` lists the agencies that were asked."


class NotYourAgency(Forbidden):
    """A liaison answers for the agencies of their own unit only."""

    code = "supervision/not-your-agency"
    zh = "只能代表本单位回复"
    en = "You can answer for an agency of your own unit only"


class AlreadyAnswered(Conflict):
    """The agency has given its opinion."""

    code = "supervision/already-answered"
    zh = "该单位已回复意见"
    en = "This agency has given its opinion"
    advice_zh = "更正意见请注明替换原意见；结论之后更正的记为补报。"
    advice_en = "To correct it, send replaces: true; after the conclusion it is marked as late."


class VettingOver(Conflict):
    """The vetting is cancelled; or it is concluded, and this step is not for one that is."""

    code = "supervision/vetting-over"
    zh = "联审已结束"
    en = "The vetting is over"
    advice_zh = "结论有误的，写明理由更正；被征求意见的单位在结论之后仍可补报意见。"
    advice_en = (
        "A wrong conclusion is put right with `correction`; an agency that was asked may still speak afterwards."
    )


class NotConcluded(Conflict):
    """The vetting has no conclusion that could be put right."""

    code = "supervision/not-concluded"
    zh = "联审尚无结论"
    en = "The vetting has no conclusion"
    advice_zh = "作出结论之后，结论有误的才能更正；意见有误的，由该单位更正意见。"
    advice_en = "A conclusion is put right once there is one; a wrong opinion is put right by its agency."


class ReasonMissing(Invalid):
    """An agency that objects says why."""

    code = "supervision/reason-missing"
    zh = "反对须说明理由"
    en = "An objection needs its reason"
    advice_zh = "写明说明，或列出情况代码。"
    advice_en = "Send `text`, or `codes`."


class BasisMissing(Invalid):
    """A conclusion before all have answered, or against the advice, needs a written basis."""

    code = "supervision/basis-missing"
    zh = "意见不齐或与建议结论不一致，须写明书面依据"
    en = "Opinions are missing, or this departs from the advice: a written basis is needed"


class ApproverMissing(Invalid):
    """To pass somebody against an objection, or before all have answered, needs who approved it, by name, and why."""

    code = "supervision/approver-missing"
    zh = "有单位反对、台账显示应停止办理，或意见未齐而尚未催办即作出通过结论的，须写明批准人和理由"
    en = "To pass it against an objection or a stop, or before the missing are reminded, needs an approver and why"
