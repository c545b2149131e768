"""The head of a sheet, which may be of several rows: where it is, and what each column is called by all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.sheet_columns import Known, Part, UnknownColumns, said_in
from gateway.sheet_marks import must_be_open
from gateway.workbooks import Cell, Grid
from servicekit.blanks import folded
from servicekit.errors import field_error

HEADER_WITHIN = 20
"""Rows that are not empty, among which the header is looked for."""


@dataclass(frozen=True, slots=True)
class Head:
    """The rows of the header, from the first to the last of it, and what each column is called by all of them."""

    first: int
    last: int
    titles: list[Cell]
    lines: frozenset[tuple[str, ...]]
    """The texts of its rows."""


def texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The texts of a row, as far as there are any."""
    said = [folded(said_in(cell)) for cell in cells]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def header_of(grid: Grid, known: Known) -> Head | None:
    """The first row that has the most titles, with what belongs to it above and below.

    Raises UnknownColumns and ClassifiedSheet.
    """
    if not grid.rows:
        return None
    counts = [known.count(cells) for _, cells, _ in grid.rows[:HEADER_WITHIN]]
    first = last = max(range(len(counts)), key=lambda place: (counts[place], -place))
    if not counts[first]:
        number, cells, _ = grid.rows[0]
        must_be_open(number, cells)
        # Nobody's number is repeated where it is no title.
        text = re.sub(r"\d{6,}", "…", "、".join(said_in(cell) for cell in cells if cell not in ("", None)))[:80]
        zh = f"前{len(counts)}行中没有找到表头：没有一行含有可识别的列名，第一行是“{text}”"
        error = field_error(f"/{number}", "no-header", zh, f"No header in the first {len(counts)} rows")
        raise UnknownColumns(zh, error.en, errors=[error])
    while last + 1 < len(counts) and _together(grid, last, known):
        last += 1
    while first and counts[first - 1] and _together(grid, first - 1, known):
        first -= 1
    width = max(len(cells) for _, cells, _ in grid.rows[first : last + 1])
    titles: list[list[Part]] = [[] for _ in range(width)]
    for at in range(first, last + 1):
        said = _line(grid, at, width)
        over = _over(grid, at, last, width) if at < last else [(one, True) for one in said]
        for parts, own, part in zip(titles, said, over, strict=True):
            if part[0] and (own or at < last) and (not parts or parts[-1][0] != part[0]):
                parts.append(part)
    below = [_line(grid, at, width) for at in range(first, last + 1)]
    named = [any(line[place] for line in below) for place in range(width)]
    lines = frozenset(texts(grid.rows[at][1]) for at in range(first, last + 1))
    called: list[Cell] = [known.called(parts) if there else "" for parts, there in zip(titles, named, strict=True)]
    return Head(first, last, called, lines)


def _line(grid: Grid, at: int, width: int) -> list[str]:
    said = [said_in(cell) for cell in grid.rows[at][1]]
    return said + [""] * (width - len(said))


def _over(grid: Grid, at: int, last: int, width: int) -> list[Part]:
    """What stands over each column in a row of the header: its own cell, or one that spans it."""
    number = grid.rows[at][0]
    over = [(said, True) for said in _line(grid, at, width)]
    if spans := grid.spans.get(number):
        for left, right in spans:
            over[left : right + 1] = [over[left]] * (min(right + 1, width) - left)
        return over
    # Nothing is merged: a cell reaches as far as those beside it are empty and those below are not.
    below = [_line(grid, lower, width) for lower in range(at + 1, last + 1)]
    for place in range(1, width):
        if not over[place][0] and over[place - 1][0] and any(line[place] for line in below):
            over[place] = (over[place - 1][0], False)
    return over


def _together(grid: Grid, at: int, known: Known) -> bool:
    """Whether a row and the one below it are of the same header."""
    (number, upper, _), (next_number, lower, _) = grid.rows[at], grid.rows[at + 1]
    if next_number != number + 1:
        return False
    width = max(len(upper), len(lower))
    own, said, over = _line(grid, at, width), _line(grid, at + 1, width), _over(grid, at, at + 1, width)
    filled = [place for place in range(width) if said[place]]
    if not filled:
        return False
    # Merged downward, they stand in both.
    same = sum(own[place] == said[place] for place in filled)
    if same >= 2 or same * 2 >= len(filled):
        return True
    new = [place for place in filled if own[place] != said[place]]
    under = [place for place in new if over[place][0] and sum(one[0] == over[place][0] for one in over) > 1]
    # A title over the whole table heads no columns.
    if not same and (not under or (sum(map(bool, own)) == 1 and len(under) == len(filled))):
        return False
    if not same and any(own[place] and place not in under for place in new):
        return False
    readable = [
        place
        for place in new
        if isinstance(lower[place], str)
        and known.path(known.place(known.called([over[place], (said[place], True)])) or "")
    ]
    return len(readable) * 2 >= len(new)
