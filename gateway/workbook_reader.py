"""Reads one sheet of a workbook or a text table in a process of its own: a file from standard input, rows to standard
output.

A program by itself, which `gateway.bounded` runs within its bounds; it imports nothing of the
platform besides `gateway.reading`.

The first line in is JSON, what is wished: `{"sheet": null or its name, "most": how many rows}`; the file
follows. Each line out is a list of rows that are not empty, `[number, [cell, …]]`, their numbers as the sender sees
them; a third member says from which column to which, from 0, each cell goes that spans several. At the end, only where
everything was read or refused in words, an object: what was read, or `{"refused": …}` with what was too much.

A cell is what people see: a text, a number, whether; a day as far as its format shows it (`1985-07` of 1985-07-01 shown
as 1985.07); `{"value": 7, "shown": "007"}` of a number with leading zeros or fixed places; `{"error": "#N/A"}`, and
`{"error": "formula"}` of a formula whose result the file does not hold.
"""

from __future__ import annotations

import gc
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson
from python_calamine import CalamineError

from gateway.reading.told import MOST_TOLD, Refused, Row

_TOGETHER = 100
"""Rows of one line out."""
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, KeyError, NotImplementedError),
    *(RuntimeError, StopIteration, SyntaxError),
)

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
    # Each kind loads what it reads with, and no other: that takes as long as reading a short file.
    if content.startswith(_ZIP):
        from gateway.reading import xlsx

        return xlsx.rows(content, wish["sheet"], about)
    if content.startswith(_OLE):
        from gateway.reading import xls

        return xls.rows(content, wish["sheet"], about)
    from gateway.reading import tables

    return tables.rows(content, about)
