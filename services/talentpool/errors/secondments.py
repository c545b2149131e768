"""Refusals: secondments (挂职、跟岗)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoSecondment(NotFound):
    """There is no such secondment."""

    code = "talentpool/no-secondment"
    zh = "没有这次挂职或跟岗"
    en = "There is no such secondment"


class Overlap(Conflict):
    """A person is at one place at a time: the period meets that of another secondment."""

    code = "talentpool/secondment-overlap"
    zh = "与该人员另一次挂职或跟岗的时间重叠"
    en = "The period meets that of another secondment of the same person"
    advice_zh = "调整起止日期，或先结束、取消与之重叠的那一次。"
    advice_en = "Choose other days, or end or cancel the one it meets."


class NotNow(Conflict):
    """The state of the secondment does not allow the step."""

    code = "talentpool/secondment-not-in-this-state"
    zh = "挂职或跟岗按当前状态不能办理这一步"
    en = "The state of the secondment does not allow this"


class RestrictedNow(Conflict):
    """A cadre under a restriction is not seconded."""

    code = "talentpool/secondment-restricted"
    zh = "该干部处于影响期，不能安排挂职或跟岗"
    en = "A cadre under a restriction is not seconded"


class NotServing(Conflict):
    """The cadre has retired or left."""

    code = "talentpool/secondment-not-serving"
    zh = "该干部已退休或离任"
    en = "The cadre has retired or left"


class NotSuchPlace(Invalid):
    """The direction does not go with who is seconded and where."""

    code = "talentpool/secondment-place"
    zh = "派出方向与人员或接收单位不符"
    en = "The direction does not go with the person and the host"


class BadPeriod(Invalid):
    """The period is longer than the rule allows, or an extension is none."""

    code = "talentpool/secondment-period"
    zh = "起止日期不符合要求"
    en = "The period is not acceptable"


class OwnMentor(Invalid):
    """Nobody is their own mentor."""

    code = "talentpool/own-mentor"
    zh = "导师不能是本人"
    en = "Nobody is their own mentor"


class UnknownMentor(Invalid):
    """The mentor is not a serving cadre of the roster."""

    code = "talentpool/unknown-mentor"
    zh = "导师不是名册中的在职干部"
    en = "The mentor is not a serving cadre of the roster"


class NotTheHost(Conflict):
    """Only the host unit, or an officer for it, evaluates on the host's side."""

    code = "talentpool/not-the-host"
    zh = "只有接收单位可以作接收单位评价"
    en = "Only the host unit evaluates as the host"
