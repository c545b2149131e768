"""Hard conditions of a shortlist (硬性条件): those of the post, of whoever asks, and of the platform, kept apart.

A condition that no machine can judge (专业、工作经历) is listed for a person to look at, and excludes nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from servicekit.standards import LEVEL_ORDER
from services.talentpool.model.conditions import COUNTED_IN, Condition
from services.talentpool.model.searches import impossible
from services.talentpool.vocabulary.conditions import BARRED, FIELDS, VALUE_WORDS, Op
from services.talentpool.vocabulary.suitability import RESTRICTION, RESULT, Source

LEVELS = LEVEL_ORDER[:-1]
"""职务层次 of GB/T 12407 that posts have."""
PARTY_MEMBER = "01"
LEVEL = "level"


@dataclass(frozen=True)
class Hard:
    """A condition that excludes whoever does not meet it. `key` is unique on a shortlist."""

    key: str
    source: Source
    zh: str
    en: str
    met_by: tuple[Condition, ...]
    """Whoever meets one of these meets it."""
    condition: Condition | None = None
    """What it is shown as, and what of it may be uncertain; None where it is no condition that could be asked for."""

    @property
    def rights(self) -> list[str]:
        """What has to be held to know who does not meet it."""
        return sorted({one.field.right for one in self.met_by})

    def out(self) -> dict[str, Any]:
        asked_for = self.condition.out() if self.condition else {"field": None, "op": None, "value": None}
        return {"key": self.key, "source": self.source.value, "zh": self.zh, "en": self.en, **asked_for}


@dataclass(frozen=True)
class OfPost:
    """What a post asks for: hard conditions, wishes, and what a person has to look at."""

    hard: list[Hard]
    wishes: list[Hard]
    by_person: list[dict[str, Any]]


Names = Mapping[str, Mapping[str, str]]
"""By field, what values are called that only the database knows: entries of dictionaries, tiers."""


def of_post(rows: Iterable[Mapping[str, Any]], post_level: str | None) -> OfPost:
    """The post's own conditions, as far as they can be matched."""
    found = OfPost([], [], [])
    for number, row in enumerate(rows):
        condition = _measurable(row["kind"], str(row["value"]))
        if condition is None:
            found.by_person.append({"kind": row["kind"], "value": row["value"], "required": bool(row["required"])})
            continue
        met_by = [condition]
        if row["kind"] == "years_at_level" and post_level in LEVELS:
            # It asks for years at the level below; who is at the post's own level, or above, has been there.
            at_or_above = list(LEVELS[: LEVELS.index(post_level) + 1])
            met_by.insert(0, Condition(FIELDS["post_level"], Op.ONE_OF, at_or_above))
        one = _named(f"post.{number}", Source.POST, condition, met_by)
        (found.hard if row["required"] else found.wishes).append(one)
    return found


def _measurable(kind: str, value: str) -> Condition | None:
    if kind == "party_member":
        return Condition(FIELDS["political_status"], Op.IS, PARTY_MEMBER)
    if kind in ("education_level", "full_time_level"):
        found = Condition(FIELDS[kind], Op.AT_LEAST, value)
    elif kind in _NUMBERS and value.isascii() and value.isdecimal():
        field, op = _NUMBERS[kind]
        found = Condition(FIELDS[field], op, int(value))
    else:
        return None
    return None if impossible(found.field, found.op, found.value) else found


_NUMBERS: Mapping[str, tuple[str, Op]] = {
    "years_at_level": ("years_at_level", Op.AT_LEAST),
    "years_in_post": ("years_in_post", Op.AT_LEAST),
    "work_years": ("work_years", Op.AT_LEAST),
    "basic_level_years": ("basic_level_years", Op.AT_LEAST),
    "party_years": ("party_years", Op.AT_LEAST),
    "age_at_most": ("age", Op.AT_MOST),
    "excellent_grades": ("excellent_grades", Op.AT_LEAST),
}
"""Kinds of dictionary `registry.post_condition` that are numbers: the field, and how it is compared."""


def of_wish(conditions: Sequence[Condition], names: Names) -> list[Hard]:
    """The conditions of whoever asks."""
    return [
        _named(f"wish.{number}", Source.WISH, condition, [condition], names)
        for number, condition in enumerate(conditions)
    ]


def _named(
    key: str, source: Source, condition: Condition, met_by: Sequence[Condition], names: Names = MappingProxyType({})
) -> Hard:
    field, value = condition.field, condition.value
    sign_zh, sign_en = _SIGNS[condition.op]
    zh, en = _words(value, VALUE_WORDS.get(field.key) or names.get(field.key, {}))
    unit_zh, unit_en = COUNTED_IN.get(field.key, ("", ""))
    said = f"{field.en} {sign_en} {en} {unit_en}".rstrip()
    return Hard(key, source, f"{field.zh}{sign_zh}{zh}{unit_zh}", said, tuple(met_by), condition)


def _words(value: Any, called: Mapping[str, str]) -> tuple[str, str]:
    """A value as sentences say it. What a code is called that nobody here knows stands beside it in the answer."""
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    many = value if isinstance(value, list) else [value]
    said = (called.get(one, _CHOSEN) if isinstance(one, str) else str(one) for one in many)
    return "、".join(dict.fromkeys(said)), ", ".join(map(str, many))


_CHOSEN = "所选项"


_SIGNS = {
    Op.IS: ("为", "is"),
    Op.ONE_OF: ("为其一：", "one of"),
    Op.AT_LEAST: ("不低于", ">="),
    Op.AT_MOST: ("不高于", "<="),
}


def not_restricted() -> Hard:
    """Nobody under a restriction that bars promotion is put forward."""
    free = Condition(BARRED, Op.IS, False)
    return Hard(RESTRICTION, Source.PLATFORM, "不处于影响期", "Not under a restriction", (free,))


def not_stopped() -> Hard:
    """Nobody of whom a published result (联用成果) in force stops the use is put forward."""
    free = Condition(FIELDS["stopped_by_result"], Op.IS, False)
    return Hard(RESULT, Source.PLATFORM, "没有停止使用的联用成果", "Not stopped by a published result", (free,))


def levels_for(post_level: str, below: int) -> list[str]:
    """The level of a post and those from which its candidates may come."""
    if post_level not in LEVELS:
        return [post_level]
    place = LEVELS.index(post_level)
    return list(LEVELS[place : place + max(0, below) + 1])


def of_level(post_level: str, below: int) -> Hard:
    """Candidates come from the post's own level or from just below it (逐级提拔)."""
    condition = Condition(FIELDS["post_level"], Op.ONE_OF, levels_for(post_level, below))
    return _named(LEVEL, Source.PLATFORM, condition, [condition])


def ordinary(hard: Iterable[Hard]) -> list[Condition]:
    """Those that nothing but their condition meets, so that it can open an index."""
    return [one.condition for one in hard if one.condition and len(one.met_by) == 1]
