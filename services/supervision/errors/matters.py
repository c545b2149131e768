"""Refusals: joint discussion (问题联议), linked action (业务联动) and shared results (成果联用)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoMatter(NotFound):
    """There is no matter with this id, or the caller may not see it."""

    code = "supervision/no-matter"
    zh = "联议事项不存在"
    en = "There is no such matter"


class NoTask(NotFound):
    """There is no task with this id, or the caller may not see it."""

    code = "supervision/no-task"
    zh = "联动任务不存在"
    en = "There is no such task"


class NoResult(NotFound):
    """There is no result with this id, or the matter has none."""

    code = "supervision/no-result"
    zh = "联用成果不存在"
    en = "There is no such result"


class OpinionGiven(Conflict):
    """An agency gives one opinion on a matter; another one replaces it expressly."""

    code = "supervision/opinion-given"
    zh = "该单位已提出意见"
    en = "The agency has given its opinion already"
    advice_zh = "如需更正，提交时注明替换原意见。"
    advice_en = "To correct it, send replaces: true."


class NotAsked(Conflict):
    """An opinion or a report of an agency that was not asked."""

    code = "supervision/agency-not-asked"
    zh = "该单位不是本事项的成员单位"
    en = "The agency was not asked"


class OpinionsMissing(Conflict):
    """A conclusion before every agency has given its opinion needs a written basis."""

    code = "supervision/opinions-missing"
    zh = "仍有成员单位未提出意见"
    en = "Some agencies have not given their opinion"
    advice_zh = "等待意见，或写明提前形成结论的依据。"
    advice_en = "Wait for them, or give a written basis."


class ResultContradicts(Conflict):
    """A matter that ended with a measure that has an effect period is not published as if nothing had been found."""

    code = "supervision/result-contradicts"
    zh = "该事项的结论已作出有影响期的处理，成果不能为“澄清”"
    en = "The matter ended with a measure that has an effect period; its result cannot say that nothing was found"
    advice_zh = "结论有误的，先重开事项；否则按结论选择成果。"
    advice_en = "Where the conclusion is wrong, open the matter again; else choose the result that it says."


class ResultInForce(Conflict):
    """A matter has one published result at a time."""

    code = "supervision/result-in-force"
    zh = "该事项已有生效的成果"
    en = "The matter has a result in force"
    advice_zh = "先撤回已发布的成果。"
    advice_en = "Withdraw the published result first."


class MergedIntoItself(Invalid):
    """A matter can only be merged into another one that is still open."""

    code = "supervision/matter-merge"
    zh = "不能并入该事项"
    en = "The matter cannot be merged into that one"


class DueInThePast(Invalid):
    """A due date or a validity that lies in the past."""

    code = "supervision/due-in-the-past"
    zh = "期限早于今天"
    en = "The day lies in the past"


class AlreadyReported(Conflict):
    """An agency reports once on a task, until it is returned; it accepts once."""

    code = "supervision/task-reported"
    zh = "该单位已办理此步骤"
    en = "The agency has done this step already"
