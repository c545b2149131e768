"""Models of 双10+5+1 (分析研判模型): what evidence counts for which dimension, with which weight, version by version.

The source names the parts and not their contents: ten dimensions for a leadership team (领导班子十维分析研判集成系统),
ten for a cadre's responsibility index (干部担当指数十维分析研判模型), five positive and five negative deeds
(正负面五件事) as the lever, and the evaluation in major matters (大事要事干部担当担责度评价) as the extension.
Dimensions, weights and scales are therefore an administrator's; what is shipped is an example and says so.

A version is never changed once it is published. A later one takes its place from a day on, and both stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from servicekit.errors import FieldError, field_error
from services.appraisal.errors.models import BadModel, TooManyDimensions, WeightsDoNotAddUp
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import LIFE, TEAM_SOURCES, Method, ModelState, ModelStep

DIMENSIONS = 10
ONE = Decimal(1)


# fmt: on


@dataclass
class Feed:
    """A source that a dimension draws on.

    The number that `method` gives is put on a scale of 0 to 100: `at_zero` is worth 0 points, `at_hundred` 100, what
    lies between them in proportion, what lies outside no more. `at_zero` may be the higher: then less is better.
    Evidence older than `years` does not count; with `fades` its weight falls evenly to nothing over those years.
    """

    source: str
    share: Decimal
    method: Method
    at_zero: Decimal
    at_hundred: Decimal
    years: int
    fades: bool = False
    empty: str = "neutral"
    """Without evidence: `neutral` counts the model's neutral value, `zero` counts the number 0 on the scale."""


@dataclass
class Dimension:
    """One of the ten (维度)."""

    key: str
    zh: str
    en: str
    weight: Decimal
    feeds: list[Feed]
    example: bool = False


@dataclass
class Lever:
    """The five positive and five negative deeds (正负面五件事): points for each, up to a cap."""

    positive_source: str
    negative_source: str
    points: Decimal
    cap: Decimal
    years: int


@dataclass
class Extension:
    """The evaluation in major matters (大事要事担当担责度): its share of the whole, on a scale of 0 to 100."""

    source: str
    share: Decimal
    years: int


@dataclass
class ModelVersion:
    """A version of a model. `number` counts the versions of its kind."""

    id: str
    kind: SubjectKind
    number: int
    zh: str
    en: str
    dimensions: list[Dimension]
    lever: Lever
    extension: Extension
    neutral: Decimal
    """What a source without evidence counts, of 100."""
    basis: str
    verified: bool = False
    note: str | None = None
    state: ModelState = ModelState.DRAFT
    valid_from: date | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def sources(self) -> list[str]:
        """Every source that the version draws on."""
        found = [feed.source for dimension in self.dimensions for feed in dimension.feeds]
        found += [self.lever.positive_source, self.lever.negative_source, self.extension.source]
        return list(dict.fromkeys(found))


@dataclass
class Difference:
    """One thing in which two versions differ."""

    what: str
    before: str | None
    after: str | None


@dataclass
class Comparison:
    """Two versions beside each other."""

    model_id: str
    with_id: str
    differences: list[Difference] = field(default_factory=list)


def check(model: ModelVersion, sources: Iterable[str]) -> None:
    """Whether a version can be computed with. Raises TooManyDimensions, WeightsDoNotAddUp and BadModel."""
    if len(model.dimensions) > DIMENSIONS:
        raise TooManyDimensions(
            f"最多 {DIMENSIONS} 个维度，提交了 {len(model.dimensions)} 个",
            f"At most {DIMENSIONS} dimensions; {len(model.dimensions)} were given",
            errors=[field_error(f"/dimensions/{DIMENSIONS}", "one-too-many", "多出的维度", "One too many")],
            allowed=DIMENSIONS,
        )
    _must_add_up([one.weight for one in model.dimensions], "/dimensions", "各维度权重", "The weights of the dimensions")
    for number, dimension in enumerate(model.dimensions):
        at = f"/dimensions/{number}/feeds"
        _must_add_up([feed.share for feed in dimension.feeds], at, f"维度“{dimension.zh}”的来源份额", "The shares")
    if errors := [*_repeated(model), *_unknown(model, set(sources)), *_flat(model)]:
        raise BadModel(errors=errors)


