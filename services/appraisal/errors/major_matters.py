"""Refusals: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoMatter(NotFound):
    """There is no such major matter."""

    code = "appraisal/no-major-matter"
    zh = "大事要事不存在"
    en = "There is no such major matter"


class MatterKnown(AlreadyExists):
    """The code of a major matter is in use."""

    code = "appraisal/major-matter-known"
    zh = "大事要事编号已在用"
    en = "The code of the major matter is in use"


class MatterNotOpen(Conflict):
    """The matter is closed, or has not begun."""

    code = "appraisal/major-matter-not-open"
    zh = "该事项尚未开始或已办结，不能评价"
    en = "The matter has not begun or is closed"


class NoEvaluation(NotFound):
    """There is no such evaluation."""

    code = "appraisal/no-evaluation"
    zh = "评价不存在"
    en = "There is no such evaluation"


class EvaluationKnown(AlreadyExists):
    """The subject has an evaluation in this matter already."""

    code = "appraisal/evaluation-known"
    zh = "该对象在此事项中已有评价"
    en = "The subject has an evaluation in this matter already"
    advice_zh = "先撤销原评价，再重新评价。"
    advice_en = "Withdraw the evaluation that there is, then evaluate anew."


class BadMarks(Invalid):
    """The marks are not one for each criterion."""

    code = "appraisal/bad-marks"
    zh = "评分应与评价标准一一对应"
    en = "There must be one mark for each criterion"
