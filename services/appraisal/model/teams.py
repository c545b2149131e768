"""The analysis of a leadership team (领导班子分析研判): what it is made of, in counts, and its place among its like.

Every share comes with the count behind it. Names and files are not here: who may read them follows the ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from services.appraisal.vocabulary.teams import UNKNOWN

HAN = "01"
"""汉族 in GB/T 3304."""
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass
class Member:
    """A member of a team, as the roster tells of them; months as `YYYY-MM` or `YYYY`."""

    cadre_id: str
    role: str
    sex: str
    ethnicity: str
    birth: str
    education: str | None
    political_status: str
    level_since: str | None
    in_post_since: str | None
    basic_level_months: int
    retires_on: date | None


@dataclass
class Group:
    """How many of a team are alike in something."""

    key: str
    count: int
    share: Decimal


@dataclass
class Structure:
    """What a team is made of: each member is in exactly one group of each kind."""

    members: int
    mean_age: Decimal | None
    age: list[Group]
    sex: list[Group]
    ethnicity: list[Group]
    minority: int
    education: list[Group]
    political_status: list[Group]
    level_years: list[Group]
    post_years: list[Group]
    basic_level_years: list[Group]


@dataclass
class Establishment:
    """Approved and filled posts of a team by role (核定职数与实配)."""

    role: str
    approved: int | None
    filled: int
    vacant: int | None
    over: int | None


@dataclass
class Horizon:
    """Who retires within so many years."""

    years: int
    count: int
    share: Decimal
    cadre_ids: list[str] = field(default_factory=list)


@dataclass
class Standing:
    """Where a team stands among its like in one thing: the quartiles, and in which quarter from the top it is."""

    what: str
    value: Decimal | None
    peers: int
    lower: Decimal | None
    median: Decimal | None
    upper: Decimal | None
    quarter: int | None
    too_few: bool


def years_between(begun: str | None, on: date) -> int | None:
    """Full years from a month (or a year) to a day; a year alone counts from its first month."""
    if not begun:
        return None
    year, _, rest = begun.partition("-")
    month = int(rest[:2]) if rest else 1
    return on.year - int(year) - (on.month < month)


def band(number: int | None, limits: Sequence[int]) -> str:
    """The band of a number, by the upper limits of all bands but the last: `<=35`, `36-40`, `>40`."""
    if number is None:
        return UNKNOWN
    below: int | None = None
    for limit in limits:
        if number <= limit:
            return f"<={limit}" if below is None else f"{below + 1}-{limit}"
        below = limit
    return f">{below}"


def structure(members: Sequence[Member], on: date, ages: Sequence[int], tenures: Sequence[int]) -> Structure:
    """What a team is made of on a day, by bands of ages and of years."""
    known = [age for age in (years_between(one.birth, on) for one in members) if age is not None]
    mean = (Decimal(sum(known)) / len(known)).quantize(_TENTH, ROUND_HALF_EVEN) if known else None

    def by(key: Callable[[Member], str]) -> list[Group]:
        return groups(key(one) for one in members)

    return Structure(
        members=len(members),
        mean_age=mean,
        age=by(lambda one: band(years_between(one.birth, on), ages)),
        sex=by(lambda one: one.sex or UNKNOWN),
        ethnicity=by(lambda one: one.ethnicity or UNKNOWN),
        minority=sum(one.ethnicity not in ("", HAN) for one in members),
        education=by(lambda one: one.education or UNKNOWN),
        political_status=by(lambda one: one.political_status or UNKNOWN),
        level_years=by(lambda one: band(years_between(one.level_since, on), tenures)),
        post_years=by(lambda one: band(years_between(one.in_post_since, on), tenures)),
        basic_level_years=by(lambda one: band(one.basic_level_months // 12, tenures)),
    )


def groups(keys: Iterable[str]) -> list[Group]:
    """How often each key comes, with its share of the whole."""
    counts = Counter(keys)
    whole = sum(counts.values())
    return [Group(key, count, _share(count, whole)) for key, count in sorted(counts.items())]


def _share(count: int, whole: int) -> Decimal:
    return (Decimal(count) / whole).quantize(_HUNDREDTH, ROUND_HALF_EVEN) if whole else Decimal(0)


def establishment(members: Sequence[Member], approved: dict[str, int] | None) -> list[Establishment]:
    """Approved and filled posts by role; where the approved number is not known, nothing is said of vacancies."""
    found = []
    for role in ("chief", "deputy"):
        filled = sum(one.role == role for one in members)
        posts = None if approved is None else approved.get(role, 0)
        vacant = None if posts is None else max(0, posts - filled)
        over = None if posts is None else max(0, filled - posts)
        found.append(Establishment(role, posts, filled, vacant, over))
    return found


def horizons(members: Sequence[Member], on: date, years: Sequence[int]) -> list[Horizon]:
    """Who retires within each number of years from a day."""
    found = []
    for number in years:
        last = on.replace(year=on.year + number, day=min(on.day, 28))
        ids = sorted(one.cadre_id for one in members if one.retires_on and one.retires_on <= last)
        found.append(Horizon(number, len(ids), _share(len(ids), len(members)), ids))
    return found


def standing(what: str, value: Decimal | None, peers: Sequence[Decimal], fewest: int) -> Standing:
    """Where a value stands among its like, itself among them; of fewer than `fewest` nothing is said."""
    ordered = sorted(peers)
    if len(ordered) < fewest:
        return Standing(what, value, len(ordered), None, None, None, None, True)
    lower, median, upper = (_quantile(ordered, Decimal(quarter) / 4) for quarter in (1, 2, 3))
    quarter = None
    if value is not None:
        quarter = next(n for n, limit in enumerate((upper, median, lower, None), 1) if limit is None or value >= limit)
    return Standing(what, value, len(ordered), lower, median, upper, quarter, False)


def _quantile(ordered: Sequence[Decimal], at: Decimal) -> Decimal:
    """By linear interpolation between the two nearest."""
    place = at * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    value = ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    return value.quantize(_HUNDREDTH, ROUND_HALF_EVEN)
