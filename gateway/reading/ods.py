"""Open workbooks (ods): calamine gives values, and what their XML says besides is read here in one pass.

Of an error, and of a formula without a result, calamine gives a blank or a zero; a code shown as 007 it gives as 7; and
it knows of no merged cells. Names are compared with their usual prefixes, as calamine does.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineWorkbook

from gateway.reading import besides
from gateway.reading.cells import Marks, cells_of, chosen
from gateway.reading.told import MOST_CELLS, MOST_FILLED, PIECE, Refused, Row

CONTENT = "content.xml"
_ERROR = re.compile(r"#[A-Z][A-Z0-9/]*[!?]?|(?:Err|错误):\d{3}", re.ASCII)
_NUMBERS = ("float", "percentage", "currency")
_FIXED = re.compile(r"(\d{1,40})(?:\.(\d{1,20}))?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"[A-Za-z]{3}|月")
_PARAGRAPH = "text:p"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_DOWN, _WIDE = "table:number-rows-spanned", "table:number-columns-spanned"
_APART = ("office:annotation", "table:table")
"""Parts of a cell that are not its text, besides what is drawn."""
_NO_CONTROLS = bytes(code if code >= 0x20 or code in b"\t\n\r" else 0x3F for code in range(256))
"""A control is its cell's fault and is refused there; this parser would refuse the file."""
_LONGEST = 100
"""Characters of a cell's text that its error or format is known by."""


def rows(archive: zipfile.ZipFile, content: bytes, wanted: str | None, about: dict[str, Any]) -> Iterator[Row]:
    """The rows of an open workbook, of the sheet that is wanted or the first that can be seen. Raises Refused."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml")[:PIECE]:
        raise Refused("encrypted")
    marks = _marks(archive)  # Before anything is made dense, so that no far cell is.
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = chosen(book, wanted, about)
    about["besides"] = list(besides.open_texts(archive, with_others=wanted is None))
    return cells_of(book.get_sheet_by_name(name), marks.get(name, Marks()))


def _marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """What is said of the cells of each sheet. Raises Refused where one reaches too far."""
    look = _Look()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = look.begin
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    try:
        with archive.open(CONTENT) as part:
            while piece := part.read(PIECE):
                parser.Parse(piece.translate(_NO_CONTROLS), False)
            parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused("not-a-spreadsheet") from None
    return look.sheets


def _refuse(*_: Any) -> None:
    raise Refused("not-a-spreadsheet")


class _Look:
    """What has been seen so far."""

    def __init__(self) -> None:
        self.sheets: dict[str, Marks] = {}
        self.marks = Marks()
        self.within = 0
        """How many tables within each other: only cells of the outermost are a sheet's."""
        self.row = self.rows = self.column = self.columns = 0
        """From 0 where the row and the cell begin, and how many times each is repeated."""
        self.last_row = self.last_column = 0
        self.filled = 0
        self.cell: dict[str, str] | None = None
        self.apart = 0
        """How many parts deep of a cell that are not its text: notes, drawings."""
        self.said = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins. Raises Refused."""
        if name == _PARAGRAPH:
            return
        if self.apart or (self.cell is not None and (name in _APART or name.startswith("draw:"))):
            self.apart += 1
        elif name in _CELLS and self.within == 1:
            self.column += self.columns
            self.columns = _count(attributes, "table:number-columns-repeated")
            self.cell = attributes
            self.said = ""
            if _DOWN in attributes or _WIDE in attributes:
                self._spanned(_count(attributes, _DOWN), _count(attributes, _WIDE))
        elif name == "table:table-row" and self.within == 1:
            self.row += self.rows
            self.rows = _count(attributes, "table:number-rows-repeated")
            self.column = self.columns = 0
        elif name == "table:table":
            self.within += 1
            if self.within == 1:
                self.marks = self.sheets.setdefault(attributes.get("table:name", ""), Marks())
                self.marks.merged = []
                self.row = self.rows = self.last_row = self.last_column = 0

    def text(self, text: str) -> None:
        """A part of a text."""
        if self.cell is not None and not self.apart:
            self.said = (self.said + text)[:_LONGEST]

    def end(self, name: str) -> None:
        """An element ends. Raises Refused."""
        if name == _PARAGRAPH:
            return
        if self.apart:
            self.apart -= 1
        elif self.cell is not None and name in _CELLS:
            cell, self.cell = self.cell, None
            if self.said or "office:value-type" in cell or "table:formula" in cell:
                self._reaches()
                if (mark := _mark(cell, self.said.strip())) is not None:
                    self._keep(mark)
        elif name == "table:table":
            self.within -= 1

    def _reaches(self) -> None:
        """Raises Refused where the cells that hold something make too many."""
        self.last_row = max(self.last_row, self.row + self.rows)
        self.last_column = max(self.last_column, self.column + self.columns)
        if self.last_row * self.last_column > MOST_CELLS:
            raise Refused("cells", limit=MOST_CELLS)

    def _keep(self, mark: Any) -> None:
        # As many as are within reach: of those the number is bounded.
        for row in range(self.row, self.row + self.rows):
            self.marks.cells[row].update(dict.fromkeys(range(self.column, self.column + self.columns), mark))

    def _spanned(self, down: int, wide: int) -> None:
        if down == wide == 1:
            return
        assert self.marks.merged is not None
        self.filled += self.rows
        if self.filled > MOST_FILLED:
            raise Refused("cells", limit=MOST_FILLED)
        self.marks.merged += [
            (row, self.column, row + down - 1, self.column + wide - 1) for row in range(self.row, self.row + self.rows)
        ]


def _count(attributes: dict[str, str], name: str) -> int:
    """How often something is repeated, or how far it spans."""
    return max(int(attributes[name]), 1) if name in attributes else 1


def _mark(cell: dict[str, str], said: str) -> Any:
    """An error, a formula without a result, or how a number or a day is shown; None where nothing is to be said."""
    kind, is_formula = cell.get("office:value-type", ""), "table:formula" in cell
    if cell.get("calcext:value-type") == "error" or (said[:1] in "#Ee错" and is_formula and _ERROR.fullmatch(said)):
        return said if said and said != "formula" else "#N/A"
    if is_formula and (not kind or (kind in _NUMBERS and "office:value" not in cell)):
        return "formula"
    if kind in _NUMBERS:
        return _number_shown(said, cell.get("office:value", ""))
    return _day_shown(said, cell.get("office:date-value", "")) if kind == "date" else None


def _number_shown(said: str, value: str) -> tuple[str, int, int] | None:
    if said == value or not (fixed := _FIXED.fullmatch(said)):
        return None
    whole, decimals = fixed.groups(default="")
    digits = len(whole) if whole.startswith("0") else 1
    if (digits == 1 and not decimals) or float(said) != round(float(value or "nan"), len(decimals)):
        return None
    return ("number", digits, len(decimals))


def _day_shown(said: str, value: str) -> tuple[str, int] | None:
    """Of a day that is shown as year and month, or as a year, which: 1985.07, 1985年7月, Jul 85, 198507."""
    if ":" in said or "日" in said or not _DAY.match(value):
        return None
    numbers = [int(number) for number in islice(re.findall(r"\d{1,8}", said, re.ASCII), 3)]
    year, month, day = map(int, value[:10].split("-"))
    match numbers:
        case [one] if one == year * 100 + month:
            return ("day", 7)
        case [one] if one == year or (one == year % 100 and _MONTH.search(said)):
            return ("day", 7 if _MONTH.search(said) else 4)
        case [one, other] if year in numbers or (year % 100 in numbers and day not in numbers):
            return ("day", 7) if month in (one, other) else None
    return None
