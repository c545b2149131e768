"""How a list is laid out on paper, for Word and PDF alike: its texts, its paper, how wide its columns are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from papers.sheets import Cell, Sheet, width

MARGIN, FOOT = 10.0, 14.0
"""Millimetres around the table, and below it."""
_PAPERS = (("a4", 297.0, 210.0), ("a3", 420.0, 297.0))
"""Across."""
_SIZES = (9.0, 8.0, 7.0, 6.0)
"""Points of the text: the largest at which the columns have the room that they want."""
_MM_OF_A_POINT = 0.3528
_NARROWEST, _WIDEST = 4, 26
"""What a column wants, in Latin letters; a longer text takes several lines."""
_MEASURED = 2000
"""Rows by whose texts the widths are set."""
_PADDING = 2.4
"""Millimetres of a column beside its text."""
_NEVER_WRAPS = 11
"""Letters of what is not broken where it can be avoided: days and names."""


@dataclass(frozen=True, slots=True)
class Page:
    """The paper, across, and what fits on it."""

    paper: str
    wide: float
    high: float
    size: float
    columns: tuple[float, ...]
    """Millimetres of each."""
    centred: tuple[bool, ...]
    """The columns of short texts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; one that goes across all columns has one text."""

    texts: tuple[str, ...]
    across: bool = False


def lines(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> Iterator[Line]:
    """The rows of the table: those of a group below a line that names it, numbered through, a total at the end."""
    shares, count = frozenset(sheet.percent), 0

    def line(cells: Sequence[Cell]) -> Line:
        said = [_text(cell, place in shares) for place, cell in enumerate(cells)]
        if sheet.numbered is not None:
            said[sheet.numbered] = str(count)
        return Line(tuple(said))

    if sheet.grouped:
        under: dict[Any, list[Sequence[Cell]]] = {}
        for said, *cells in rows:
            under.setdefault(said, []).append(cells)
        for said, together in under.items():
            named = "—" if said is None else _text(said, False)
            yield Line((f"{named}（{sheet.count.format(len(together))}）",), across=True)
            for own in together:
                count += 1
                yield line(own)
    else:
        for own in rows:
            count += 1
            yield line(own)
    if sheet.total:
        yield Line((f"{sheet.total}{sheet.count.format(count)}",), across=True)


def page(sheet: Sheet, table: Sequence[Line]) -> Page:
    """The smallest paper, and on it the largest text, that gives the columns the room they want."""
    wanted = [_wanted(sheet, table, place) for place in range(len(sheet.columns))]
    centred = tuple(letters <= _NEVER_WRAPS for letters in wanted)
    for paper, wide, high in _PAPERS:
        for size in _SIZES[: 1 if paper == "a4" else None]:
            columns = [_millimetres(letters, size) for letters in wanted]
            if sum(columns) <= wide - 2 * MARGIN:
                return Page(paper, wide, high, size, _filled(columns, wide), centred)
    return Page(paper, wide, high, size, _filled(columns, wide), centred)


def _wanted(sheet: Sheet, table: Sequence[Line], place: int) -> int:
    """Letters across that a column wants: its longest text on one line where that is short, else some of it."""
    titles = [width(sheet.heads[place][-1] if sheet.heads else sheet.columns[place])]
    texts = [width(line.texts[place]) for line in table[:_MEASURED] if not line.across]
    longest = max(texts, default=0)
    usual = sorted(texts)[len(texts) * 9 // 10] if texts else 0
    wanted = longest if longest <= _NEVER_WRAPS else max(usual, _NEVER_WRAPS)
    return min(max(wanted, -(-titles[0] // 2), _NARROWEST), _WIDEST)


def _millimetres(letters: int, size: float) -> float:
    return letters * size * _MM_OF_A_POINT / 2 + _PADDING


def _filled(columns: Sequence[float], wide: float) -> tuple[float, ...]:
    """The widths, so that together they fill the page."""
    share = (wide - 2 * MARGIN) / max(sum(columns), 1)
    return tuple(round(one * share, 2) for one in columns)


def _text(cell: Cell, is_share: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return _text(cell["marked"], is_share)
    if isinstance(cell, str):
        return shown(cell)
    return f"{round(cell * 100, 2):g}%" if is_share else f"{cell:g}" if isinstance(cell, float) else str(cell)


def shown(text: str) -> str:
    """A text without what no document may hold."""
    return "".join(_shown(sign) for sign in text)


def _shown(sign: str) -> str:
    if sign in "\ufffe\uffff":
        return ""
    return " " if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cs") else sign


def cleaned(sheet: Sheet) -> Sheet:
    """The sheet, with what it says besides its rows as it can be shown."""
    heads = tuple(tuple(map(shown, one)) for one in sheet.heads)
    said: dict[str, Any] = {
        name: shown(getattr(sheet, name)) for name in ("title", "about", "printed", "mark", "total", "count")
    }
    return replace(sheet, heads=heads, **said)
