"""The measures of the form's two pages in millimetres, and how large a text may be printed to fit its cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import accumulate
from math import ceil

COLUMNS = (20.0, 22.0, 20.0, 22.0, 24.0, 28.0, 32.0)
"""Of the first page's table; the photo has the last."""
PERSON, EDUCATION, POST, RESUME = 12.0, 17.5, 13.0, 122.0
"""Heights on the first page: four rows of person, two of education, three of posts, the résumé."""
FAMILY = (17.0, 20.0, 22.0, 22.0, 67.0)
"""Columns of the family's table, beside the label."""
REWARDS, ASSESSMENTS, REASON, HEAD, MEMBER, REPORTED, APPROVAL = 40.0, 30.0, 30.0, 10.0, 9.5, 30.0, 42.0
"""Heights on the second page."""
MEMBERS = 7
"""Rows of the family's table that are there, filled in or not."""
LEAST = 0.6
"""How low a row of it becomes, of its usual height, where there are more."""
PERIOD = 9.0
"""Width of a period of the résumé (1985.07--1989.09), in its own letters."""
LEFT, RIGHT, TOP, BOTTOM = 22.0, 20.0, 18.0, 12.0
"""The page's margins."""

NORMAL = 12.0
"""Points of a text that fits (小四)."""
_SIZES = (NORMAL, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
_TOO_LONG = 9.0
"""Points of a text that does not fit even at the smallest size: its cell grows on to a further page."""
_LINE = 1.3
_POINTS = 72 / 25.4
_BESIDE, _OVER = 3.2, 0.8
"""Millimetres of a cell that hold no text, at both sides together, and over and under it."""
_WHOLE = 10.0
"""Points down to which a short text is rather printed smaller than on two lines."""


def width(first: int, last: int) -> float:
    """Millimetres of these columns of the first page together."""
    return list(accumulate(COLUMNS, initial=0.0))[last + 1] - list(accumulate(COLUMNS, initial=0.0))[first]


def letters(text: str) -> float:
    """The width of a text in Chinese letters; a Latin one is half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.5 for one in text)


def size_for(lines: Iterable[str], wide: float, high: float, hang: float = 0.0) -> float:
    """The largest size in points at which lines of text fit a cell of so many millimetres.

    `hang` letters of each line are left free before those that follow it.
    """
    long = [letters(line) for line in lines]
    across, down = (wide - _BESIDE) * _POINTS, (high - _OVER) * _POINTS
    whole = (size for size in _SIZES if size >= _WHOLE and max(long, default=0.0) * size <= across)
    short = next(whole, None)
    if short is not None and not hang and len(long) * short * _LINE <= down:
        return short
    for size in _SIZES:
        if sum(_rows(one, across / size, hang) for one in long) * size * _LINE <= down:
            return size
    return _TOO_LONG


def _rows(long: float, across: float, hang: float) -> int:
    # A line ends before a letter that may not begin the next, or in the middle of a number: a little is lost.
    return 1 if long <= across else ceil(max(long - hang, 0.1) / max(across - hang - 0.6, 1.0))
