"""The cells of one sheet as calamine gives them, with what its file says of them besides (`Marks`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from gateway.reading.told import MOST_CELLS, MOST_FILLED, Refused, Row


def chosen(book: CalamineWorkbook, wanted: str | None, about: dict[str, Any]) -> str:
    """The sheet that was asked for, else the first that can be seen; what others there are is told."""
    found = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    names = [one.name for one in found]
    if wanted is not None and wanted not in names:
        raise Refused("no-such-sheet", sheets=names[:50])
    seen = [one.name for one in found if one.visible is SheetVisibleEnum.Visible]
    if not names:
        raise Refused("not-a-spreadsheet")
    chosen = wanted if wanted is not None else (seen or names)[0]
    about["sheet"] = chosen
    about["others"] = [
        {"name": one.name, "hidden": one.visible is not SheetVisibleEnum.Visible}
        for one in found[:50]
        if one.name != chosen
    ]
    return chosen


class Marks:
    """What a sheet says of its cells besides their values."""

    def __init__(self) -> None:
        self.cells: dict[int, dict[int, Any]] = defaultdict(dict)
        """By row and column from 0: an error, or how a number is shown."""
        self.merged: list[tuple[int, int, int, int]] | None = None
        """First row and column, last row and column."""


def cells_of(sheet: CalamineSheet, marks: Marks) -> Iterator[Row]:
    """The rows of a sheet that are not empty, as they are shown. Raises Refused."""
    if sheet.end is None or sheet.start is None:
        return
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height * width > MOST_CELLS:
        raise Refused("cells", limit=MOST_CELLS)
    merged = marks.merged
    if merged is None:
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    down, wide = _merged(merged, height, width)
    before = [""] * sheet.start[1]
    # What a merged range repeats, by its column: the value and the last row that has it.
    lasts: dict[int, tuple[int, Any]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        if before:
            cells = before + cells
        if number in marks.cells:
            for column, mark in marks.cells[number].items():
                if column < len(cells):
                    cells[column] = _marked(cells[column], mark)
        # What a merged range repeats is no content: a row of nothing else is none.
        empty = cells.count("") == len(cells)
        if down:
            for column, last in down.get(number, ()):
                lasts[column] = (last, cells[column])
            for column, (last, value) in list(lasts.items()):
                if number > last:
                    del lasts[column]
                elif cells[column] == "":
                    cells[column] = value
        if not empty:
            yield (number + 1, cells, wide[number]) if number in wide else (number + 1, cells)


def _merged(
    ranges: Iterable[tuple[int, int, int, int]], height: int, width: int
) -> tuple[dict[int, list[tuple[int, int]]], dict[int, list[tuple[int, int]]]]:
    """The columns that repeat a value downward, by the row where they begin, and the first and last columns that one
    cell spans, by row."""
    down: dict[int, list[tuple[int, int]]] = defaultdict(list)
    wide: dict[int, list[tuple[int, int]]] = defaultdict(list)
    filled = 0
    for top, left, bottom, right in ranges:
        if right > left:
            wide[top].append((left, right))
        bottom = min(bottom, height - 1)
        if bottom > top and left < width:
            filled += bottom - top
            if filled > MOST_FILLED:
                raise Refused("cells", limit=MOST_FILLED)
            down[top].append((left, bottom))
    return down, wide


def _marked(cell: Any, mark: Any) -> Any:
    """A cell as its format shows it, or its error."""
    if isinstance(mark, str):
        return {"error": mark}
    if isinstance(cell, date):
        # The year alone, or year and month.
        return cell.isoformat()[: mark[1]] if mark[0] == "day" else cell
    if mark[0] == "day" or type(cell) not in (int, float):
        return cell
    _, whole, decimals = mark
    return {"value": cell, "shown": f"{cell:0{whole + bool(decimals) + decimals}.{decimals}f}"}


BUILT_IN = {2: "0.00", 17: "mmm-yy"} | dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
_FORMATTING = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_FIXED = re.compile(r"(0+)(?:\.(0+))?")
_YEAR = re.compile("y|(?<![0-9#?a-z])e")
"""How a format shows the year: Chinese spreadsheets write `e` too, which behind a digit is an exponent."""


def shown_as(code: str) -> tuple[Any, ...] | None:
    """What a number format shows: a year, or year and month, of a day; fixed places of a number. None of others."""
    plain = _FORMATTING.sub("", code.split(";")[0]).lower()
    if _YEAR.search(plain):
        if "d" in plain or "h" in plain or "s" in plain:
            return None
        return ("day", 7 if "m" in plain else 4)
    fixed = _FIXED.fullmatch(plain)
    if fixed is None:
        return None
    whole, decimals = len(fixed.group(1)), len(fixed.group(2) or "")
    return ("number", whole, decimals) if whole > 1 or decimals else None
