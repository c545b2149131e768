"""Spreadsheets as people have them: written as Excel, WPS, LibreOffice and exports of other systems write them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Shown:
    """A value and the number format that it is shown by."""

    value: Any
    form: str


@dataclass(frozen=True)
class Formula:
    """A formula and the result that the file holds; None where it holds none."""

    text: str
    result: Any = None


def xlsx(
    *rows: Sequence[Any],
    name: str = "名册",
    before: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    from_1904: bool = False,
) -> bytes:
    """A workbook as Excel writes it. `before` are sheets that stand before it; `hidden` are names of sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"date_1904": from_1904})
    sheets = [*(before or {}).items(), (name, rows)]
    for called, lines in sheets:
        sheet = book.add_worksheet(called)
        for y, line in enumerate(lines):
            for x, cell in enumerate(line):
                _write(book, sheet, y, x, cell)
        if called in hidden:
            sheet.hide()
        if called == name:
            sheet.activate()
            sheet.set_first_sheet()
            for area in merged:
                first = area.partition(":")[0]
                y, x = xlsxwriter.utility.xl_cell_to_rowcol(first)
                sheet.merge_range(area, "")
                _write(book, sheet, y, x, rows[y][x])
            for row in hidden_rows:
                sheet.set_row(row - 1, options={"hidden": True})
            for column in hidden_columns:
                sheet.set_column(f"{column}:{column}", options={"hidden": True})
    book.close()
    return target.getvalue()


def _write(book: Any, sheet: Any, y: int, x: int, cell: Any) -> None:
    if isinstance(cell, Formula):
        sheet.write_formula(y, x, cell.text, None, "" if cell.result is None else cell.result)
        return
    form = None
    if isinstance(cell, date):
        cell = Shown(cell, "yyyy-mm-dd")
    if isinstance(cell, Shown):
        form, cell = book.add_format({"num_format": cell.form}), cell.value
    if isinstance(cell, date):
        sheet.write_datetime(y, x, cell, form)
    elif isinstance(cell, str):
        sheet.write_string(y, x, cell, form)
    elif cell is not None:
        sheet.write(y, x, cell, form)


def raw_xlsx(rows: str, *, prefix: str = "", styles: str = "", tail: str = "") -> bytes:
    """A workbook of one sheet whose rows are given as XML, as other programs write it: with a namespace's prefix, with
    cells that do not say where they are."""
    at = f"{prefix}:" if prefix else ""
    space = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="/xl/worksheets/data.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/data.xml": f"<{at}worksheet {space}><{at}sheetData>{rows}</{at}sheetData>{tail}</{at}worksheet>",
        "xl/styles.xml": styles
        or f'<styleSheet xmlns="{MAIN}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": "<Types/>",
    }
    return packed(parts)


STYLED = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy.mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)
"""Styles of which the second shows year and month."""


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def inline(*cells: str, tag: str = "") -> str:
    """A row of texts whose cells do not say where they are."""
    at = f"{tag}:" if tag else ""
    inner = "".join(f'<{at}c t="inlineStr"><{at}is><{at}t>{escape(c)}</{at}t></{at}is></{at}c>' for c in cells)
    return f"<{at}row>{inner}</{at}row>"


@dataclass(frozen=True)
class Open:
    """A cell of an open spreadsheet: its attributes, and the text that is shown."""

    attributes: str
    said: str = ""


def _open_cell(cell: Any) -> str:
    if isinstance(cell, str):
        cell = Open('office:value-type="string"', cell)
    elif isinstance(cell, Shown) and isinstance(cell.value, date):
        cell = Open(f'office:value-type="date" office:date-value="{cell.value}"', cell.form)
    elif isinstance(cell, Shown):
        cell = Open(f'office:value-type="float" office:value="{cell.value!r}"', cell.form)
    elif isinstance(cell, Formula) and cell.result is None:
        cell = Open(f'table:formula="of:{escape(cell.text)}"')
    elif isinstance(cell, Formula):
        kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
        cell = Open(f'table:formula="of:{escape(cell.text)}" {kind}', cell.result)
    elif cell is None:
        cell = Open("")
    elif not isinstance(cell, Open):
        cell = Open(f'office:value-type="float" office:value="{cell!r}"', str(cell))
    paragraph = f"<text:p>{escape(cell.said)}</text:p>" if cell.said else ""
    return f"<table:table-cell {cell.attributes}>{paragraph}</table:table-cell>"


