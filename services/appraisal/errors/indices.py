"""Refusals: indices with every input (担当指数)."""

from __future__ import annotations

from servicekit.errors import Conflict, Forbidden, Invalid, NotFound


class NoIndex(NotFound):
    """There is no such index."""

    code = "appraisal/no-index"
    zh = "指数不存在"
    en = "There is no such index"


class NoIndexRun(NotFound):
    """There is no such run."""

    code = "appraisal/no-index-run"
    zh = "没有这次全量重算"
    en = "There is no such run"


class RunUnderWay(Conflict):
    """Every index of that kind is being computed anew just now."""

    code = "appraisal/run-under-way"
    zh = "该类指数正在全量重算"
    en = "Every index of that kind is being computed anew just now"
    advice_zh = "等待当前重算结束后再试，进度可在指数重算中查看。"
    advice_en = "Wait until the run has finished (GET /appraisal/index-runs/{id} shows its progress), then try again."


class ConfirmedAlready(Conflict):
    """A named person has confirmed this index already."""

    code = "appraisal/index-confirmed"
    zh = "该指数已由具名负责人确认"
    en = "A named person has confirmed this index already"


class ModelOfOtherKind(Invalid):
    """A model of teams does not compute a cadre's index, nor the other way round."""

    code = "appraisal/model-of-other-kind"
    zh = "模型的对象与所选对象不符"
    en = "The model is for the other kind of subject"


class ModelNotPublished(Invalid):
    """Only a published version computes an index."""

    code = "appraisal/model-not-published"
    zh = "模型版本尚未发布"
    en = "Only a published version computes an index"


class OwnIndexClosed(Forbidden):
    """By a rule of the installation nobody reads their own index here."""

    code = "appraisal/own-index-closed"
    zh = "按规则，本人指数暂不开放查阅"
    en = "By rule nobody reads their own index here"
    advice_zh = "可向考察与分析研判管理部门书面申请说明；所依据的规则写明依据。"
    advice_en = "Ask the department in writing for an explanation; the rule appraisal.own_index says on what basis."


class FutureDay(Invalid):
    """An index speaks of a day that has come."""

    code = "appraisal/future-day"
    zh = "日期不得晚于今天"
    en = "The day has not come yet"
