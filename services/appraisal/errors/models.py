"""Refusals: versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoModel(NotFound):
    """There is no such version of a model."""

    code = "appraisal/no-model"
    zh = "模型版本不存在"
    en = "There is no such version of a model"


class NoModelInForce(Conflict):
    """No published version of the model holds on the day."""

    code = "appraisal/no-model-in-force"
    zh = "当日没有生效的模型版本"
    en = "No version of the model is in force on that day"


class ModelKnown(AlreadyExists):
    """Somebody else wrote a version of that number just now."""

    code = "appraisal/model-known"
    zh = "该编号的模型版本已存在"
    en = "A version of that number is there already"


class ModelNotInThisState(Conflict):
    """A version that is published or discarded is not changed any more; a new version is written."""

    code = "appraisal/model-not-in-this-state"
    zh = "模型版本已发布或已作废，不能更改；请拟订新版本"
    en = "A version that is published or discarded does not change; write a new one"


class WeightsDoNotAddUp(Invalid):
    """Weights or shares must add up to exactly 1."""

    code = "appraisal/weights-do-not-add-up"
    zh = "权重合计不为 1"
    en = "The weights do not add up to 1"
    advice_zh = "按小数填写并调整，使合计恰为 1（如 0.1 × 10）。"
    advice_en = "Give decimals that add up to exactly 1 (ten times 0.1, say)."


class TooManyDimensions(Invalid):
    """A model has at most ten dimensions."""

    code = "appraisal/too-many-dimensions"
    zh = "模型最多十个维度"
    en = "A model has at most ten dimensions"


class BadModel(Invalid):
    """Something in the model cannot be computed with."""

    code = "appraisal/bad-model"
    zh = "模型内容有误"
    en = "Something in the model cannot be computed with"


class ValidFromPast(Invalid):
    """A version cannot hold from a day that is over: past indices stay under their own versions."""

    code = "appraisal/valid-from-past"
    zh = "生效日期不得早于今天"
    en = "A version cannot hold from a day that is over"


class ModelsOfDifferentKinds(Invalid):
    """A model of cadres and one of teams are not compared."""

    code = "appraisal/models-of-different-kinds"
    zh = "干部模型与班子模型不能比较"
    en = "A model of cadres and one of teams are not compared"
