"""Scores (优先条件评分): points of each preference, explained part by part.

Points are whole hundredths (0 to 10000), weights whole ten-thousandths. So a score is one whole number that the
database and this module reach alike, and its parts add up to it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from servicekit.errors import field_error, with_words
from services.talentpool.errors.matches import UnknownPreference, WeightsDoNotAddUp
from services.talentpool.model.matches import Part
from services.talentpool.vocabulary.member_life import IN_POOL
from services.talentpool.vocabulary.scoring import PREFERENCE_WORDS, PREFERENCES, How, Preference

FULL = 10_000
_WHOLE = 10_000
_SCALE = Decimal(1_000_000)
"""A full score is 100 points."""
_MONTHS = 12


@dataclass(frozen=True)
class Weighted:
    """A preference with its weight in ten-thousandths, and the input from which the points are full."""

    preference: Preference
    weight: int
    full: int | None


@dataclass(frozen=True)
class Circumstances:
    """What a score depends on besides the person: the day, the slot of indices, and what the post would like."""

    cutoff: date
    index_path: str
    wishes: int = 0
    """How many wishes the post has."""

    @property
    def month(self) -> int:
        return self.cutoff.year * _MONTHS + self.cutoff.month - 1


def weighed(rows: Sequence[Mapping[str, Any]], full: Callable[[str], int]) -> list[Weighted]:
    """Preferences as they came in. Raises UnknownPreference and WeightsDoNotAddUp.

    `full` gives the value of a rule.
    """
    unknown = [
        field_error(f"/preferences/{place}/key", "unknown-preference", *_known())
        for place, row in enumerate(rows)
        if row["key"] not in PREFERENCES
    ]
    keys = [row["key"] for row in rows]
    unknown += [
        field_error(f"/preferences/{place}/key", "repeated", "优先条件重复", "The preference is there twice")
        for place, key in enumerate(keys)
        if key in keys[:place]
    ]
    if unknown:
        raise UnknownPreference(errors=unknown)
    total = sum((row["weight"] for row in rows), Decimal(0))
    if rows and total != 1:
        raise WeightsDoNotAddUp(f"权重之和为 {total}", f"The weights add up to {total}", total=str(total))
    return [
        Weighted(one, int(row["weight"] * _WHOLE), full(one.rule) if one.rule else None)
        for row in rows
        for one in (PREFERENCES[row["key"]],)
    ]


def _known() -> tuple[str, str]:
    return f"可用：{with_words(PREFERENCE_WORDS)}", f"Allowed: {', '.join(PREFERENCES)}"


def parts(weights: Sequence[Weighted], known: Mapping[str, Any], around: Circumstances, met: int) -> list[Part]:
    """What each preference adds to somebody's score. `met` of the post's wishes are met."""
    found = []
    for one in weights:
        value, points = _points(one, known, around, met)
        found.append(
            Part(
                key=one.preference.key,
                value=value,
                points=Decimal(points) / 100,
                weight=Decimal(one.weight) / _WHOLE,
                adds=points * one.weight / _SCALE,
                could_add=(FULL - points) * one.weight / _SCALE,
                full_at=full_at(one, around),
            )
        )
    return found


def total(found: Sequence[Part]) -> Decimal:
    """The score of parts."""
    return sum((part.adds for part in found), Decimal(0))


def score_of(whole: int) -> Decimal:
    """The score that the database's whole number stands for."""
    return whole / _SCALE


def full_at(one: Weighted, around: Circumstances) -> Any:
    """The input from which the points are full; None where there is only yes or no."""
    match one.preference.how:
        case How.INDEX:
            return 100
        case How.MONTHS | How.BASIC:
            return (one.full or 0) * _MONTHS
        case How.COUNT:
            return one.full
        case How.WISHES:
            return around.wishes
    return None


def _points(one: Weighted, known: Mapping[str, Any], around: Circumstances, met: int) -> tuple[Any, int]:
    """The input of a preference and its points."""
    path, full = one.preference.path, full_at(one, around)
    match one.preference.how:
        case How.INDEX:
            score = known.get(around.index_path)
            return score, round((score or 0) * 100)
        case How.MONTHS:
            since = known.get(path)
            months = max(0, around.month - since) if since is not None else 0
            return months, _share(months, full)
        case How.BASIC:
            since = known.get(path)
            months = max(0, around.month - since) if since is not None else known.get("basic_level_months") or 0
            return months, _share(months, full)
        case How.COUNT:
            count = known.get(path) or 0
            return count, _share(count, full)
        case How.ANY:
            held = list(known.get(path) or [])
            return held, FULL if held else 0
        case How.POOL:
            pool = known.get("pool") or {}
            inside = pool.get("state") in INSIDE and not pool.get("suspended")
            return pool.get("state"), FULL if inside else 0
        case How.WISHES:
            return met, _share(met, full)


INSIDE = [state.value for state in IN_POOL]
"""The states in which somebody is in the pool."""


def _share(count: int, full: int) -> int:
    return min(count, full) * FULL // full if full else 0
