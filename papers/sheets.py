"""A list as a sheet: xlsx that prints well, or CSV; no text in it becomes a formula.

Also a program by itself, which `gateway.exports` runs: a sheet and its rows come on standard input, the file goes to
standard output. It imports nothing of the platform and bounds its own memory and time.
"""

from __future__ import annotations

import csv
import io
import re
import resource
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

Cell: TypeAlias = str | int | float | None
CSV, XLSX = "csv", "xlsx"
PAGE_NUMBER, PAGES = "&P", "&N"
"""What stands at the foot of a page for its number, and for how many there are."""
MEMORY = 768 * 1024 * 1024
"""Bytes of address space of the program; rows are written as they come, so that a long sheet needs no more."""
SECONDS = 180
"""Of processor time of the program."""
LONGEST = 32_767
"""Characters that a cell holds; a longer text ends with CUT."""
CUT = "……（以下略）"
_STARTS_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_NARROWEST, _WIDEST, _BESIDE = 6, 48, 2
"""Of a column, in characters, and the room beside them."""
_MEASURED = 500
"""Rows by whose texts the widths are set."""
_MOST_IN_A_FOOTER = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet is made of besides its rows."""

    title: str
    about: str = ""
    """Below the title: how many rows, by which conditions."""
    columns: tuple[str, ...] = ()
    percent: tuple[int, ...] = ()
    """Columns that hold shares, as fractions."""
    grouped: bool = False
    """Whether each row begins with what it stands under: those alike stand together, below a head row of their own."""
    total: str = ""
    """Begins the last row, which counts the rows; empty for none."""
    count: str = "{}"
    """A number of rows in words."""
    printed: str = ""
    """Who took it out, and when: at the foot of each printed page."""
    page: str = f"{PAGE_NUMBER} / {PAGES}"
    format: str = XLSX


def write(sheet: Sheet, rows: Iterable[list[Cell]]) -> bytes:
    """The file."""
    return as_csv(sheet, rows) if sheet.format == CSV else as_xlsx(sheet, rows)


def as_csv(sheet: Sheet, rows: Iterable[list[Cell]]) -> bytes:
    """UTF-8 with a mark at its beginning, so that spreadsheets read Chinese right; the head row first, nothing above.

    A text that a spreadsheet would take for a formula has an apostrophe before it (OWASP, CSV injection).
    """
    out = io.TextIOWrapper(io.BytesIO(), "utf-8-sig", newline="")
    writer = csv.writer(out)
    writer.writerow([safe(title) for title in sheet.columns])
    shares = frozenset(sheet.percent)
    for row in rows:
        writer.writerow([_text(cell, place in shares) for place, cell in enumerate(row)])
    out.flush()
    made: bytes = out.buffer.getvalue()
    return made


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def _text(cell: Cell, is_share: bool) -> Cell:
    if isinstance(cell, str):
        return safe(cell)
    return f"{round(cell * 100, 2):g}%" if is_share and cell is not None else cell


def as_xlsx(sheet: Sheet, rows: Iterable[list[Cell]]) -> bytes:
    """A workbook of one sheet: title and conditions, head row that stays in sight and on each page, filters, widths by
    content, A4 across. Texts are texts, whatever they look like."""
    # Here, as the gateway needs the names of this module alone, and the library takes 4 MB.
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": sheet.title, "comments": sheet.printed})
    _Page(book, sheet).fill(rows)
    book.close()
    return made.getvalue()


class _Page:
    """The one sheet of a workbook while it is written, row by row."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = book.add_worksheet(_name(sheet.title))
        box = {"border": 1, "valign": "vcenter", "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.about = book.add_format({"font_size": 9, "font_color": "#595959", "valign": "vcenter"})
        self.head = book.add_format({**box, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#D9E2F3"})
        self.group = book.add_format({**box, "bold": True, "bg_color": "#F2F2F2"})
        self.cell = book.add_format({**box, "text_wrap": True})
        self.share = book.add_format({**box, "num_format": "0.##%"})
        self.last = max(len(sheet.columns) - 1, 0)
        self.at = 0
        self.widths = [width(title) for title in sheet.columns]

    def fill(self, rows: Iterable[list[Cell]]) -> None:
        sheet, page = self.sheet, self.page
        self._across(sheet.title, self.title, 30)
        if sheet.about:
            self._across(sheet.about, self.about, 18)
        head = self.at
        page.set_row(head, 30)
        for place, title in enumerate(sheet.columns):
            page.write_string(head, place, title, self.head)
        self.at += 1
        count = self._fill(rows)
        if sheet.total:
            self._across(f"{sheet.total}{sheet.count.format(count)}", self.group)
        for place, wide in enumerate(self.widths):
            page.set_column(place, place, min(max(wide, _NARROWEST), _WIDEST) + _BESIDE)
        page.freeze_panes(head + 1, 0)
        if not sheet.grouped:
            page.autofilter(head, 0, head + count, self.last)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(head)
        page.set_footer(f"&L{sheet.printed[:_MOST_IN_A_FOOTER].replace('&', '&&')}&R{sheet.page}")

    def _across(self, text: str, form: Any, height: float | None = None) -> None:
        if height is not None:
            self.page.set_row(self.at, height)
        if self.last:
            self.page.merge_range(self.at, 0, self.at, self.last, "", form)
        self.page.write_string(self.at, 0, _cut(text), form)
        self.at += 1

    def _fill(self, rows: Iterable[list[Cell]]) -> int:
        if not self.sheet.grouped:
            return self._write(rows)
        under: dict[Cell, list[list[Cell]]] = {}
        for said, *cells in rows:
            under.setdefault(said, []).append(cells)
        for said, together in under.items():
            self._across(f"{'—' if said is None else said}（{self.sheet.count.format(len(together))}）", self.group)
            self._write(together)
        return sum(map(len, under.values()))

    def _write(self, rows: Iterable[list[Cell]]) -> int:
        at, put_text, put_number, put_blank = (
            self.at,
            self.page.write_string,
            self.page.write_number,
            self.page.write_blank,
        )
        plain, widths = self.cell, self.widths
        forms = [self.share if place in self.sheet.percent else plain for place in range(len(self.sheet.columns))]
        until = at + _MEASURED
        for row in rows:
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    put_text(at, place, cell if len(cell) <= LONGEST else _cut(cell), plain)
                    if at < until and len(cell) * 2 > widths[place]:
                        widths[place] = max(widths[place], width(cell))
                elif cell is None:
                    put_blank(at, place, None, plain)
                else:
                    put_number(at, place, cell, forms[place])
            at += 1
        written, self.at = at - self.at, at
        return written


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def width(text: str) -> int:
    """How wide the longest line of a text is, in Latin characters: a Chinese one takes the room of two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) for line in text.splitlines()),
        default=0,
    )


def _name(title: str) -> str:
    """A title as a sheet may be called."""
    return _NOT_IN_A_NAME.sub(" ", title)[:31].strip(" '") or "Sheet1"


def main() -> int:
    """A line with the sheet, then lines that are lists of rows; the file comes out."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    lines = sys.stdin.buffer
    told: dict[str, Any] = orjson.loads(lines.readline())
    sheet = Sheet(**{name: _kept(value) for name, value in told.items()})
    sys.stdout.buffer.write(write(sheet, _rows(lines)))
    return 0


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _rows(lines: Iterable[bytes]) -> Iterator[list[Cell]]:
    for line in lines:
        yield from orjson.loads(line)


if __name__ == "__main__":
    sys.exit(main())
