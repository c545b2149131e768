"""Marks of secrecy (密级标志) in a sheet: around its data they refuse it, in a row that row, whichever column it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gateway.sheet_columns import letters
from gateway.workbooks import Cell, ClassifiedSheet
from servicekit.errors import field_error
from servicekit.secrecy import CLASSIFIED, bears_mark


def must_be_open(number: int, cells: Sequence[Cell]) -> None:
    """Raises ClassifiedSheet where a row that is no data bears a mark."""
    if place := marked(cells, ()):
        zh, en = f"第{number}行{letters(place)}列带有密级标志", f"Row {number}, column {letters(place)} bears a mark"
        raise ClassifiedSheet(zh, en, errors=[field_error(f"/{number}/{place}", *CLASSIFIED)])


def marked(cells: Sequence[Cell], besides: Collection[int]) -> int | None:
    """The place of a cell that bears a mark, of those that are not among the columns `besides`."""
    for place, cell in enumerate(cells, 1):
        if type(cell) is str and place not in besides and bears_mark(cell):
            return place
    return None
