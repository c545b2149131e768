"""A list as a sheet: xlsx that prints well, or CSV; no text in it becomes a formula. A sheet to be filled in, too.

Also a program by itself, which `gateway.exports` runs within the bounds of `gateway.bounded`: a sheet and its rows come
on standard input, the file goes to standard output. It imports nothing of the platform.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

import orjson

Marked: TypeAlias = dict[str, Any]
"""`{"marked": cell}`: a cell that is wrong, shown in red."""
Cell: TypeAlias = str | int | float | Marked | None
CSV, XLSX, DOCX, PDF = "csv", "xlsx", "docx", "pdf"
PAGE_NUMBER, PAGES = "&P", "&N"
"""What stands at the foot of a page for its number, and for how many there are."""
LONGEST = 32_767
"""Characters that a cell holds; a longer text ends with CUT."""
CUT = "……（以下略）"
_STARTS_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_NARROWEST, _WIDEST, _BESIDE = 6, 48, 2
"""Of a column, in characters, and the room beside them."""
_A4, _A3 = 9, 8
"""Papers, as workbooks call them."""
_MOST_ON_A4 = 200
"""Characters across, up to which they can be read on A4."""
_MEASURED = 500
"""Rows by whose texts the widths are set."""
_MOST_IN_A_FOOTER = 120
_CHOICES = "选项"
_CHOSEN = 5000
"""Rows below the head row that have lists to choose from."""


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
    language: str = "zh"
    heads: tuple[tuple[str, ...], ...] = ()
    """For each column the texts that stand above it, from the top; not in CSV."""
    numbered: int | None = None
    """The column of running numbers (序号), which the rows come without."""
    mark: str = ""
    """Who took it out, when, and under which number: across each page of a document, in the head of a sheet's, and in
    the last column of CSV, where a row that is copied takes it along and no reader stumbles over it."""
    mark_title: str = "导出标记"
    """What that column is called."""
    made_on: str = ""
    """The day that stands in a document's properties."""
    bare: bool = False
    """Whether the head row is the first one, with nothing above and no filters: what is to be filled in and sent."""
    texts: tuple[int, ...] = ()
    """Columns that are formatted as text, so that a spreadsheet changes nothing of what is entered."""
    choices: tuple[tuple[str, ...], ...] = ()
    """For each column what may be chosen; empty where there is no list."""
    several: tuple[int, ...] = ()
    """Columns that take several of them, and anything beside them without a warning."""
    help: tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]] | None = None
    """A second page: its name, its head row, its rows."""


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the head rows."""

    text: str
    columns: int
    rows: int
    at: int
    """Its first column."""


def head_cells(levels: Sequence[Sequence[str]]) -> list[list[Head]]:
    """The head rows, where each column has the texts that stand above one another in it: what is alike above columns
    side by side is one cell, and the last text of a column reaches down to the table.

    >>> made = head_cells([("姓名",), ("教育", "学历"), ("教育", "学位")])
    >>> [[(one.text, one.columns, one.rows) for one in row] for row in made]
    [[('姓名', 1, 2), ('教育', 2, 1)], [('学历', 1, 1), ('学位', 1, 1)]]
    """
    deepest = max(map(len, levels), default=0)
    made: list[list[Head]] = []
    for depth in range(deepest):
        row: list[Head] = []
        at = 0
        while at < len(levels):
            column = levels[at]
            if depth >= len(column):
                at += 1
                continue
            until = at + 1
            if depth < len(column) - 1:
                while until < len(levels) and _alike(column, levels[until], depth):
                    until += 1
            row.append(Head(column[depth], until - at, 1 if depth < len(column) - 1 else deepest - depth, at))
            at = until
        made.append(row)
    return made


def _alike(one: Sequence[str], other: Sequence[str], depth: int) -> bool:
    return len(other) > depth + 1 and list(one[: depth + 1]) == list(other[: depth + 1])


def write(sheet: Sheet, rows: Iterable[list[Cell]]) -> bytes:
    """The file."""
    return as_csv(sheet, rows) if sheet.format == CSV else as_xlsx(sheet, rows)


def as_csv(sheet: Sheet, rows: Iterable[list[Cell]]) -> bytes:
    """UTF-8 with a mark at its beginning, so that spreadsheets read Chinese right; the head row first, nothing above.

    A text that a spreadsheet would take for a formula has an apostrophe before it (OWASP, CSV injection). Each row ends
    with the mark.
    """
    out = io.TextIOWrapper(io.BytesIO(), "utf-8-sig", newline="")
    writer = csv.writer(out)
    mark = [safe(sheet.mark)] if sheet.mark else []
    writer.writerow([safe(title) for title in (*sheet.columns, *([sheet.mark_title] if mark else []))])
    shares = frozenset(sheet.percent)
    for number, row in enumerate(rows, 1):
        if sheet.numbered is not None:
            row[sheet.numbered] = number
        writer.writerow([*(_text(cell, place in shares) for place, cell in enumerate(row)), *mark])
    out.flush()
    made: bytes = out.buffer.getvalue()
    return made


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def _text(cell: Cell, is_share: bool) -> Cell:
    if isinstance(cell, str):
        return safe(cell)
    if isinstance(cell, dict):
        return _text(cell["marked"], is_share)
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
    if sheet.help is not None:
        name, columns, lines = sheet.help
        _Page(book, Sheet(title=name, columns=tuple(columns), bare=True)).fill(map(list, lines))
    _lists(book, sheet)
    book.close()
    return made.getvalue()


def _lists(book: Any, sheet: Sheet) -> None:
    """The lists to choose from, one a column, on a page that is not shown."""
    longest = max(map(len, sheet.choices), default=0)
    if not longest:
        return
    page = book.add_worksheet(_CHOICES)
    for at in range(longest):
        for place, words in enumerate(sheet.choices):
            if at < len(words):
                page.write_string(at, place, _cut(words[at]))
    page.hide()


class _Page:
    """One sheet of a workbook while it is written, row by row."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = book.add_worksheet(_name(sheet.title))
        box = {"border": 1, "valign": "vcenter", "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.about = book.add_format({"font_size": 9, "font_color": "#595959", "valign": "vcenter"})
        self.head = book.add_format({**box, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#D9E2F3"})
        self.group = book.add_format({**box, "bold": True, "bg_color": "#F2F2F2"})
        self.cell = book.add_format({**box, "text_wrap": True})
        self.share = book.add_format({**box, "num_format": "0.0#%"})
        self.whole_share = book.add_format({**box, "num_format": "0%"})
        self.text = book.add_format({**box, "text_wrap": True, "num_format": "@"})
        self.entered = book.add_format({"num_format": "@"})
        self.marked = book.add_format({**box, "text_wrap": True, "num_format": "@", "bg_color": "#FFC7CE"})
        self.last = max(len(sheet.columns) - 1, 0)
        self.at = self.number = 0
        self.widths = [width(title) for title in sheet.columns]

    def fill(self, rows: Iterable[list[Cell]]) -> None:
        sheet, page = self.sheet, self.page
        if not sheet.bare:
            self._across(sheet.title, self.title, 30)
        if sheet.about:
            self._across(sheet.about, self.about, 18)
        top = self.at
        head = self._heads()
        count = self._fill(rows)
        if sheet.total:
            self._across(f"{sheet.total}{sheet.count.format(count)}", self.group)
        widths = [min(max(wide, _NARROWEST), _WIDEST) + _BESIDE for wide in self.widths]
        for place, wide in enumerate(widths):
            page.set_column(place, place, wide, self.entered if place in sheet.texts else None)
        self._choose(head + 1)
        page.freeze_panes(head + 1, 0)
        if not (sheet.grouped or sheet.bare):
            page.autofilter(head, 0, head + count, self.last)
        page.set_landscape()
        page.set_paper(_A4 if sum(widths) <= _MOST_ON_A4 else _A3)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top, head)
        page.set_footer(f"&L{_in_a_margin(sheet.printed)}&R{sheet.page}")
        if sheet.mark:
            page.set_header(f"&R&8{_in_a_margin(sheet.mark)}", {"margin": 0.2})

    def _heads(self) -> int:
        """The head rows: what is alike above columns side by side is one cell, and what stands above none reaches down.
        Answers the last of them."""
        levels = self.sheet.heads if max(map(len, self.sheet.heads), default=1) > 1 else ()
        if not levels:
            self.page.set_row(self.at, 30)
            for place, title in enumerate(self.sheet.columns):
                self.page.write_string(self.at, place, title, self.head)
            self.at += 1
            return self.at - 1
        self.widths = [width(one[-1]) for one in levels]
        top, made = self.at, head_cells(levels)
        for depth, cells in enumerate(made):
            row = top + depth
            self.page.set_row(row, 20)
            for place in range(len(levels)):
                self.page.write_blank(row, place, None, self.head)
            for cell in cells:
                self.page.write_string(row, cell.at, cell.text, self.head)
                if cell.columns > 1 or cell.rows > 1:
                    # Not `merge_range`, which would write rows below before this one is finished.
                    self.page.merge.append([row, cell.at, row + cell.rows - 1, cell.at + cell.columns - 1])
        self.at += len(made)
        return self.at - 1

    def _choose(self, first: int) -> None:
        """Lists to choose from, where columns have one; another word brings a warning, since more are understood."""
        for place, words in enumerate(self.sheet.choices):
            if not words:
                continue
            column = _letters(place)
            self.page.data_validation(
                first,
                place,
                first + _CHOSEN - 1,
                place,
                {
                    "validate": "list",
                    "source": f"={_CHOICES}!${column}$1:${column}${len(words)}",
                    "error_type": "warning",
                    "error_title": "不在列表中",
                    "error_message": "列表中没有这个词，请核对。",
                    "show_error": place not in self.sheet.several,
                },
            )

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
        sheet = self.sheet
        forms = [self.share if place in sheet.percent else plain for place in range(len(sheet.columns))]
        for place in sheet.texts:
            forms[place] = self.text
        # A share is shown in percent where it is one; what else stands in its column is not.
        words = [plain if form is self.share else form for form in forms]
        until = at + _MEASURED
        for row in rows:
            if sheet.numbered is not None:
                self.number += 1
                row[sheet.numbered] = self.number
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    put_text(at, place, cell if len(cell) <= LONGEST else _cut(cell), words[place])
                    if at < until and len(cell) * 2 > widths[place]:
                        widths[place] = max(widths[place], width(cell))
                elif cell is None:
                    put_blank(at, place, None, words[place])
                elif isinstance(cell, dict):
                    self._mark(at, place, cell)
                else:
                    form = forms[place]
                    # What is no fraction of a percent has no point behind it.
                    put_number(at, place, cell, self.whole_share if form is self.share and _is_whole(cell) else form)
            at += 1
        written, self.at = at - self.at, at
        return written

    def _mark(self, at: int, place: int, marked: Marked) -> None:
        cell = marked["marked"]
        if isinstance(cell, str):
            self.page.write_string(at, place, _cut(cell), self.marked)
        elif cell is None:
            self.page.write_blank(at, place, None, self.marked)
        else:
            self.page.write_number(at, place, cell, self.marked)


def _is_whole(share: float) -> bool:
    return round(share * 100, 2) % 1 == 0


def _letters(place: int) -> str:
    """What a spreadsheet calls a column, from 0."""
    said, column = "", place + 1
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def width(text: str) -> int:
    """How wide the longest line of a text is, in Latin characters: a Chinese one takes the room of two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) for line in text.splitlines()),
        default=0,
    )


def _in_a_margin(text: str) -> str:
    """A text in which nothing is a code of heads and feet. After a size a digit would be part of it."""
    said = text[:_MOST_IN_A_FOOTER].replace("&", "&&")
    return f" {said}" if said[:1].isdigit() else said


def _name(title: str) -> str:
    """A title as a sheet may be called."""
    return _NOT_IN_A_NAME.sub(" ", title)[:31].strip(" '") or "Sheet1"


def main() -> int:
    """A line with the sheet, then lines that are lists of rows; the file comes out."""
    sys.stdout.buffer.write(write(*asked(sys.stdin.buffer)))
    return 0


def asked(lines: BinaryIO) -> tuple[Sheet, Iterator[list[Cell]]]:
    """The sheet and its rows, as a program is told them."""
    told: dict[str, Any] = orjson.loads(lines.readline())
    return Sheet(**{name: _kept(value) for name, value in told.items()}), _rows(lines)


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _rows(lines: Iterable[bytes]) -> Iterator[list[Cell]]:
    for line in lines:
        yield from orjson.loads(line)
