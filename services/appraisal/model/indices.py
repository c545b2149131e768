"""The index (担当指数): what a model version makes of the evidence, with every step shown, in exact decimals.

An index is advice: a named person confirms it, and nothing follows from it by itself (PIPL art. 24). It rests on three
things that never change: the version of the model, the day, and how many rows of the subject's evidence were known. So
it gives the same digits whenever it is computed again. Every rounding is a step of its own, so the steps add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from services.appraisal.model.evidence import Evidence
from services.appraisal.model.models import ONE, Dimension, Feed, ModelVersion
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import Method

ZERO, HUNDRED = Decimal(0), Decimal(100)
_POINTS, _SCORE, _WEIGHT = Decimal("0.0001"), Decimal("0.01"), Decimal("0.000001")
_YEAR = Decimal("365.25")


def _round(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, ROUND_HALF_EVEN)


@dataclass
class Item:
    """A row that counts in a feed, with the weight that its age leaves it."""

    evidence_id: str
    source: str
    reference: str
    value: Decimal
    happened_on: date
    weight: Decimal


@dataclass
class FeedPart:
    """What a source gives a dimension: its number on the scale, its points of 100, and its share of the dimension."""

    source: str
    share: Decimal
    number: Decimal | None
    points: Decimal
    contribution: Decimal
    neutral: bool
    items: list[Item]


@dataclass
class DimensionPart:
    """What a dimension gives the whole: its points of 100, its weight, and what both add to the score."""

    key: str
    zh: str
    en: str
    weight: Decimal
    points: Decimal
    contribution: Decimal
    rounding: Decimal
    """What rounding added to the sum of the feeds' contributions, to give the points."""
    feeds: list[FeedPart]


@dataclass
class LeverPart:
    """The deeds: how many of each kind count, and the points they move the whole by."""

    positive: Decimal
    negative: Decimal
    points: Decimal
    items: list[Item]


@dataclass
class ExtensionPart:
    """The evaluation in major matters: its points of 100, its share, and what both add; None where there is none."""

    share: Decimal
    points: Decimal | None
    contribution: Decimal
    items: list[Item]


@dataclass
class Index:
    """An index with every step. `dimensions` + `extension` + `lever` + `bounds` + `rounding` is the score, exactly."""

    model_id: str
    as_of: date
    score: Decimal
    dimensions: list[DimensionPart]
    extension: ExtensionPart
    lever: LeverPart
    bounds: Decimal
    """What the limits of 0 and 100 take away or add."""
    rounding: Decimal
    unused: list[str] = field(default_factory=list)
    """Ids of counting rows that this version of the model does not draw on, or whose years are over."""

    @property
    def steps(self) -> list[tuple[str, Decimal]]:
        """What adds up to the score, in order."""
        found = [(f"dimension.{part.key}", part.contribution) for part in self.dimensions]
        found += [("extension", self.extension.contribution), ("lever", self.lever.points)]
        return [*found, ("bounds", self.bounds), ("rounding", self.rounding)]


@dataclass
class Effect:
    """What would change the score: one more piece of a source's evidence, or one less."""

    source: str
    dimension: str | None
    change: str
    value: Decimal
    score: Decimal
    difference: Decimal


def index(model: ModelVersion, rows: Iterable[Evidence], as_of: date) -> Index:
    """The index by a version of the model, of the rows that count (`evidence.counting`), in whatever order."""
    ordered = sorted(rows, key=lambda row: (row.happened_on, row.number, row.id))
    by_source: dict[str, list[Evidence]] = {}
    for row in ordered:
        by_source.setdefault(row.source, []).append(row)
    extension_items = _items(by_source.get(model.extension.source, ()), as_of, model.extension.years, fades=False)
    extended = bool(extension_items)
    rest = ONE - model.extension.share if extended else ONE
    dimensions = [_dimension(one, model, by_source, as_of, rest) for one in model.dimensions]
    extension = _extension(model, extension_items)
    lever = _lever(model, by_source, as_of)
    exact = sum((part.contribution for part in dimensions), extension.contribution + lever.points)
    bounded = min(max(exact, ZERO), HUNDRED)
    score = _round(bounded, _SCORE)
    used = {item.evidence_id for part in dimensions for feed in part.feeds for item in feed.items}
    used |= {item.evidence_id for item in [*extension.items, *lever.items]}
    unused = [row.id for row in ordered if row.id not in used]
    return Index(model.id, as_of, score, dimensions, extension, lever, bounded - exact, score - bounded, unused)


def _dimension(
    dimension: Dimension, model: ModelVersion, by_source: dict[str, list[Evidence]], as_of: date, rest: Decimal
) -> DimensionPart:
    feeds = [
        _feed(feed, dimension.key, model.neutral, by_source.get(feed.source, ()), as_of) for feed in dimension.feeds
    ]
    exact = sum((part.contribution for part in feeds), ZERO)
    points = _round(exact, _POINTS)
    contribution = dimension.weight * points * rest
    names = dimension.key, dimension.zh, dimension.en
    return DimensionPart(*names, dimension.weight, points, contribution, points - exact, feeds)


