"""What is kept of persons (个人信息目录): which data, what for, on which legal basis; how long says a rule.

`privacy.yaml` is the one declaration. A test holds it against what services keep: a collection about persons, or a
sealed field, that stands in no category fails it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from servicekit.rules import shipped

RETENTION = "registry.retention_years"
ANSWER_DAYS = "registry.personal_request_days"
CONTROLLER = "registry.personal_data_controller"


@dataclass(frozen=True, slots=True)
class Given:
    """By which query the person has what a collection keeps of them."""

    by: str
    asked: tuple[Mapping[str, Any], ...] = ({},)
    """What it is asked besides whose: several times where no single question has everything."""
    each: str = ""
    """The query that tells a line of the list whole; empty where the list does."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of data; the person has it by the queries `given`, or is told why not (`withheld`)."""

    code: str
    zh: str
    en: str
    purpose_zh: str
    purpose_en: str
    basis: str
    verified: bool
    """Whether whoever answers for it has confirmed the legal basis."""
    sensitive: bool
    """敏感个人信息 (个人信息保护法 art. 28)."""
    holds: Mapping[str, tuple[str, ...]]
    """Collections, as `service.collection`, with the fields of those of which it does not have all."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """By collection."""
    besides: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Collections and fields of a category that is given which are in no copy, each with why in two languages."""
    withheld_zh: str = ""
    withheld_en: str = ""

    def __post_init__(self) -> None:
        if bool(self.given) == bool(self.withheld_zh):
            raise ValueError(f"{self.code}: either the person is given it, or is told why not")


@cache
def categories() -> tuple[Category, ...]:
    """The categories, in the order in which they are shown."""
    return tuple(
        Category(
            **{
                **one,
                "holds": {collection: tuple(fields) for collection, fields in one["holds"].items()},
                "given": {
                    collection: Given(**{**given, "asked": tuple(given.get("asked", ({},)))})
                    for collection, given in one.get("given", {}).items()
                },
                "besides": {what: tuple(why) for what, why in one.get("besides", {}).items()},
            }
        )
        for one in shipped(Path(__file__).parent, "privacy")
    )


def unsaid(kept: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """What no category names, of collections about persons, each with its fields that must be named."""
    named: dict[str, set[str]] = {}
    for category in categories():
        for collection, fields in category.holds.items():
            named.setdefault(collection, set()).update(fields)
    missing = []
    for collection, wanted in kept:
        if collection not in named:
            missing.append(collection)
        missing += [f"{collection}: {field}" for field in wanted if field not in named.get(collection, ())]
    return missing


def parts_of(category: Category, retention: Mapping[str, int]) -> set[str]:
    """The services that keep something of a category for a term; each lets go of its part as a whole."""
    return {name.partition(".")[0] for name in category.holds if name in retention}


def years_of(category: Category, retention: Mapping[str, int]) -> int | None:
    """For how long after the service has ended; None where no term is set. `retention` is the rule's table."""
    parts = parts_of(category, retention)
    return max((years for name, years in retention.items() if name.partition(".")[0] in parts), default=None)


def shown(category: Category, retention: Mapping[str, int], language: str) -> dict[str, Any]:
    """A category as anybody is shown it."""
    zh = language == "zh"
    return {
        "code": category.code,
        "title": category.zh if zh else category.en,
        "purpose": category.purpose_zh if zh else category.purpose_en,
        "basis": category.basis,
        "verified": category.verified,
        "sensitive": category.sensitive,
        "years": years_of(category, retention),
        "copied": bool(category.given),
        "withheld": (category.withheld_zh if zh else category.withheld_en) or None,
    }
