"""Whether somebody could take a post at once (可即时任用): the level, and what the rules ask of a promotion to it.

职务层次 goes one level at a time (逐级提拔); who is at the post's level or above is not promoted by it, and only what
holds for the level itself is asked. What is not known of a cadre is no reason against them, and is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from servicekit.eligibility import Reason
from services.talentpool.model.conditions import shifted
from services.talentpool.model.suitability import LEVELS

LEVEL, YEARS, WORK, BASIC, EDUCATION = "level", "years_at_level", "work_years", "basic_level_years", "education"
_COUNTY, _BUREAU = LEVELS.index("132"), LEVELS.index("122")
_TOWNSHIP_DEPUTY = "142"


@dataclass(frozen=True)
class Term:
    """A number or a code that is asked for, with where it comes from."""

    value: Any
    article: str


@dataclass(frozen=True)
class Terms:
    """What the rules of the day ask. `below` is from how many levels under a post its holders may come."""

    below: Term
    deputy_to_chief: Term
    chief_to_upper_deputy: Term
    clerk_to_township_deputy: Term
    work_years: Term
    basic_years: Term
    education_county: Term
    education_bureau: Term


@dataclass(frozen=True)
class Finding:
    """What stands against somebody, and which of the conditions could not be looked at for want of a date."""

    lacking: list[Reason]
    unchecked: list[str]


def steps_up(level: str | None, post_level: str | None) -> int | None:
    """How many levels a post lies above somebody's own: 0 at the same or a lower one, None where that is not known.

    Who has no 职务层次 (科员 by rank alone) stands below the lowest of them.
    """
    if post_level not in LEVELS or (level is not None and level not in LEVELS):
        return None
    own = LEVELS.index(level) if level is not None else len(LEVELS) - 1
    return max(0, own - LEVELS.index(post_level))


def judge(known: Mapping[str, Any], post_level: str | None, terms: Terms, on: date) -> Finding:
    """What is lacking of somebody for a post of a level, on a day."""
    steps = steps_up(known.get("post_level"), post_level) if known else None
    if steps is None or post_level is None:
        return Finding([], [LEVEL])
    if steps > terms.below.value:
        zh = f"现职务层次距该职位{steps}级，应逐级提拔"
        en = f"The post is {steps} levels above their own; promotion goes level by level"
        return Finding([Reason(LEVEL, zh, en, terms.below.article)], [])
    lacking: list[Reason] = []
    unchecked: list[str] = []
    asked = [*(_of_promotion(post_level, terms) if steps else []), *_of_level(post_level, terms)]
    for code, path, term, zh, en in asked:
        value = known.get(path)
        if value is None:
            unchecked.append(code)
        elif code == EDUCATION and str(value) > str(term.value):
            lacking.append(Reason(code, zh, en, term.article))
        elif code != EDUCATION and str(value) > shifted(on, -int(term.value))[: len(str(value))]:
            lacking.append(Reason(code, f"{zh}不满{term.value}年", f"Less than {term.value} {en}", term.article))
    return Finding(lacking, unchecked)


def _of_promotion(post_level: str, terms: Terms) -> list[tuple[str, str, Term, str, str]]:
    if post_level == _TOWNSHIP_DEPUTY:
        term = terms.clerk_to_township_deputy
    else:
        # Levels go in pairs, the chief's before the deputy's.
        term = terms.deputy_to_chief if LEVELS.index(post_level) % 2 == 0 else terms.chief_to_upper_deputy
    asked = [(YEARS, "level_since", term, "任现职务层次", "years at the present level")]
    if LEVELS.index(post_level) <= _COUNTY:
        asked.append((WORK, "work_since", terms.work_years, "工龄", "years of work"))
        asked.append((BASIC, "basic_from", terms.basic_years, "基层工作经历", "years at the basic level"))
    return asked


def _of_level(post_level: str, terms: Terms) -> list[tuple[str, str, Term, str, str]]:
    if LEVELS.index(post_level) <= _BUREAU:
        return [(EDUCATION, "education_level", terms.education_bureau, "学历低于大学本科", "Below a university degree")]
    if LEVELS.index(post_level) <= _COUNTY:
        return [(EDUCATION, "education_level", terms.education_county, "学历低于大学专科", "Below a college degree")]
    return []
