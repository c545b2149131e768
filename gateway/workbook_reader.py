"""Reads the first sheet of a workbook in a process of its own: a file from standard input, rows to standard output.

A program by itself, which `gateway.bounded` runs within its bounds; it imports nothing of the platform.

Each line out is JSON: `[number, [cell, …]]` for a row that is not empty, its number as the sender sees it; and at the
end, only where everything was read or refused in words, an object: `{}`, or `{"refused": …}` with what was too much.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from python_calamine import CalamineError, CalamineWorkbook

MOST_CELLS = 8_000_000
"""Of the rectangle from A1 to the last cell that holds something; all of it is held at once."""
MOST_UNPACKED = 1024 * 1024 * 1024
"""Bytes of all parts of a packed workbook together."""
MOST_TOLD = 256 * 1024 * 1024
"""Bytes of rows handed out."""
_PIECE = 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, NotImplementedError)
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>")
"""A cell that holds something, in a sheet of an xlsx; those that are only formatted close themselves."""


class Refused(Exception):
    """What is wrong, as the last line tells it."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.told = {"refused": why, **facts}


def main() -> int:
    """Read, and tell. Answers 0 where the last line says how it ended."""
    out = sys.stdout.buffer
    try:
        _tell(sys.stdin.buffer.read(), out)
        verdict: dict[str, Any] = {}
    except Refused as refused:
        verdict = refused.told
    except MemoryError:
        verdict = {"refused": "memory"}
    except CalamineError as wrong:
        verdict = {"refused": "memory" if "limit exceeded" in str(wrong) else "not-a-spreadsheet"}
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


def _tell(content: bytes, out: Any) -> None:
    if content.startswith(b"PK"):
        _look(content)
    told = 0
    for row in _rows(content):
        line = orjson.dumps(row) + b"\n"
        told += len(line)
        if told > MOST_TOLD:
            raise Refused("text", limit=MOST_TOLD)
        out.write(line)


def _look(content: bytes) -> None:
    """The size and the extent of a packed workbook, without holding either. Raises Refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused("unpacked", limit=MOST_UNPACKED)
        for part in parts:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename, re.IGNORECASE):
                with archive.open(part) as sheet:
                    _measure(iter(lambda: sheet.read(_PIECE), b""))


def _measure(pieces: Iterator[bytes]) -> None:
    columns, last, rest = {b"A"}, 1, b""
    for piece in pieces:
        text = rest + piece
        cut = text.rfind(b"<")
        text, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
        found = _CELL.findall(text)
        if not found:
            continue
        columns.update(column for column, _ in found)
        last = max(last, *(int(row) for _, row in found))
        column = max(columns, key=lambda name: (len(name), name))
        if _number(column) * last > MOST_CELLS:
            raise Refused("cells", cell=f"{column.decode()}{last}", limit=MOST_CELLS)


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _rows(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    if sheet.end is None or sheet.start is None:
        return
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height * width > MOST_CELLS:
        raise Refused("cells", limit=MOST_CELLS)
    before = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell not in ("", None) for cell in cells):
            yield number, before + [_plain(cell) for cell in cells]


def _plain(cell: Any) -> str | float | int | bool | None:
    """A cell as JSON has it: days, times and periods as text."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


if __name__ == "__main__":
    sys.exit(main())