def _must_add_up(shares: Sequence[Decimal], pointer: str, zh: str, en: str) -> None:
    total = sum(shares, Decimal(0))
    if total != ONE:
        off = total - ONE
        zh, en = f"{zh}合计为 {total}，应为 1，相差 {off:+}", f"{en} add up to {total}, which must be 1: off by {off:+}"
        raise WeightsDoNotAddUp(
            zh,
            en,
            errors=[field_error(pointer, "does-not-add-up", zh, en)],
            sum=str(total),
            difference=str(off),
        )


def _repeated(model: ModelVersion) -> Iterable[FieldError]:
    seen: set[str] = set()
    for number, dimension in enumerate(model.dimensions):
        if dimension.key in seen:
            yield field_error(f"/dimensions/{number}/key", "repeated", "维度编码重复", "The key is used twice")
        seen.add(dimension.key)
        sources = [feed.source for feed in dimension.feeds]
        for place, source in enumerate(sources):
            if source in sources[:place]:
                pointer = f"/dimensions/{number}/feeds/{place}/source"
                yield field_error(pointer, "repeated", "同一维度的来源重复", "The dimension has this source twice")


def _unknown(model: ModelVersion, sources: set[str]) -> Iterable[FieldError]:
    zh, en = "来源不在素材来源字典中", "Not in the dictionary appraisal.evidence_sources"
    places = {
        f"/dimensions/{n}/feeds/{m}/source": feed.source
        for n, dimension in enumerate(model.dimensions)
        for m, feed in enumerate(dimension.feeds)
    }
    places["/lever/positive_source"] = model.lever.positive_source
    places["/lever/negative_source"] = model.lever.negative_source
    places["/extension/source"] = model.extension.source
    allowed = sources | (set(TEAM_SOURCES) if model.kind is SubjectKind.TEAM else set())
    for pointer, source in places.items():
        if source not in allowed:
            yield field_error(pointer, "unknown-source", zh, en)


def _flat(model: ModelVersion) -> Iterable[FieldError]:
    for number, dimension in enumerate(model.dimensions):
        for place, feed in enumerate(dimension.feeds):
            if feed.at_zero == feed.at_hundred:
                pointer = f"/dimensions/{number}/feeds/{place}/at_hundred"
                yield field_error(pointer, "flat-scale", "量程两端相同", "Both ends of the scale are the same")


def publish(model: ModelVersion, by: str, at: datetime, valid_from: date) -> None:
    """Publish a draft: from now on nobody changes it. Raises ModelNotInThisState."""
    LIFE.move(model, ModelStep.PUBLISH)
    model.published_by, model.published_at, model.valid_from = by, at, valid_from


def discard(model: ModelVersion) -> None:
    """Throw a draft away. Raises ModelNotInThisState."""
    LIFE.move(model, ModelStep.DISCARD)


def in_force(versions: Iterable[ModelVersion], on: date) -> ModelVersion | None:
    """The version of those published that holds on a day: the newest by its day, then by its number."""
    held = [v for v in versions if v.state is ModelState.PUBLISHED and v.valid_from and v.valid_from <= on]
    return max(held, key=lambda v: (v.valid_from or date.min, v.number), default=None)


def compare(one: ModelVersion, other: ModelVersion) -> Comparison:
    """In what two versions differ, place by place."""
    before, after = _flattened(one), _flattened(other)
    places = dict.fromkeys([*before, *after])
    differences = [
        Difference(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]
    return Comparison(one.id, other.id, differences)


def _flattened(model: ModelVersion) -> dict[str, str]:
    places: dict[str, str] = {}
    for dimension in model.dimensions:
        places[f"{dimension.key}.weight"] = str(dimension.weight)
        for feed in dimension.feeds:
            at = f"{dimension.key}.{feed.source}"
            places[f"{at}.share"] = str(feed.share)
            places[f"{at}.scale"] = f"{feed.method.value} {feed.at_zero}..{feed.at_hundred}, empty: {feed.empty}"
            places[f"{at}.years"] = f"{feed.years}{' (fading)' if feed.fades else ''}"
    places["lever"] = f"{model.lever.points} each, at most {model.lever.cap}, {model.lever.years} years"
    places["extension"] = f"{model.extension.share}, {model.extension.years} years"
    places["neutral"] = str(model.neutral)
    return places