def _feed(feed: Feed, key: str, neutral: Decimal, rows: Sequence[Evidence], as_of: date) -> FeedPart:
    mine = [row for row in rows if row.dimension in (None, key)]
    items = _items(mine, as_of, feed.years, feed.fades)
    number = _number(feed, items)
    points = neutral if number is None else _scaled(feed, number)
    return FeedPart(feed.source, feed.share, number, points, feed.share * points, number is None, items)


def _items(rows: Iterable[Evidence], as_of: date, years: int, fades: bool) -> list[Item]:
    """The rows that are young enough, with their weights."""
    days = _YEAR * years
    items = []
    for row in rows:
        left = days - (as_of - row.happened_on).days
        if left > 0 and row.value is not None:
            weight = _round(left / days, _WEIGHT) if fades else ONE
            items.append(Item(row.id, row.source, row.reference, row.value, row.happened_on, weight))
    return items


def _number(feed: Feed, items: Sequence[Item]) -> Decimal | None:
    """What a feed makes of its items; None where it has none and counts as neutral."""
    weights = sum((item.weight for item in items), ZERO)
    if not weights:
        return None if feed.empty == "neutral" or feed.method is Method.MEAN else ZERO
    if feed.method is Method.COUNT:
        return weights
    total = sum((item.value * item.weight for item in items), ZERO)
    return total if feed.method is Method.SUM else _round(total / weights, _WEIGHT)


def _scaled(feed: Feed, number: Decimal) -> Decimal:
    points = (number - feed.at_zero) * HUNDRED / (feed.at_hundred - feed.at_zero)
    return _round(min(max(points, ZERO), HUNDRED), _POINTS)


def _extension(model: ModelVersion, items: list[Item]) -> ExtensionPart:
    """Without an evaluation the dimensions stand for the whole."""
    if not items:
        return ExtensionPart(model.extension.share, None, ZERO, [])
    mean = sum((item.value for item in items), ZERO) / len(items)
    points = _round(min(max(mean, ZERO), HUNDRED), _POINTS)
    return ExtensionPart(model.extension.share, points, model.extension.share * points, items)


def _lever(model: ModelVersion, by_source: dict[str, list[Evidence]], as_of: date) -> LeverPart:
    lever = model.lever
    positive = _items(by_source.get(lever.positive_source, ()), as_of, lever.years, fades=False)
    negative = _items(by_source.get(lever.negative_source, ()), as_of, lever.years, fades=False)
    up = sum((item.value for item in positive), ZERO)
    down = sum((item.value for item in negative), ZERO)
    gain, loss = (min(max(count, ZERO) * lever.points, lever.cap) for count in (up, down))
    return LeverPart(up, down, gain - loss, [*positive, *negative])


def effects(model: ModelVersion, rows: Sequence[Evidence], as_of: date) -> list[Effect]:
    """What would change the score: for each place where evidence counts, one more piece today and the newest one less.

    One more piece counts one, or, where values are averaged or summed, the value that is worth 100 points or a tenth
    of the scale.
    """
    present = index(model, rows, as_of).score
    found: list[Effect] = []
    for source, dimension, value in _places(model):
        more = [*rows, _imagined(source, dimension, value, as_of)]
        found.append(_effect("one_more", source, dimension, value, index(model, more, as_of).score, present))
        mine = [row for row in rows if row.source == source and (dimension is None or row.dimension == dimension)]
        if mine:
            newest = max(mine, key=lambda row: (row.happened_on, row.number))
            less = [row for row in rows if row is not newest]
            taken = newest.value if newest.value is not None else ZERO
            found.append(_effect("one_less", source, dimension, taken, index(model, less, as_of).score, present))
    return found


def _effect(change: str, source: str, dimension: str | None, value: Decimal, score: Decimal, now: Decimal) -> Effect:
    return Effect(source, dimension, change, value, score, score - now)


def _places(model: ModelVersion) -> list[tuple[str, str | None, Decimal]]:
    """The sources that evidence comes from, with the dimension where it is given by dimension, and a value."""
    found: dict[tuple[str, str | None], Decimal] = {}
    for dimension in model.dimensions:
        for feed in dimension.feeds:
            if feed.source.startswith("team."):
                continue
            by_dimension = feed.source in BY_DIMENSION
            key = (feed.source, dimension.key if by_dimension else None)
            found.setdefault(key, _one_more(feed))
    found.setdefault((model.extension.source, None), HUNDRED)
    found.setdefault((model.lever.positive_source, None), ONE)
    found.setdefault((model.lever.negative_source, None), ONE)
    return [(source, dimension, value) for (source, dimension), value in found.items()]


BY_DIMENSION = ("appraisal.ballot", "appraisal.conclusion")
"""Sources whose evidence speaks of one dimension each; that of the others counts wherever they are drawn on."""


def _one_more(feed: Feed) -> Decimal:
    match feed.method:
        case Method.COUNT:
            return ONE
        case Method.MEAN:
            return feed.at_hundred
        case Method.SUM:
            return _round(abs(feed.at_hundred - feed.at_zero) / 10, _SCORE)


_NOBODY = Evidence("", "", "", SubjectKind.CADRE, "", [], None, date.min, 0, None)  # type: ignore[arg-type]


def _imagined(source: str, dimension: str | None, value: Decimal, on: date) -> Evidence:
    return replace(_NOBODY, id="imagined", source=source, dimension=dimension, value=value, happened_on=on)
