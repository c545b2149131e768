"""The conclusion of an appraisal (考察结论): grade, scores per dimension, and an overall score that explains itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from servicekit.errors import FieldError, field_error, with_words
from servicekit.lifecycle import Named
from services.appraisal.errors.appraisals import ConclusionWorse, ScoresWrong

LEAST, MOST = Decimal(0), Decimal(100)
"""The scale of every score."""
DIGITS = Decimal("0.01")


class Hand(Named):
    """What somebody did for a conclusion, who therefore decides no review of it (回避)."""

    PLAN = "plan", "制定计划"
    START = "start", "启动考察"
    DRAFT = "draft", "起草结论"
    CONFIRM = "confirm", "确认结论"
    TALK = "talk", "记录谈话"
    MATERIAL = "material", "收录材料"
    APPRAISE = "appraise", "参加考察"


@dataclass
class Part:
    """What one dimension adds to the overall score: score times weight over the sum of the weights."""

    dimension: str
    weight: Decimal
    score: Decimal
    points: Decimal


@dataclass
class Conclusion:
    """A conclusion with everything it was made of. What it replaces stays in the appraisal's `revisions`."""

    grade: str
    overall: Decimal
    parts: list[Part]
    model_id: str
    model_version: int
    findings: str
    classification: str
    drafted_by: str
    drafted_account: str
    drafted_on: date
    confirmed_by: str | None = None
    confirmed_account: str | None = None
    confirmed_on: date | None = None
    basis: str | None = None
    replaced_on: date | None = None
    replaced_because: str | None = None


@dataclass(frozen=True)
class Draft:
    """What somebody proposes as a conclusion."""

    grade: str
    scores: Mapping[str, Decimal]
    findings: str
    classification: str
    drafted_by: str
    drafted_account: str
    drafted_on: date
    basis: str | None = None


_CARRIED = [draft.name for draft in fields(Draft) if draft.name != "scores"]
"""What a conclusion says as its draft does; a field that `Conclusion` lacks is refused by its constructor."""


@dataclass(frozen=True)
class Scale:
    """The exact version of the model by which an appraisal is scored: its dimensions, their weights and names."""

    model_id: str
    version: int
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def check_scores(scores: Mapping[str, Decimal], scale: Scale, pointer: str = "/scores") -> None:
    """Exactly the dimensions of the model, each within the scale. Raises ScoresWrong, naming every wrong place."""
    missing = [
        field_error(
            f"{pointer}/{key}",
            "missing-dimension",
            f"缺少{with_words(scale.names, [key])}的分值",
            f"No score for {key}",
        )
        for key in scale.weights
        if key not in scores
    ]
    _refuse([*_off(scores, scale, pointer), *missing], scale)


def check_marks(marks: Mapping[str, Decimal], scale: Scale, pointer: str) -> None:
    """Some of the dimensions of the model, each within the scale. Raises ScoresWrong, naming every wrong place."""
    _refuse(_off(marks, scale, pointer), scale)


def must_have_dimension(key: str, scale: Scale, pointer: str) -> None:
    """Raises ScoresWrong for a dimension that the version does not have."""
    if key not in scale.weights:
        wrong = _no_dimension(key, scale, pointer)
        raise ScoresWrong(wrong.zh, wrong.en, errors=[wrong])


def _no_dimension(key: str, scale: Scale, pointer: str) -> FieldError:
    zh = f"模型没有“{key}”，只有：{with_words(scale.names, scale.weights)}"
    en = f"The model has no dimension {key}, only: {', '.join(scale.weights)}"
    return field_error(pointer, "unknown-dimension", zh, en)


def explain(scores: Mapping[str, Decimal], scale: Scale) -> list[Part]:
    """What each dimension adds, in the model's order; points are exact until they are shown."""
    total = sum(scale.weights.values(), Decimal(0))
    return [
        Part(key, weight, scores[key], _shown(scores[key] * weight / total)) for key, weight in scale.weights.items()
    ]


def overall(scores: Mapping[str, Decimal], scale: Scale) -> Decimal:
    """The weighted mean, to two digits; rounded once, not per dimension. Weights need not add up to one here."""
    total = sum(scale.weights.values(), Decimal(0))
    return _shown(sum((scores[key] * weight for key, weight in scale.weights.items()), Decimal(0)) / total)


def draw_up(draft: Draft, scale: Scale, pointer: str = "/scores") -> Conclusion:
    """Make a conclusion of a draft. Raises ScoresWrong."""
    check_scores(draft.scores, scale, pointer)
    return Conclusion(
        overall=overall(draft.scores, scale),
        parts=explain(draft.scores, scale),
        model_id=scale.model_id,
        model_version=scale.version,
        **{name: getattr(draft, name) for name in _CARRIED},
    )


def must_not_be_worse(before: Conclusion, after: Conclusion) -> None:
    """A review or a complaint makes nothing worse for who asked for it. Raises ConclusionWorse."""
    if after.overall < before.overall:
        raise ConclusionWorse(
            f"复核、申诉不得加重：总分不得低于{before.overall}",
            f"A review makes nothing worse: the overall score is at least {before.overall}",
            overall=str(before.overall),
        )


def hands(conclusions: Sequence[Conclusion]) -> list[tuple[str | None, Hand]]:
    """The accounts that had a part in these conclusions: none of them decides a review of the last."""
    return [
        part
        for one in conclusions
        for part in ((one.drafted_account, Hand.DRAFT), (one.confirmed_account, Hand.CONFIRM))
    ]


def _off(scores: Mapping[str, Decimal], scale: Scale, pointer: str) -> list[FieldError]:
    wrong: list[FieldError] = []
    for key, score in scores.items():
        if key not in scale.weights:
            wrong.append(_no_dimension(key, scale, f"{pointer}/{key}"))
        elif not score.is_finite() or not LEAST <= score <= MOST:
            wrong.append(field_error(f"{pointer}/{key}", "off-the-scale", "分值须在0至100之间", "A score is 0 to 100"))
    return wrong


def _refuse(wrong: list[FieldError], scale: Scale) -> None:
    if wrong:
        raise ScoresWrong(errors=wrong, model_id=scale.model_id, model_version=scale.version)


def _shown(number: Decimal) -> Decimal:
    return number.quantize(DIGITS, ROUND_HALF_UP)
