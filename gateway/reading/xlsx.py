"""Packed workbooks: xlsx and its kin, whose XML says what calamine does not tell. For ods see `gateway.reading.ods`."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

from python_calamine import CalamineSheet, CalamineWorkbook

from gateway.reading import besides, ods
from gateway.reading.cells import BUILT_IN, Marks, cells_of, chosen, shown_as
from gateway.reading.told import ALWAYS_ALLOWED, MOST_CELLS, MOST_RATIO, MOST_UNPACKED, PIECE, Refused, Row

_KEPT = 32 * 1024 * 1024
"""Bytes of a sheet's XML that are kept unpacked while it is looked through."""
_READ = re.compile(r"sheets?/|sharedstrings|^content\.xml$", re.IGNORECASE)
"""Parts that hold cells."""
_PARTS = (("word/document.xml", "document"), ("ppt/presentation.xml", "document"))
_BASE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb'<c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_UNUSUAL = re.compile(rb'<c(?! r=")')
_BEYOND_Z = re.compile(rb'<c(?! r="[A-Z]\d)')
"""A cell beyond the column Z, or one that does not begin with its place."""
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


def rows(content: bytes, wanted: str | None, about: dict[str, Any]) -> Iterator[Row]:
    """The rows of a packed workbook, of the sheet that is wanted or the first that can be seen. Raises Refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused("unpacked", limit=MOST_UNPACKED)
        for each in parts:
            most = each.compress_size * MOST_RATIO if _READ.search(each.filename) else 0
            if each.file_size > max(ALWAYS_ALLOWED, most):
                raise Refused("unpacked", limit=max(ALWAYS_ALLOWED, most))
        names = {part.filename for part in parts}
        if kind := next((kind for name, kind in _PARTS if name in names), None):
            raise Refused("not-a-spreadsheet", kind=kind)
        if ods.CONTENT in names:
            return ods.rows(archive, content, wanted, about)
        if "_rels/.rels" not in names:
            raise Refused("not-a-spreadsheet", kind="archive")
        if _related(archive, "", "/officeDocument").get("", "").endswith(".bin"):
            # An xlsb, which says in no XML which of its cells are errors.
            raise Refused("not-a-spreadsheet", kind="binary")
        about["macros"] = any(name.lower().endswith("vbaproject.bin") for name in names)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = chosen(book, wanted, about)
        part = _sheet_part(archive, name, about)
        pieces = _Pieces(archive, part)
        reach = _Reach()
        for piece in pieces:
            reach.at(piece)
        # Nothing reaches too far, so that it may be made dense: beside the marks, since calamine needs no interpreter.
        reading = _Beside(lambda: book.get_sheet_by_name(name))
        marks = _xlsx_marks(archive, pieces, about)
        about["besides"] += besides.texts(archive, part, with_others=wanted is None)
        return cells_of(reading.result(), marks)


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


def _sheet_part(archive: zipfile.ZipFile, name: str, about: dict[str, Any]) -> str:
    """The part that holds a sheet."""
    at = _related(archive, "", "/officeDocument").get("", "xl/workbook.xml")
    workbook = _tree(archive, at)
    settings = workbook.find(f"{_BASE}workbookPr")
    about["from_1904"] = settings is not None and settings.get("date1904") in ("1", "true")
    sheet = next(one for one in workbook.iter(f"{_BASE}sheet") if one.get("name") == name)
    ids = {value for key, value in sheet.attrib.items() if key.endswith("}id")}
    return next(part for id, part in _related(archive, at, "/worksheet").items() if id in ids)


def _xlsx_marks(archive: zipfile.ZipFile, pieces: _Pieces, about: dict[str, Any]) -> Marks:
    """What the XML of one sheet says of its cells."""
    at = _related(archive, "", "/officeDocument").get("", "xl/workbook.xml")
    styles = next(iter(_related(archive, at, "/styles").values()), None)
    look = _Look({} if styles is None else _forms(_tree(archive, styles)))
    for piece in pieces:
        look.at(piece)
    about["hidden_rows"], about["hidden_columns"] = look.hidden_rows, sorted(look.hidden_columns)[:100]
    about["besides"] = [("headers", text) for text in look.headers]
    return look.marks


class _Piece(NamedTuple):
    """Some of the XML of a sheet."""

    text: bytes
    as_usual: bool
    """Whether each cell begins with its place, as nearly all programs write it."""
    is_narrow: bool
    """Whether none of them is beyond the column Z."""


class _Pieces:
    """The XML of a sheet, to be looked through more than once; one of ordinary length is unpacked once."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self._archive, self._part = archive, part
        self._kept = list(self._unpacked()) if archive.getinfo(part).file_size <= _KEPT else None

    def __iter__(self) -> Iterator[_Piece]:
        return iter(self._kept) if self._kept is not None else self._unpacked()

    def _unpacked(self) -> Iterator[_Piece]:
        for text in _pieces(self._archive, self._part):
            is_narrow = not _BEYOND_Z.search(text)
            yield _Piece(text, is_narrow or not _UNUSUAL.search(text), is_narrow)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces of whole cells, what stands before them first: without prefixes, quoted doubly."""
    with archive.open(part) as content:
        piece = content.read(PIECE)
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
        while piece := content.read(PIECE):
            text = rest + piece
            # A cell's own parts never begin like one.
            cut = text.rfind(b"<" + prefix + b"c ", max(0, len(text) - 4 * PIECE))
            cut = cut if cut > 0 else text.rfind(b"<")
            text, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
            yield plain(text)
        yield plain(rest)


class _Reach:
    """How far the cells reach that hold something; those that are only formatted close themselves."""

    def __init__(self) -> None:
        self.columns, self.last = {b"A"}, 1

    def at(self, piece: _Piece) -> None:
        """Go on. Raises Refused."""
        text = piece.text
        if b"<c" not in text:
            return
        if piece.is_narrow:
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
        self.headers: list[str] = []
        self.forms = forms
        styles = b"|".join(forms)
        self.formed = re.compile(rb'<c\s(?=[^>]*?\bs="(' + styles + rb')")([^>]*)>') if forms else None
        usual = rb'<c r="([A-Z]{1,3}+)(\d{1,7}+)"(?:\s[^s>\s][^>\s]*+)*?\ss="(' + styles + rb')"'
        self.formed_as_usual = re.compile(usual) if forms else None
        self.hidden_rows = 0
        self.hidden_columns: set[int] = set()
        self.row = self.column = 0
        self.numbers: dict[bytes, int] = {}

    def at(self, piece: _Piece) -> None:
        """Go on."""
        text = piece.text
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
        if b"<headerFooter" in text:
            self.headers += besides.headers(text)
        if b"<c" not in text:
            return
        if not piece.as_usual and len(_PLACE.findall(text)) < text.count(b"<c"):
            text = self._placed(text)
        if piece.as_usual and self.formed_as_usual is not None:
            cells, forms, columns = self.marks.cells, self.forms, self.numbers
            for letters, number, style in self.formed_as_usual.findall(text):
                if letters not in columns:
                    columns[letters] = _number(letters) - 1
                cells[int(number) - 1][columns[letters]] = forms[style]
        elif self.formed is not None:
            for style, attributes in self.formed.findall(text):
                self._mark(attributes, self.forms[style])
        # One letter is looked for ten times faster than two.
        if b"f" in text and b"<f" in text:
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
    if b"<!DOCTYPE" in text or len(text) > 64 * PIECE:
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
    codes = BUILT_IN | {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in styles.iter(f"{_BASE}numFmt")}
    used = styles.find(f"{_BASE}cellXfs")
    found = {}
    for place, one in enumerate(used if used is not None else ()):
        if (form := shown_as(codes.get(int(one.get("numFmtId", 0)), ""))) is not None:
            found[str(place).encode()] = form
    return found
