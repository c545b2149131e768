"""Refusals: appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound, NotIndependent, superseded


class NoAppeal(NotFound):
    """There is no appeal with this id, or it is not the caller's to see."""

    code = "supervision/no-appeal"
    zh = "没有这项申诉"
    en = "There is no such appeal"


class AppealOpen(Conflict):
    """There is one open appeal against a restriction or a letter at a time."""

    code = "supervision/appeal-open"
    zh = "对同一事项已有尚未办结的申诉"
    en = "There is an open appeal against this already"


class AppealTooLate(Conflict):
    """The period for lodging an appeal is over."""

    code = "supervision/appeal-too-late"
    zh = "已超过提出申诉的期限"
    en = "The period for lodging an appeal is over"
    advice_zh = "逾期有正当理由的，由管理员写明逾期受理的依据后受理。"
    advice_en = "Where there was a good reason, an officer admits it with a late_basis."


class NothingToAppeal(Conflict):
    """What was taken back already, or was never sent, needs no appeal."""

    code = "supervision/nothing-to-appeal"
    zh = "该事项未发出或已撤销，无可申诉"
    en = "It was never sent, or was taken back already"


class DecisionOvertaken(Conflict):
    """What followed from the decision cannot be undone here: it has changed since, or is kept elsewhere."""

    code = "supervision/appeal-decision-overtaken"
    zh = "该决定的后果已无法在此恢复"
    en = "What followed from the decision cannot be undone here any more"
    advice_zh = "处分记在干部档案的，在档案中重新登记；函件撤回的，另行发函；影响期其后另有变动的，另行登记。"
    advice_en = "Enter the punishment in the cadre's file anew, send another letter, or enter another restriction."


class NewEndWrong(Invalid):
    """A new end where there is nothing to change, none where there is, or a later one than before."""

    code = "supervision/appeal-new-end"
    zh = "新的结束日期不符合要求"
    en = "The new end does not fit"


superseded("supervision/not-independent-decision", NotIndependent)
