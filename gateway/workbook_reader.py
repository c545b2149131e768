"""Reads one sheet of a workbook or a text table in a process of its own: a file from standard input, rows to standard
output.

A program by itself, which `gateway.bounded` runs within its bounds; it imports nothing of the platform.

The first line in is JSON, what is wished: `{"sheet": null or its name, "most": how many rows}`; the file
follows. Each line out is a list of rows that are not empty, `[number, [cell, …]]`, their numbers as the sender sees
them; a third member is true where one cell spans the row. At the end, only where everything was read or refused in
words, an object: what was read, or `{"refused": …}` with what was too much.

A cell is what people see: a text, a number, whether; a day as far as its format shows it (`1985-07` of 1985-07-01 shown
as 1985.07); `{"value": 7, "shown": "007"}` of a number with leading zeros or fixed places; `{"error": "#N/A"}`, and
`{"error": "formula"}` of a formula whose result the file does not hold.
"""

from __future__ import annotations

import csv
import gc
import io
import re
import sys
import threading
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_CELLS = 8_000_000
"""Of the rectangle from A1 to the last cell that holds something; all of it is held at once."""
MOST_UNPACKED = 1024 * 1024 * 1024
"""Bytes of all parts of a packed workbook together."""
MOST_TOLD = 256 * 1024 * 1024
"""Bytes of rows handed out."""
MOST_FILLED = 1_000_000
"""Cells of merged ranges that are given the range's value."""
_PIECE = 1024 * 1024
_TOGETHER = 100
"""Rows of one line out."""
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, KeyError, NotImplementedError),
    *(RuntimeError, StopIteration, ElementTree.ParseError, csv.Error),
)
_BASE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM\x00", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "document"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
_PARTS = (("word/document.xml", "document"), ("ppt/presentation.xml", "document"))
_STREAMS = (("WordDocument", "document"), ("PowerPoint Document", "document"))


