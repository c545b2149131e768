"""Refusals: notices (告知), reviews (复核) and complaints (申诉)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound, NotIndependent, superseded


class NoNotice(NotFound):
    """There is no such notice."""

    code = "appraisal/no-notice"
    zh = "没有这份告知书"
    en = "There is no such notice"


class NoticeKnown(AlreadyExists):
    """The cadre was told this result already."""

    code = "appraisal/notice-known"
    zh = "该考察结果已告知"
    en = "The result was told already"


class NobodyToTell(Conflict):
    """The appraisal is of a team; only a cadre is told and can ask for a review."""

    code = "appraisal/nobody-to-tell"
    zh = "领导班子考察不适用个人告知"
    en = "The appraisal of a team has nobody to tell"


class TooLate(Conflict):
    """The period for a review or a complaint is over."""

    code = "appraisal/too-late"
    zh = "已超过申请期限"
    en = "The period is over"
    advice_zh = "确有正当理由的，由组织部门经办人写明依据后代为受理。"
    advice_en = "With good reason an officer can admit it, with a written basis."


class RevisionWrong(Invalid):
    """A new conclusion belongs to a changed one, and to nothing else."""

    code = "appraisal/revision-wrong"
    zh = "变更结论时且仅在变更时填写新的结论"
    en = "A new conclusion is given exactly when it is changed"


superseded("appraisal/not-independent", NotIndependent)
