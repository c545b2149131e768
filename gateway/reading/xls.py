"""Workbooks of the older kind (xls, et), whose records say what calamine does not tell (MS-XLS in MS-CFB)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from python_calamine import CalamineWorkbook

from gateway.reading.cells import BUILT_IN, Marks, cells_of, chosen, shown_as
from gateway.reading.told import Refused, Row, may_bear

_STREAMS = (("WordDocument", "document"), ("PowerPoint Document", "document"))
_FORMS = ("utf-16-le", "utf-8", "gb18030")
_SECTOR_ENDS = 0xFFFFFFFA
"""From here on the numbers of sectors are none."""
_IN_CELLS = {0x06: "formula", 0x205: "error", 0x203: "number", 0x27E: "number"}
_IN_ANY_MARK = re.compile(b"|".join(re.escape(sign.encode(form)) for sign in "密㊙" for form in _FORMS))
_PROPERTY = re.compile(rb"(?:\x1e|\x1f)\x00\x00\x00[\x02-\xff].\x00\x00", re.DOTALL)
"""A text among the properties of a file (MS-OLEPS), and how long it is."""
_PLACED = re.compile("&[LCR]")
_MOST_TEXTS, _LONGEST = 1000, 20_000
_XLS_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def rows(content: bytes, wanted: str | None, about: dict[str, Any]) -> Iterator[Row]:
    """The rows of an older workbook, of the sheet that is wanted or the first that can be seen. Raises Refused."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("encrypted")
    if kind := next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in content), None):
        raise Refused("not-a-spreadsheet", kind=kind)
    about["macros"] = "_VBA_PROJECT".encode("utf-16-le") in content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = chosen(book, wanted, about)
    marks = _xls_marks(content, name, about)
    if _IN_ANY_MARK.search(content):
        about["besides"] = [*_besides(content), *(_others(book, name) if wanted is None else ())][:_MOST_TEXTS]
    return cells_of(book.get_sheet_by_name(name), marks)


def _besides(content: bytes) -> Iterator[tuple[str, str]]:
    """Texts that may bear a mark and stand outside the cells: headers and footers, what is written in comments and text
    boxes, and the properties of the file."""
    stream = _stream(content, ("Workbook", "Book"))
    starts = [int.from_bytes(stream[at : at + 4], "little") for kind, at, _ in _records(stream, 0) if kind == 0x85]
    for start in starts:
        written = False
        for kind, at, length in _records(stream, start):
            text = ""
            if kind in (0x14, 0x15) and length > 3:
                text = _PLACED.sub("\n", _unicode(stream, at + 2, _u16(stream, at)))
            elif kind == 0x3C and written and length > 1:
                text = _unicode(stream, at, (length - 1) // (1 + (stream[at] & 1)))
            written = kind == 0x1B6
            if may_bear(text):
                yield ("headers" if kind != 0x3C else "comments"), text
    for found in _PROPERTY.finditer(content):
        length = _u32(found[0], 4) * (2 if found[0][0] == 0x1F else 1)
        said = content[found.end() : found.end() + min(length, _LONGEST)]
        for encoding in ("utf-16-le",) if found[0][0] == 0x1F else ("utf-8", "gb18030"):
            text = said.decode(encoding, errors="ignore").strip("\0")
            if may_bear(text):
                yield "properties", text


def _others(book: CalamineWorkbook, read: str) -> Iterator[tuple[str, str]]:
    """Cells of the other sheets that may bear a mark."""
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).iter_rows() if name != read else ():
            yield from (("others", cell) for cell in row if isinstance(cell, str) and may_bear(cell))


def _xls_marks(content: bytes, name: str, about: dict[str, Any]) -> Marks:
    """What the records of one sheet (MS-XLS) say of its cells; nothing of one that is older or otherwise laid out."""
    marks = Marks()
    stream = _stream(content, ("Workbook", "Book"))
    codes, forms, starts = dict(BUILT_IN), list[tuple[Any, ...] | None](), dict[str, int]()
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