class Refused(Exception):
    """What is wrong, as the last line tells it."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.told = {"refused": why, **facts}


Row = tuple[int, list[Any]] | tuple[int, list[Any], bool]


def main() -> int:
    """Read, and tell. Answers 0 where the last line says how it ended."""
    # Nothing here goes in circles, and it all ends soon.
    gc.disable()
    out = sys.stdout.buffer
    try:
        wish = orjson.loads(sys.stdin.buffer.readline())
        verdict = _tell(sys.stdin.buffer.read(), wish, out)
    except Refused as refused:
        verdict = refused.told
    except MemoryError:
        verdict = {"refused": "memory"}
    except CalamineError as wrong:
        said = str(wrong)
        known = {"limit exceeded": "memory", "assword": "encrypted"}
        verdict = {"refused": next((why for mark, why in known.items() if mark in said), "not-a-spreadsheet")}
    except _BROKEN:
        verdict = {"refused": "not-a-spreadsheet"}
    except BaseException as fault:
        # A panic of the library, which is no Exception: it did not expect what the file says.
        if type(fault).__module__ != "pyo3_runtime":
            raise
        verdict = {"refused": "not-a-spreadsheet"}
    out.write(orjson.dumps(verdict) + b"\n")
    out.flush()
    return 0


def _tell(content: bytes, wish: dict[str, Any], out: Any) -> dict[str, Any]:
    about: dict[str, Any] = {}
    told = 0

    def tell(rows: list[Row]) -> None:
        nonlocal told
        line = orjson.dumps(rows, default=str) + b"\n"
        told += len(line)
        if told > MOST_TOLD:
            raise Refused("text", limit=MOST_TOLD)
        out.write(line)

    rows, count = _rows(content, wish, about), 0
    while together := list(islice(rows, _TOGETHER)):
        count += len(together)
        if count > wish["most"]:
            raise Refused("rows")
        tell(together)
    return about


def _rows(content: bytes, wish: dict[str, Any], about: dict[str, Any]) -> Iterator[Row]:
    kind = next((kind for mark, kind in _SIGNATURES if content.startswith(mark)), None)
    if kind is not None:
        raise Refused("not-a-spreadsheet", kind=kind)
    if content.startswith(_ZIP):
        return _packed(content, wish["sheet"], about)
    if content.startswith(_OLE):
        return _compound(content, wish["sheet"], about)
    return _table(content, about)


def _packed(content: bytes, wanted: str | None, about: dict[str, Any]) -> Iterator[Row]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused("unpacked", limit=MOST_UNPACKED)
        names = {part.filename for part in parts}
        if kind := next((kind for name, kind in _PARTS if name in names), None):
            raise Refused("not-a-spreadsheet", kind=kind)
        is_ods = "content.xml" in names
        if is_ods and b"encryption-data" in archive.read("META-INF/manifest.xml")[:_PIECE]:
            raise Refused("encrypted")
        if not is_ods and "_rels/.rels" not in names:
            raise Refused("not-a-spreadsheet", kind="archive")
        about["macros"] = any(name.lower().endswith("vbaproject.bin") for name in names)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = _chosen(book, wanted, about)
        if is_ods:
            return _cells(book.get_sheet_by_name(name), Marks())
        part = _sheet_part(archive, name, about)
        if part is None:  # An xlsb, which holds no XML.
            return _cells(book.get_sheet_by_name(name), Marks())
        reach = _Reach()
        for text in _pieces(archive, part):
            reach.at(text)
        # Nothing reaches too far, so that it may be made dense: beside the marks, since calamine needs no interpreter.
        reading = _Beside(lambda: book.get_sheet_by_name(name))
        marks = _xlsx_marks(archive, part, about)
        return _cells(reading.result(), marks)


def _compound(content: bytes, wanted: str | None, about: dict[str, Any]) -> Iterator[Row]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("encrypted")
    if kind := next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in content), None):
        raise Refused("not-a-spreadsheet", kind=kind)
    about["macros"] = "_VBA_PROJECT".encode("utf-16-le") in content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = _chosen(book, wanted, about)
    return _cells(book.get_sheet_by_name(name), _xls_marks(content, name, about))


def _chosen(book: CalamineWorkbook, wanted: str | None, about: dict[str, Any]) -> str:
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


def _cells(sheet: CalamineSheet, marks: Marks) -> Iterator[Row]:
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
            yield (number + 1, cells, True) if number in wide else (number + 1, cells)


def _merged(
    ranges: Iterable[tuple[int, int, int, int]], height: int, width: int
) -> tuple[dict[int, list[tuple[int, int]]], set[int]]:
    """The columns that repeat a value downward, by the row where they begin, and the rows where one cell spans many."""
    down: dict[int, list[tuple[int, int]]] = defaultdict(list)
    wide: set[int] = set()
    filled = 0
    for top, left, bottom, right in ranges:
        if right - left >= 2:
            wide.add(top)
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


# -- xlsx: what its XML says besides ----------------------------------------------------------------------------------

_BUILT_IN = {2: "0.00", 17: "mmm-yy"} | dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
_FORMATTING = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_FIXED = re.compile(r"(0+)(?:\.(0+))?")
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb'<c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_BEYOND_Z = re.compile(rb'<c r="[A-Z]{2}')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(
    rb"<c(\s[^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(<v\s*/>|<v\b[^>]*>\s*</v>)?\s*</c>", re.DOTALL
)
_ERROR = re.compile(rb'<c(\s[^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>([^<]{1,20})</v>")
_TOKEN = re.compile(rb"<(row|c)\b([^>]*)>")
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(
    rb'<col\b(?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\bmin="(\d{1,5})")(?=[^>]*\bmax="(\d{1,5})")'
)
_SINGLE = re.compile(rb"='([^'\"]*)'")
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')


class _Beside:
    """Something that is worked out in a thread of its own."""

    def __init__(self, work: Callable[[], CalamineSheet]) -> None:
        self._work = work
        self._found: CalamineSheet | None = None
        self._wrong: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found = self._work()
        except BaseException as wrong:  # noqa: BLE001 - raised where it is waited for
            self._wrong = wrong

    def result(self) -> CalamineSheet:
        """What came of it, or what went wrong."""
        self._thread.join()
        if self._found is None:
            raise self._wrong or MemoryError
        return self._found


def _sheet_part(archive: zipfile.ZipFile, name: str, about: dict[str, Any]) -> str | None:
    """The part that holds a sheet; None where the workbook is not of XML."""
    at = _related(archive, "", "/officeDocument").get("", "xl/workbook.xml")
    if at.endswith(".bin"):
        return None
    workbook = _tree(archive, at)
    settings = workbook.find(f"{_BASE}workbookPr")
    about["from_1904"] = settings is not None and settings.get("date1904") in ("1", "true")
    sheet = next(one for one in workbook.iter(f"{_BASE}sheet") if one.get("name") == name)
    ids = {value for key, value in sheet.attrib.items() if key.endswith("}id")}
    return next(part for id, part in _related(archive, at, "/worksheet").items() if id in ids)


def _xlsx_marks(archive: zipfile.ZipFile, part: str, about: dict[str, Any]) -> Marks:
    """What the XML of one sheet says of its cells."""
    at = _related(archive, "", "/officeDocument").get("", "xl/workbook.xml")
    styles = next(iter(_related(archive, at, "/styles").values()), None)
    look = _Look({} if styles is None else _forms(_tree(archive, styles)))
    for text in _pieces(archive, part):
        look.at(text)
    about["hidden_rows"], about["hidden_columns"] = look.hidden_rows, sorted(look.hidden_columns)[:100]
    return look.marks


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces of whole cells, what stands before them first: without prefixes, quoted doubly."""
    with archive.open(part) as content:
        piece = content.read(_PIECE)
        found = re.search(rb"<(\w+:)worksheet\b", piece)
        prefix = found.group(1) if found else b""
        single = b" r='" in piece

        def plain(text: bytes) -> bytes:
            if prefix:
                text = text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
            return _SINGLE.sub(rb'="\1"', text) if single else text

        head, begins, rest = piece.partition(b"<" + prefix + b"sheetData")
        yield plain(head)
        rest = begins + rest
        while piece := content.read(_PIECE):
            text = rest + piece
            # A cell's own parts never begin like one.
            cut = text.rfind(b"<" + prefix + b"c ", max(0, len(text) - 4 * _PIECE))
            cut = cut if cut > 0 else text.rfind(b"<")
            text, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
            yield plain(text)
        yield plain(rest)


