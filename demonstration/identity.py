"""Identity numbers (公民身份号码, GB 11643): fictitious numbers of valid form for synthetic people."""

from __future__ import annotations

from datetime import date
from random import Random

from demonstration.words import AREAS

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_digit(first_17: str) -> str:
    """The eighteenth character of a number whose first seventeen digits are given."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


class Numbers:
    """Hands out identity numbers, none of them twice; the order code is odd for men and even for women."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._given: set[str] = set()
        self._areas: dict[int, tuple[list[str], list[int]]] = {}

    def number(self, born: date, male: bool) -> str:
        """A new number for a day of birth, with an area that existed in that year."""
        if born.year not in self._areas:
            rows = [row for row in AREAS if row[2] <= born.year <= row[3]]
            self._areas[born.year] = ([row[0] for row in rows], [row[4] for row in rows])
        areas, weights = self._areas[born.year]
        while True:
            order = self._chance.randrange(500) * 2 + male
            first = f"{self._chance.choices(areas, weights)[0]}{born:%Y%m%d}{order:03d}"
            if first not in self._given:
                self._given.add(first)
                return first + check_digit(first)
