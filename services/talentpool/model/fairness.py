"""Fairness (公平性): how outcomes fall on groups, with the numbers behind each rate. It judges nobody.

A rate is the share of a group that reached an outcome. The ratio sets it beside the best-off group of the same kind.
Of a group of fewer people than rule `talentpool.fairness_group_minimum` only its size is told: with so few, a rate is
chance, and a number points at persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

HAN = "01"
"""Han in GB/T 3304."""
_BANDS = ((35, "35-"), (40, "36-40"), (45, "41-45"), (50, "46-50"), (55, "51-55"))
_OLDEST = "56+"
_PLACES = Decimal("0.0001")
SMALLEST_GROUP = 10
"""What `fairness` takes where no rule is given."""


@dataclass(frozen=True)
class Outcome:
    """How far somebody came. `outcome` is one of `STAGES` of a shortlist, or any words of an admission round."""

    sex: str
    ethnicity: str
    birth_year: int
    outcome: str


@dataclass(frozen=True)
class Rate:
    """A group's share of one outcome; None where the group is too small, as is `ratio` where all of its kind are."""

    count: int | None
    rate: Decimal | None
    ratio: Decimal | None


HIDDEN = Rate(None, None, None)


@dataclass(frozen=True)
class Group:
    """A group of people and what became of them."""

    by: str
    key: str
    people: int
    outcomes: dict[str, Rate]
    too_small: bool


@dataclass(frozen=True)
class Fairness:
    """Outcomes by sex, ethnicity (Han and minority, and each) and age band."""

    people: int
    outcomes: dict[str, int]
    groups: list[Group] = field(default_factory=list)
    smallest_group: int = SMALLEST_GROUP


def band_of(age: int) -> str:
    """The age band (年龄段) of an age in whole years."""
    return next((name for most, name in _BANDS if age <= most), _OLDEST)


def fairness(outcomes: Iterable[Outcome], year: int | None = None, smallest_group: int = SMALLEST_GROUP) -> Fairness:
    """Count outcomes by group; `year` is the one at whose end ages count, the newest birth year's own where not given.

    Every person is in exactly one group of `sex`, `nationality_group`, `ethnicity` and `age_band` each.
    """
    return of_counts(Counter(outcomes), year, smallest_group)


def of_counts(
    counted: Counter[Outcome] | dict[Outcome, int], year: int | None = None, smallest_group: int = SMALLEST_GROUP
) -> Fairness:
    """The same from counts of equal outcomes, as a database gives them."""
    in_year = year if year is not None else max((one.birth_year for one in counted), default=0)
    kinds: dict[str, dict[str, Counter[str]]] = {"sex": {}, "nationality_group": {}, "ethnicity": {}, "age_band": {}}
    totals: Counter[str] = Counter()
    for one, number in counted.items():
        totals[one.outcome] += number
        places = {
            "sex": one.sex,
            "nationality_group": "han" if one.ethnicity == HAN else "minority",
            "ethnicity": one.ethnicity,
            "age_band": band_of(in_year - one.birth_year),
        }
        for by, key in places.items():
            kinds[by].setdefault(key, Counter())[one.outcome] += number
    groups = [group for by, found in kinds.items() for group in _groups(by, found, sorted(totals), smallest_group)]
    return Fairness(sum(totals.values()), dict(sorted(totals.items())), groups, smallest_group)


def _groups(by: str, found: dict[str, Counter[str]], names: list[str], smallest: int) -> Iterable[Group]:
    people = {key: sum(counts.values()) for key, counts in found.items()}
    best = {
        name: max(
            (Decimal(counts[name]) / people[key] for key, counts in found.items() if people[key] >= smallest),
            default=Decimal(0),
        )
        for name in names
    }
    for key in sorted(found):
        small = people[key] < smallest
        rates = {name: HIDDEN if small else _rate(found[key][name], people[key], best[name]) for name in names}
        yield Group(by, key, people[key], rates, small)


def _rate(count: int, people: int, best: Decimal) -> Rate:
    rate = Decimal(count) / people
    return Rate(count, _round(rate), _round(rate / best) if best else None)


def _round(number: Decimal) -> Decimal:
    return number.quantize(_PLACES, ROUND_HALF_UP)