def ods(*rows: Sequence[Any], hidden_before: bool = False) -> bytes:
    """A spreadsheet as LibreOffice writes it: texts, numbers, `Open` cells, formulas without result or in error, and
    `Shown` values, whose form is here the text that is shown."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(f' xmlns:{one}="{space}:{one}:1.0"' for one in ("office", "table", "text", "style"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    styles = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    lines = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
    old = (
        '<table:table table:name="旧" table:style-name="ta2"><table:table-row/></table:table>' if hidden_before else ""
    )
    tables = f'{old}<table:table table:name="名册">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content{spaces}>{styles}{body}</office:document-content>",
        }
    )


def changed(content: bytes, before: str, after: str) -> bytes:
    """An open spreadsheet whose XML says something otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        text = archive.read("content.xml").decode()
    assert before in text
    return packed(parts | {"content.xml": text.replace(before, after)})


def xls(
    *rows: Sequence[Any],
    name: str = "名册",
    hidden_before: bool = False,
    before: str = "甲",
    records: Sequence[tuple[int, bytes]] = (),
) -> bytes:
    """A workbook of the old form (MS-XLS), as WPS writes it too: texts, numbers, `Shown`, formulas in error.

    `before` is the cell of the hidden sheet; `records` are further ones of the sheet of these rows.
    """
    forms = list(dict.fromkeys(cell.form for row in rows for cell in row if isinstance(cell, Shown)))
    globals_ = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 1997, 0, 0))
    globals_ += b"".join(
        _record(0x41E, struct.pack("<HH", 164 + n, len(form)) + _wide(form)) for n, form in enumerate(forms)
    )
    formats = [0, *(164 + n for n in range(len(forms)))]
    globals_ += b"".join(_record(0xE0, struct.pack("<HH", 0, form) + bytes(16)) for form in formats)
    sheets = [*([("旧数据", [[before]], 1)] if hidden_before else []), (name, rows, 0)]
    bodies = [_xls_sheet(lines, forms, records if called == name else ()) for called, lines, _ in sheets]
    heads = [len(called) * 2 + 12 for called, _, _ in sheets]
    at = len(globals_) + sum(heads) + 4
    for (called, _, hidden), body in zip(sheets, bodies, strict=True):
        globals_ += _record(0x85, struct.pack("<IBBB", at, hidden, 0, len(called)) + _wide(called))
        at += len(body)
    return _compound((globals_ + _record(0x0A) + b"".join(bodies)).ljust(4096, b"\0"))


def _xls_sheet(rows: Sequence[Sequence[Any]], forms: Sequence[str], records: Sequence[tuple[int, bytes]] = ()) -> bytes:
    found = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 1997, 0, 0))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            form, value = 0, cell
            if isinstance(cell, Shown):
                form, value = forms.index(cell.form) + 1, cell.value
            if isinstance(value, date):
                value = (value - date(1899, 12, 30)).days
            if isinstance(value, Formula):
                result = b"\x02\0\x2a\0\0\0\xff\xff"
                found += _record(0x06, struct.pack("<HHH", y, x, form) + result + bytes(8))
            elif isinstance(value, str):
                found += _record(0x204, struct.pack("<HHHH", y, x, form, len(value)) + _wide(value))
            elif value is not None:
                found += _record(0x203, struct.pack("<HHHd", y, x, form, value))
    return found + b"".join(_record(*one) for one in records) + _record(0x0A)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _wide(text: str) -> bytes:
    return b"\x01" + text.encode("utf-16-le")


def _compound(stream: bytes) -> bytes:
    """A compound file (MS-CFB) with one stream, a workbook's."""
    sectors = -(-len(stream) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432

    def entry(called: str, kind: int, child: int, first: int, length: int) -> bytes:
        said = (called + "\0").encode("utf-16-le")
        return (
            said.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(said), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<III", first, length, 0)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    chain = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return head + chain + folder.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def csv(*rows: Sequence[str], encoding: str = "utf-8", separator: str = ",", first: str = "") -> bytes:
    """A text table; cells with a separator, a quote or a line break are quoted."""

    def said(cell: str) -> str:
        quoted = any(sign in cell for sign in (separator, '"', "\n"))
        return '"' + cell.replace('"', '""') + '"' if quoted else cell

    lines = [*([first] if first else []), *(separator.join(map(said, row)) for row in rows)]
    return "\r\n".join(lines).encode(encoding)
