"""Refusals of nominations on their way from draft to naming."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoNomination(NotFound):
    """There is no such nomination, or it is not the reader's to see."""

    code = "incentive/no-nomination"
    zh = "推荐不存在"
    en = "There is no such nomination"


class NotInThisState(Conflict):
    """The table of nominations has no such step from the present state."""

    code = "incentive/not-in-this-state"
    zh = "推荐按当前状态不能办理这一步"
    en = "The present state does not allow this step"
    advice_zh = "按所列可办理的步骤办理。"
    advice_en = "The steps that the present state allows are in `allowed`."


class AlreadyNominated(AlreadyExists):
    """A cadre is nominated once in a batch."""

    code = "incentive/already-nominated"
    zh = "该干部已在本批次中被推荐"
    en = "The cadre is nominated in this batch already"


class NotEligible(Invalid):
    """The check of eligibility (资格审核) failed; each reason names its article."""

    code = "incentive/not-eligible"
    zh = "不符合推荐资格"
    en = "The nominee is not eligible"
    advice_zh = "如确有依据，可由有权人员写明书面依据后提交。"
    advice_en = "A named person may override it with a written basis in `override`."


class Restricted(Conflict):
    """A restriction (影响期) bars awards; no one can override it."""

    code = "incentive/restricted"
    zh = "影响期内不得推荐或表彰"
    en = "A restriction in force bars awards"
    advice_zh = "影响期解除后再继续。"
    advice_en = "Go on when the restriction has ended."


class StoppedByResult(Conflict):
    """A published result (联用成果) of a level that stops awards is in force; no one can override it here."""

    code = "incentive/stopped-by-result"
    zh = "有停止办理的联用成果，不得推荐或表彰"
    en = "A published result in force stops awards"
    advice_zh = "成果撤回或失效后再继续。"
    advice_en = "Go on when the result has been withdrawn or has expired."


class Retired(Invalid):
    """A retired cadre, or one who has left, cannot be nominated."""

    code = "incentive/retired"
    zh = "干部已退休或已离任，不能推荐"
    en = "The cadre has retired or left and cannot be nominated"


class OverrideNotAllowed(Conflict):
    """Only an officer who sees the whole city may override a check of eligibility."""

    code = "incentive/override-not-allowed"
    zh = "无权越过资格审核"
    en = "You may not override the check of eligibility"
