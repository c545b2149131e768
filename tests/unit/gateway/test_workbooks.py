"""Workbooks that unfold to more than anybody holds: refused in words, and what reads them may die without harm."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gateway import bounded
from gateway.rpc import Overloaded
from gateway.workbooks import NotASpreadsheet, WorkbookTooLarge, read


def cells(content: bytes) -> list[tuple[int, list[Any]]]:
    return [(number, row) for number, row, _ in read(content).rows]


def workbook(*written: tuple[int, int, Any], formatted: tuple[int, int] | None = None) -> bytes:
    """A workbook whose first sheet holds values at rows and columns from 0; one cell may be formatted and empty."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    forms = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm:ss"}),
        timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
    }
    for row, column, value in written:
        if type(value) in forms:
            sheet.write_datetime(row, column, value, forms[type(value)])
        else:
            sheet.write(row, column, value)
    if formatted is not None:
        sheet.write_blank(*formatted, None, forms[date])
    book.close()
    return target.getvalue()


def with_parts(content: bytes, parts: dict[str, bytes], sizes: dict[str, int] | None = None) -> bytes:
    """The same workbook with parts replaced or added; `sizes` are told of parts as their unpacked size."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
        for part in new.filelist:
            part.file_size = (sizes or {}).get(part.filename, part.file_size)
    return target.getvalue()


SMALL = workbook((0, 0, "编号"), (1, 0, "a"))
SHEET = "xl/worksheets/sheet1.xml"
FIRST = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAST = b"</sheetData></worksheet>"


def test_rows_keep_their_numbers_and_days_become_text():
    written = [
        (2, 1, "甲\n乙"),
        (2, 2, 1.5),
        (4, 1, True),
        (4, 2, date(2026, 3, 1)),
        (4, 3, datetime.fromisoformat("2026-03-01T08:30")),
        (4, 4, time(8, 30)),
        (4, 5, timedelta(hours=30)),
    ]
    assert (cells(workbook(*written))) == [
        (3, ["", "甲\n乙", 1.5, "", "", ""]),
        (5, ["", True, "2026-03-01", "2026-03-01T08:30:00", "08:30:00", "1 day, 6:00:00"]),
    ]


def test_a_far_cell_is_refused_before_anything_is_made_dense():
    far = workbook((0, 0, "编号"), (1, 0, "a"), (1_048_575, 16_383, "x"))
    assert len(far) < 6_000
    with pytest.raises(WorkbookTooLarge) as refused:
        (cells(far))
    assert (refused.value.status, refused.value.facts["cell"]) == (422, "XFD1048576")
    assert "XFD1048576" in refused.value.detail_zh
    assert "XFD1048576" in refused.value.detail_en


def test_a_far_cell_that_is_only_formatted_does_no_harm():
    assert (cells(workbook((0, 0, "编号"), formatted=(1_048_575, 16_383)))) == [(1, ["编号"])]


def a_repeated_long_text() -> bytes:
    text = b"x" * 8_000_000
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + text + b"</t></si></sst>"
    )
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 1001))
    return with_parts(SMALL, {"xl/sharedStrings.xml": strings, SHEET: FIRST + rows + LAST})


def an_ods_with_a_far_cell() -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(f' xmlns:{one}="{space}:{one}:1.0"' for one in ("office", "table", "text"))
    far = '<table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="string">'
    rows = '<table:table-row table:number-rows-repeated="1048575"/>'
    rows += f"<table:table-row>{far}<text:p>x</text:p></table:table-cell></table:table-row>"
    sheet = f'<table:table table:name="S">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content{spaces}>{body}</office:document-content>")
    return target.getvalue()


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(lambda: with_parts(SMALL, {}, {SHEET: 3_000_000_000}), id="says that it unpacks to 3 GB"),
        pytest.param(an_ods_with_a_far_cell, id="an ods with a far cell"),
        pytest.param(a_repeated_long_text, id="a thousand cells of one text of 8 MB"),
        pytest.param(lambda: with_parts(SMALL, {"xl/comments1.xml": bytes(200_000_000)}), id="comments of 200 MB"),
        pytest.param(lambda: with_parts(SMALL, {SHEET: FIRST + b" " * 200_000_000 + LAST}), id="a sheet of 200 MB"),
    ],
)
def test_what_unfolds_is_refused(bomb: Callable[[], bytes]):
    content = bomb()
    assert len(content) < 300_000
    with pytest.raises(WorkbookTooLarge):
        (cells(content))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize("wrong", [b"", b"<", b"\xff\xfe\x00", b'<worksheet><sheetData><c r="A1" t="s"><v>9</v></c>'])
def test_a_part_that_is_broken_never_becomes_a_fault(part: str, wrong: bytes):
    content = with_parts(SMALL, {part: wrong})
    try:
        told = cells(content)
    except NotASpreadsheet:
        told = []
    assert len(told) <= 2


@pytest.mark.parametrize("kept", [40, 0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(kept: float):
    with pytest.raises(NotASpreadsheet):
        (cells(SMALL[: int(kept if kept > 1 else len(SMALL) * kept)]))


def test_a_file_with_wrong_bytes_is_refused():
    at = SMALL.index(b"xl/worksheets/sheet1.xml") + 40
    with pytest.raises(NotASpreadsheet):
        (cells(SMALL[:at] + bytes(80) + SMALL[at + 80 :]))


def children() -> set[int]:
    """The processes that this one has started and not waited for."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


def is_reader(process: int) -> bool:
    return b"workbook_reader" in Path(f"/proc/{process}/cmdline").read_bytes()


def test_killing_what_reads_harms_nobody(poll):
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_000))
    slow = with_parts(SMALL, {SHEET: FIRST + rows + LAST})
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(lambda: cells(slow))
        (reader,) = poll(lambda: [child for child in children() if is_reader(child)])
        os.kill(reader, signal.SIGKILL)
        with pytest.raises(WorkbookTooLarge):
            reading.result(timeout=30)
    assert len(cells(SMALL)) == 2


def test_what_takes_too_long_is_ended_and_refused(monkeypatch):
    monkeypatch.setattr(bounded, "READS_WITHIN", 0.001)
    with pytest.raises(WorkbookTooLarge):
        cells(SMALL)


def test_no_more_are_read_at_once_than_there_is_memory_for(monkeypatch):
    monkeypatch.setattr(bounded, "WAITS", 0.01)
    turn = bounded.SHEETS_IN.turns
    with turn, turn, pytest.raises(Overloaded):
        cells(SMALL)
    assert len(cells(SMALL)) == 2


def test_a_reader_knows_nothing_of_the_platforms_surroundings(monkeypatch, poll):
    monkeypatch.setenv("MONGO_URI", "mongodb://secret")
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 200_000))
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(lambda: cells(with_parts(SMALL, {SHEET: FIRST + rows + LAST})))
        (reader,) = poll(lambda: [child for child in children() if is_reader(child)])
        assert b"secret" not in Path(f"/proc/{reader}/environ").read_bytes()
        assert len(reading.result(timeout=30)) == 199_999