def _cells_in(text: bytes) -> tuple[int, bool]:
    """How many cells a piece has, and whether each begins with its place, as nearly all programs write it."""
    count = text.count(b"<c")
    return count, text.count(b'<c r="') == count


class _Reach:
    """How far the cells reach that hold something; those that are only formatted close themselves."""

    def __init__(self) -> None:
        self.columns, self.last = {b"A"}, 1

    def at(self, text: bytes) -> None:
        """Go on. Raises Refused."""
        count, usual = _cells_in(text)
        if not count:
            return
        if usual and not _BEYOND_Z.search(text):
            top = max(map(int, _ROW_NUMBER.findall(text)), default=1)
            if max(top, self.last) * 26 <= MOST_CELLS and max(map(_order, self.columns)) <= (1, b"Z"):
                self.last = max(self.last, top)
                self.columns.add(b"Z")
                return
        for letters, number, closed in _CELL.findall(text):
            if not closed:
                self.columns.add(letters)
                self.last = max(self.last, int(number))
        column = max(self.columns, key=_order)
        if _number(column) * self.last > MOST_CELLS:
            raise Refused("cells", cell=f"{column.decode()}{self.last}", limit=MOST_CELLS)


class _Look:
    """What has been seen of a sheet so far."""

    def __init__(self, forms: dict[bytes, tuple[Any, ...]]) -> None:
        self.marks = Marks()
        self.marks.merged = []
        self.forms = forms
        styles = b"|".join(forms)
        self.formed = re.compile(rb'<c\s(?=[^>]*?\bs="(' + styles + rb')")([^>]*)>') if forms else None
        usual = rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\ss="(' + styles + rb')"'
        self.formed_as_usual = re.compile(usual) if forms else None
        self.hidden_rows = 0
        self.hidden_columns: set[int] = set()
        self.row = self.column = 0
        self.numbers: dict[bytes, int] = {}

    def at(self, text: bytes) -> None:
        """Go on."""
        if b"hidden=" in text:
            self.hidden_rows += len(_HIDDEN_ROW.findall(text))
            for first, last in _HIDDEN_COLUMN.findall(text):
                self.hidden_columns.update(range(int(first), min(int(last), int(first) + 100) + 1))
        assert self.marks.merged is not None
        # What is merged stands behind the cells.
        self.marks.merged += [
            (int(top) - 1, _number(left) - 1, int(bottom) - 1, _number(right) - 1)
            for left, top, right, bottom in _MERGE.findall(text, text.rfind(b"</c>") + 1)
        ]
        count, usual = _cells_in(text)
        if not count:
            return
        if not usual and len(_PLACE.findall(text)) < count:
            text = self._placed(text)
        if usual and self.formed_as_usual is not None:
            cells, forms, columns = self.marks.cells, self.forms, self.numbers
            for letters, number, style in self.formed_as_usual.findall(text):
                if letters not in columns:
                    columns[letters] = _number(letters) - 1
                cells[int(number) - 1][columns[letters]] = forms[style]
        elif self.formed is not None:
            for style, attributes in self.formed.findall(text):
                self._mark(attributes, self.forms[style])
        if b"<f" in text:
            for attributes, empty in _FORMULA.findall(text):
                if not (empty and b't="str"' in attributes):
                    self._mark(attributes, "formula")
        if b't="e"' in text:
            for attributes, inner in _ERROR.findall(text):
                value = _VALUE.search(inner)
                self._mark(attributes, value.group(1).decode(errors="replace") if value else "formula")

    def _mark(self, attributes: bytes, mark: Any) -> None:
        if place := _PLACE.search(attributes):
            self.marks.cells[int(place.group(2)) - 1][_number(place.group(1)) - 1] = mark

    def _placed(self, text: bytes) -> bytes:
        """The text with the place of each cell that does not say its own."""

        def say(token: re.Match[bytes]) -> bytes:
            tag, attributes = token.groups()
            if tag == b"row":
                found = re.search(rb'\br="(\d{1,7})"', attributes)
                self.row, self.column = int(found.group(1)) if found else self.row + 1, 0
                return token.group()
            if place := _PLACE.search(attributes):
                self.column = _number(place.group(1))
                return token.group()
            self.column += 1
            return b'<c r="%s%d"%s>' % (_letters(self.column), self.row, attributes)

        return _TOKEN.sub(say, text)


