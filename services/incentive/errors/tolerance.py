"""Refusals: tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, NotFound, UnknownEntry, superseded


class NoApplication(NotFound):
    """There is no such application."""

    code = "incentive/no-tolerance-application"
    zh = "容错申请不存在"
    en = "There is no such application for tolerance"


class ApplicationKnown(AlreadyExists):
    """A matter of a cadre is applied for once; afterwards there is the appeal."""

    code = "incentive/tolerance-known"
    zh = "该事项已申请容错"
    en = "Tolerance was applied for in this matter already"


class ToleranceNotInThisState(Conflict):
    """The application's present state does not allow the step."""

    code = "incentive/tolerance-state"
    zh = "申请按当前状态不能办理这一步"
    en = "The application's present state does not allow this"


class TooFewOpinions(Conflict):
    """The decision is a joint one: more agencies must have given their opinion."""

    code = "incentive/too-few-opinions"
    zh = "联合认定的单位意见不足"
    en = "Too few agencies have given their opinion"


class AppealTooLate(Conflict):
    """The time for the appeal is over."""

    code = "incentive/appeal-too-late"
    zh = "已超过复核申请期限"
    en = "The time for the appeal is over"


superseded("incentive/unknown-factor", UnknownEntry)
