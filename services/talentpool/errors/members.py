"""Refusals: members of the pool (年轻干部库成员) on their way in, within and out."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound, superseded


class NoMember(NotFound):
    """There is no such member, or it is not the reader's to see."""

    code = "talentpool/no-member"
    zh = "没有该成员"
    en = "There is no such member"


superseded("talentpool/not-your-nomination", NoMember)


class NotInThisState(Conflict):
    """The table of the life of a member has no such step from the present state."""

    code = "talentpool/not-in-this-state"
    zh = "在库人选按当前状态不能办理这一步"
    en = "The present state does not allow this step"
    advice_zh = "按所列可办理的步骤办理。"
    advice_en = "The steps that the present state allows are in `allowed`."


class AlreadyMember(AlreadyExists):
    """A cadre is a candidate or a member once."""

    code = "talentpool/already-member"
    zh = "该干部已被推荐或已在库"
    en = "The cadre is a candidate or a member already"


class NotEligible(Invalid):
    """The check of the conditions (资格审核) failed; each reason names its article."""

    code = "talentpool/not-eligible"
    zh = "不符合入库资格"
    en = "The cadre does not meet the conditions"
    advice_zh = "如确有依据，可由有权人员写明书面依据后提交。"
    advice_en = "A named person may override it with a written basis in `override`."


class Restricted(Conflict):
    """A restriction (影响期) bars the pool; no one can override it."""

    code = "talentpool/restricted"
    zh = "影响期内不得入库、列入重点培养或上调层次"
    en = "A restriction in force bars admission, key training and a higher tier"
    advice_zh = "影响期解除后再办理。"
    advice_en = "Go on when the restriction has ended."


class StoppedByResult(Conflict):
    """A published result (联用成果) of a level that stops the pool is in force; no one can override it here."""

    code = "talentpool/stopped-by-result"
    zh = "有停止办理的联用成果，不得入库、列入重点培养或上调层次"
    en = "A published result in force stops admission, key training and a higher tier"
    advice_zh = "成果撤回或失效后再办理。"
    advice_en = "Go on when the result has been withdrawn or has expired."


class NotServing(Invalid):
    """A cadre who has retired, left or died cannot be in the pool."""

    code = "talentpool/not-serving"
    zh = "干部已退休或已离任"
    en = "The cadre is no longer serving"


class Reviewed(AlreadyExists):
    """A member is reviewed once a year."""

    code = "talentpool/reviewed"
    zh = "该成员本年度已评议"
    en = "The member has been reviewed in this year"


class NoReview(NotFound):
    """The member has no such review."""

    code = "talentpool/no-review"
    zh = "该成员没有此次评议"
    en = "The member has no such review"


class ReviewUnchanged(Conflict):
    """The review says already what it should be put right to."""

    code = "talentpool/review-unchanged"
    zh = "更正内容与原评议相同"
    en = "The review says this already"


class WrongReview(Invalid):
    """The year or the tier of a review does not fit."""

    code = "talentpool/wrong-review"
    zh = "评议内容不一致"
    en = "The review does not fit"