def _order(column: bytes) -> tuple[int, bytes]:
    return len(column), column


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> bytes:
    letters = b""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = bytes((65 + rest,)) + letters
    return letters


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A small part of the archive, in the one namespace."""
    text = archive.read(name)
    if b"<!DOCTYPE" in text or len(text) > 64 * _PIECE:
        raise Refused("not-a-spreadsheet")
    return ElementTree.fromstring(text.replace(_STRICT[1:-1].encode(), _BASE[1:-1].encode()))  # noqa: S314 - bounded


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts that a part is related to in this way, by the relation's id; the archive's own under an empty one."""
    folder, _, name = part.rpartition("/")
    known = {one.lower(): one for one in archive.namelist()}
    relations = known.get(f"{folder}/_rels/{name}.rels".lstrip("/").lower())
    found: dict[str, str] = {}
    for one in _tree(archive, relations) if relations else ():
        target = one.get("Target", "")
        path = target if target.startswith("/") or not folder else f"{folder}/{target}"
        there = known.get(path.lstrip("/").removeprefix("./").lower())
        if there and one.get("Type", "").endswith(kind):
            found[one.get("Id", "") if part else ""] = there
    return found


def _forms(styles: ElementTree.Element) -> dict[bytes, tuple[Any, ...]]:
    """By a cell's style how it shows a day or a number, where that is not the plain way."""
    codes = _BUILT_IN | {
        int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in styles.iter(f"{_BASE}numFmt")
    }
    used = styles.find(f"{_BASE}cellXfs")
    found = {}
    for place, one in enumerate(used if used is not None else ()):
        if (form := shown_as(codes.get(int(one.get("numFmtId", 0)), ""))) is not None:
            found[str(place).encode()] = form
    return found


