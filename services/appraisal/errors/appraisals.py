"""Refusals: appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoAppraisal(NotFound):
    """There is no such appraisal."""

    code = "appraisal/no-appraisal"
    zh = "考察不存在"
    en = "There is no such appraisal"


class AppraisalKnown(AlreadyExists):
    """The code of an appraisal is in use."""

    code = "appraisal/appraisal-known"
    zh = "考察编号已在用"
    en = "The code of the appraisal is in use"


class AnnualKnown(AlreadyExists):
    """The subject has a comprehensive appraisal of that year (年度综合评定): one year has one annual grade."""

    code = "appraisal/annual-known"
    zh = "该对象当年已有年度综合评定"
    en = "The subject has a comprehensive appraisal of that year"
    advice_zh = "原考察有误的，在原考察上退回重拟、发回或经复核变更；不应有的，取消原考察后再登记。"
    advice_en = (
        "Where that one is wrong, have it drawn up anew or reviewed; cancel one that should not be, then plan another."
    )


class SubjectWrong(Invalid):
    """The subject does not fit: a cadre or a team, and exactly one of them."""

    code = "appraisal/subject-wrong"
    zh = "考察对象有误"
    en = "The subject of the appraisal does not fit"


class PostNeeded(Invalid):
    """A pre-appointment appraisal is for a post that is established; no other kind is."""

    code = "appraisal/post-needed"
    zh = "任前考察须写明拟任职位，其他考察不写"
    en = "A pre-appointment appraisal names a post, and no other kind does"


class GradeBarred(Invalid):
    """An effect period lies within what is graded, and bars this grade; a written basis sets that aside."""

    code = "appraisal/grade-barred"
    zh = "影响期内不得确定为该等次"
    en = "An effect period bars this grade"
    advice_zh = "如确有依据，写明依据后再提交。"
    advice_en = "Where there is a reason, send it again with basis."


class TeamTooSmall(Conflict):
    """The appraisal team has too few members."""

    code = "appraisal/team-too-small"
    zh = "考察组人数不足"
    en = "The appraisal team is too small"


class AppraiserBarred(Invalid):
    """An appraiser is the subject, belongs to the appraised team, or does not serve."""

    code = "appraisal/appraiser-barred"
    zh = "考察组成员须回避或不在职"
    en = "An appraiser must stand aside or is not in service"


class NotRunning(Conflict):
    """The appraisal does not run."""

    code = "appraisal/not-running"
    zh = "考察未在进行中"
    en = "The appraisal is not running"


class ScoresWrong(Invalid):
    """The scores are not those of the model's dimensions, or are off the scale."""

    code = "appraisal/scores-wrong"
    zh = "维度分值有误"
    en = "The scores do not fit the model"


class ConclusionWorse(Invalid):
    """A review or a complaint would make matters worse for who asked."""

    code = "appraisal/conclusion-worse"
    zh = "复核、申诉不得加重"
    en = "A review makes nothing worse"


class NoConclusion(NotFound):
    """The appraisal has no conclusion yet."""

    code = "appraisal/no-conclusion"
    zh = "尚无考察结论"
    en = "There is no conclusion yet"


class NoMaterial(NotFound):
    """There is no such material in this appraisal."""

    code = "appraisal/no-material"
    zh = "该考察没有这份材料"
    en = "The appraisal has no such material"


class MaterialAnnulled(Conflict):
    """The material was annulled already."""

    code = "appraisal/material-annulled"
    zh = "该材料已作废"
    en = "The material was annulled already"


class TooMuchMaterial(Conflict):
    """The appraisal has as many written materials as the rule allows."""

    code = "appraisal/too-much-material"
    zh = "考察材料数量已达上限"
    en = "The appraisal has as many materials as are allowed"


class NotifyFirst(Conflict):
    """An appraisal of a cadre is closed only after they were told, and after the time for a review."""

    code = "appraisal/notify-first"
    zh = "考察结果须先告知本人，待复核期满后办结"
    en = "The cadre is told first; it closes after the time for a review"
