"""When a cadre is due to retire (到龄): the reform in force since 1 January 2025.

Source: 全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13). Men go from 60 to 63 and women
of the 55 class to 58 by one month in every four, women of the 50 class to 55 by one month in every two. Ages and steps
are rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registry.model.dates import Partial, add_months, earliest
from services.registry.model.rules import Rules

MALE, FEMALE = "1", "2"


@dataclass(frozen=True)
class Scheme:
    """One class of people: the age before the reform (years), one month later per `step` months, at most `most`."""

    age: int
    step: int
    most: int


def scheme(sex: str, category: str, county_level: bool, rules: Rules) -> Scheme:
    """The scheme for a cadre. `category` is `cadre` or `worker`.

    A woman who leads at county level (县处级女干部) is due with the men and may go earlier at her own wish; rule
    `registry.retirement_county_women_age` (组通字〔2015〕14号, unverified).
    """
    kind = "male" if sex != FEMALE else "women_worker" if category == "worker" else "women"
    age = rules[f"registry.retirement_{kind}_age"].value
    if kind == "women" and county_level:
        age = rules["registry.retirement_county_women_age"].value
        kind = "male"
    return Scheme(
        int(age),
        int(rules[f"registry.retirement_{kind}_step"].value),
        int(rules[f"registry.retirement_{kind}_most"].value),
    )


def delay_months(original: date, chosen: Scheme, begins: date) -> int:
    """How many months later than `original` the reform puts the day."""
    if original < begins:
        return 0
    passed = (original.year - begins.year) * 12 + original.month - begins.month
    return min(chosen.most, passed // chosen.step + 1)


def due(birth: Partial, chosen: Scheme, begins: date) -> date:
    """The first day of the month in which the cadre is due. A birth known to the year only counts as of January."""
    original = add_months(earliest(birth).replace(day=1), chosen.age * 12)
    return add_months(original, delay_months(original, chosen, begins))


def due_on(birth: Partial, sex: str, category: str, county_level: bool, rules: Rules) -> date:
    """The month in which a cadre is due to retire, as its first day."""
    begins = date.fromisoformat(str(rules["registry.retirement_reform_begins"].value))
    return due(birth, scheme(sex, category, county_level, rules), begins)