def shown_as(code: str) -> tuple[Any, ...] | None:
    """What a number format shows: a year, or year and month, of a day; fixed places of a number. None of others."""
    plain = _FORMATTING.sub("", code.split(";")[0]).lower()
    if "y" in plain:
        if "d" in plain or "h" in plain or "s" in plain:
            return None
        return ("day", 7 if "m" in plain else 4)
    fixed = _FIXED.fullmatch(plain)
    if fixed is None:
        return None
    whole, decimals = len(fixed.group(1)), len(fixed.group(2) or "")
    return ("number", whole, decimals) if whole > 1 or decimals else None


# -- xls: what its records say besides ---------------------------------------------------------------------------------

_SECTOR_ENDS = 0xFFFFFFFA
"""From here on the numbers of sectors are none."""
_IN_CELLS = {0x06: "formula", 0x205: "error", 0x203: "number", 0x27E: "number"}
_XLS_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def _xls_marks(content: bytes, name: str, about: dict[str, Any]) -> Marks:
    """What the records of one sheet (MS-XLS) say of its cells; nothing of one that is older or otherwise laid out."""
    marks = Marks()
    stream = _stream(content, ("Workbook", "Book"))
    codes, forms, starts = dict(_BUILT_IN), list[tuple[Any, ...] | None](), dict[str, int]()
    for kind, at, length in _records(stream, 0):
        if kind == 0x22:
            about["from_1904"] = stream[at] == 1
        elif kind == 0x41E and length >= 5:
            codes[_u16(stream, at)] = _unicode(stream, at + 4, _u16(stream, at + 2))
        elif kind == 0xE0:
            forms.append(shown_as(codes.get(_u16(stream, at + 2), "")))
        elif kind == 0x85 and length >= 8:
            starts[_unicode(stream, at + 7, stream[at + 6])] = int.from_bytes(stream[at : at + 4], "little")
    hidden_rows, hidden_columns = 0, set[int]()
    for kind, at, length in _records(stream, starts[name]) if name in starts else ():
        if kind in _IN_CELLS:
            row, column, form = _u16(stream, at), _u16(stream, at + 2), _u16(stream, at + 4)
            if (mark := _xls_mark(stream, kind, at, forms[form] if form < len(forms) else None)) is not None:
                marks.cells[row][column] = mark
        elif kind == 0xBD:
            row, first = _u16(stream, at), _u16(stream, at + 2)
            for place in range((length - 6) // 6):
                form = _u16(stream, at + 4 + place * 6)
                if form < len(forms) and (shown := forms[form]) is not None:
                    marks.cells[row][first + place] = shown
        elif kind == 0x208:
            hidden_rows += bool(stream[at + 12] & 0x20)
        elif kind == 0x7D and stream[at + 8] & 1:
            hidden_columns.update(range(_u16(stream, at) + 1, min(_u16(stream, at + 2), 255) + 2))
    about["hidden_rows"], about["hidden_columns"] = hidden_rows, sorted(hidden_columns)[:100]
    return marks


def _xls_mark(stream: bytes, kind: int, at: int, form: tuple[Any, ...] | None) -> Any:
    """An error of a cell or of a formula's result; else how the cell shows its number."""
    if kind == 0x205 and stream[at + 7]:
        return _XLS_ERRORS.get(stream[at + 6], "#N/A")
    if kind == 0x06 and stream[at + 12 : at + 14] == b"\xff\xff":
        return _XLS_ERRORS.get(stream[at + 8], "#N/A") if stream[at + 6] == 2 else None
    return form


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records from a place to the end of what begins there: kind, place of the body, its length."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = _u16(stream, at), _u16(stream, at + 2)
        at += 4
        if kind == 0x809:
            depth += 1
        elif kind == 0x0A:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and at + length <= len(stream):
            yield kind, at, length
        at += length


def _stream(content: bytes, names: Sequence[str]) -> bytes:
    """A stream of a compound file (MS-CFB); empty where it is none that is laid out as workbooks are."""
    size = 1 << _u16(content, 30)
    if size not in (512, 4096):
        return b""
    tables = [_u32(content, 76 + 4 * place) for place in range(109)]
    following = _u32(content, 68)
    while following < _SECTOR_ENDS and len(tables) * size < len(content):
        more = _sector(content, following, size)
        tables += [_u32(more, 4 * place) for place in range(size // 4 - 1)]
        following = _u32(more, size - 4)
    chain = b"".join(_sector(content, table, size) for table in tables if table < _SECTOR_ENDS)
    folder = _chained(content, chain, _u32(content, 48), size)
    for at in range(0, len(folder) - 127, 128):
        called = folder[at : at + max(_u16(folder, at + 64) - 2, 0)].decode("utf-16-le", errors="replace")
        if called in names:
            length = _u32(folder, at + 120)
            # Shorter ones lie elsewhere; a workbook is longer.
            return b"" if length < 4096 else _chained(content, chain, _u32(folder, at + 116), size)[:length]
    return b""


def _chained(content: bytes, chain: bytes, first: int, size: int) -> bytes:
    sectors, left = [], len(content) // size + 1
    while first < _SECTOR_ENDS and left and 4 * first + 4 <= len(chain):
        sectors.append(_sector(content, first, size))
        first, left = _u32(chain, 4 * first), left - 1
    return b"".join(sectors)


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _u16(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2], "little")


def _u32(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")


def _unicode(stream: bytes, at: int, length: int) -> str:
    """A text of BIFF8, whose flags say how wide its signs are."""
    if stream[at] & 1:
        return stream[at + 1 : at + 1 + 2 * length].decode("utf-16-le", errors="replace")
    return stream[at + 1 : at + 1 + length].decode("latin-1")


# -- text tables ------------------------------------------------------------------------------------------------------

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",\t;|，"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def _table(content: bytes, about: dict[str, Any]) -> Iterator[Row]:
    text = _text(content, about)
    start = text[:2000].lstrip().lower()
    if start.startswith(("<html", "<!doctype", "<table", "<head", "<meta")):
        raise Refused("not-a-spreadsheet", kind="web-page")
    if start.startswith(("<?xml", "<")):
        raise Refused("not-a-spreadsheet", kind="xml")
    if _CONTROLS.search(text):
        raise Refused("not-a-spreadsheet")
    first, _, rest = text.partition("\n")
    skipped = 0
    if re.fullmatch(r"sep=.\r?", first, re.IGNORECASE):
        separator, text, skipped = first[4], rest, 1
    else:
        separator = _separator(text)
    about["separator"] = separator
    csv.field_size_limit(_PIECE)
    width = cells = 0
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1 + skipped):
        width = max(width, len(row))
        cells += len(row)
        if cells > MOST_CELLS:
            raise Refused("cells", limit=MOST_CELLS)
        if any(row):
            yield number, row


def _text(content: bytes, about: dict[str, Any]) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            about["encoding"] = encoding.removesuffix("-sig")
            return content.decode(encoding)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        about["encoding"] = encoding
        return text
    raise Refused("not-a-spreadsheet", kind="encoding")


def _separator(text: str) -> str:
    """What separates the cells: what stands most often, outside of quotes, in the first lines, and in many of them."""
    lines = re.sub(r'"(?:[^"]|"")*"', "", text[:20_000]).splitlines()[:30]
    counts = {one: [line.count(one) for line in lines] for one in _SEPARATORS}
    return max(counts, key=lambda one: (sum(map(bool, counts[one])), sum(counts[one])))


if __name__ == "__main__":
    sys.exit(main())
