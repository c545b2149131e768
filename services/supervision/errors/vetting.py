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
    advice_zh = "asked 列出了被征求意见的单位。"
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
    advice_zh = "结论作出前更正意见，请加 replaces: true。"
    advice_en = "To correct it before the conclusion, send replaces: true."


class VettingOver(Conflict):
    """The vetting is concluded or cancelled."""

    code = "supervision/vetting-over"
    zh = "联审已结束"
    en = "The vetting is over"
    advice_zh = "结论之后发现的问题，请登记联议事项或影响期。"
    advice_en = "What is found afterwards is a matter for joint discussion, or a restriction."


class BasisMissing(Invalid):
    """A conclusion before all have answered, or against the advice, needs a written basis."""

    code = "supervision/basis-missing"
    zh = "意见不齐或与建议结论不一致，须写明书面依据"
    en = "Opinions are missing, or this departs from the advice: a written basis is needed"
