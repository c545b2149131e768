"""Hours of study (学时): amounts in steps of half an hour, kept apart by category (类别).

Amounts are floats that are always a multiple of 0.5; such sums are exact in binary, so no rounding enters a ratio.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from servicekit.errors import field_error
from servicekit.rules import Rule
from services.training.errors.classes import TooManyHours
from services.training.vocabulary.hours import STEP, Category, Mode

RECOGNISED = (Mode.OFF_JOB, Mode.CONCENTRATED)


class Weighed(Protocol):
    """Anything that has hours of one category."""

    @property
    def hours(self) -> float: ...

    @property
    def category(self) -> Category: ...


@dataclass(frozen=True)
class Hours:
    """Hours by category (分类学时)."""

    theory: float = 0
    party_spirit: float = 0
    duty: float = 0
    other: float = 0

    @property
    def total(self) -> float:
        """All categories together."""
        return self.theory + self.party_spirit + self.duty + self.other

    @property
    def theory_and_party_spirit(self) -> float:
        """What the 70% rule counts."""
        return self.theory + self.party_spirit

    def __add__(self, more: Hours) -> Hours:
        return Hours(
            self.theory + more.theory,
            self.party_spirit + more.party_spirit,
            self.duty + more.duty,
            self.other + more.other,
        )

    def __neg__(self) -> Hours:
        # From zero, so that no hours are none and not minus none.
        return Hours(*(0.0 - one for one in (self.theory, self.party_spirit, self.duty, self.other)))

    @property
    def theory_party_share(self) -> str | None:
        """Share of theory and party spirit to four places, rounded down; None for a class without hours."""
        return share_text(self.theory_and_party_spirit, self.total)


def of_category(category: Category, hours: float) -> Hours:
    """An amount of one category."""
    field = "duty" if category is Category.DUTY else category.value
    return Hours(**{field: hours})


def sum_of(parts: Iterable[Weighed]) -> Hours:
    """The hours of several sessions by category."""
    sums = dict.fromkeys(Category, 0.0)
    for part in parts:
        sums[part.category] += part.hours
    return Hours(sums[Category.THEORY], sums[Category.PARTY_SPIRIT], sums[Category.DUTY], sums[Category.OTHER])


def share_text(part: float, whole: float) -> str | None:
    """`part / whole` to four places, rounded down so that a share just below a limit never reads as the limit."""
    if not whole:
        return None
    return str(Decimal(math.floor(Fraction(part) / Fraction(whole) * 10_000)) / 10_000)


def reaches(part: float, whole: float, share: Decimal) -> bool:
    """Whether `part` is at least `share` of `whole`, exactly."""
    return Fraction(part) >= Fraction(share) * Fraction(whole)


def to_convert(part: float, whole: float, share: Decimal) -> float:
    """Hours that must change their category for `part` to reach `share` of an unchanged `whole`, in half hours."""
    return _up(Fraction(share) * Fraction(whole) - Fraction(part))


def to_add(part: float, whole: float, share: Decimal) -> float:
    """Hours that must be added to both `part` and `whole` for the share to be reached, in half hours."""
    wanted = Fraction(share)
    if wanted >= 1:
        return _up(Fraction(whole) - Fraction(part))
    return _up((wanted * Fraction(whole) - Fraction(part)) / (1 - wanted))


def _up(amount: Fraction) -> float:
    return max(0, math.ceil(amount / Fraction(STEP))) * STEP


def must_fit(hours: float, days: int, a_day: Rule, pointer: str) -> None:
    """Raises TooManyHours, naming the field at `pointer`, for more hours than so many days hold."""
    limit = days * int(a_day.value)
    if hours > limit:
        zh, en = f"{days}天最多{limit}学时，现为{hours:g}学时", f"{days} days hold {limit} hours, not {hours:g}"
        wrong = field_error(pointer, "too-many-hours", zh, en)
        raise TooManyHours(zh, en, errors=[wrong], limit=limit, hours=hours, days=days)
