"""Workbooks (xlsx, xls, ods) as rows of cells, read by `workbook_reader` in a process that may die without harm."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any, TypeAlias

import orjson

from gateway import workbook_reader
from gateway.rpc import Overloaded
from servicekit.errors import Internal, Invalid

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Reading processes of one gateway, each of up to `workbook_reader.MEMORY`."""
WAITS = 5.0
"""Seconds that a workbook waits for its turn."""
READS_WITHIN = 45.0
"""Seconds until a reading process is ended."""
Cell: TypeAlias = str | float | int | bool | None
_turns = threading.BoundedSemaphore(AT_ONCE)


class NotASpreadsheet(Invalid):
    """The file is neither NDJSON nor a spreadsheet that can be read."""

    code = "imports/not-a-spreadsheet"
    zh = "文件不是可读取的表格"
    en = "The file is not a spreadsheet that can be read"
    advice_zh = "请上传 xlsx、xls、ods 表格，或每行一个 JSON 对象的 NDJSON 文件。"
    advice_en = "Send an xlsx, xls or ods spreadsheet, or NDJSON with one JSON object a line."


class WorkbookTooLarge(Invalid):
    """The workbook unfolds to more cells, bytes, memory or time than reading one may take."""

    code = "imports/workbook-too-large"
    zh = "表格展开后过大"
    en = "The workbook unfolds to more than can be read"
    advice_zh = "删除数据区以外的行列（右侧和下方看似空白的单元格也可能有内容），或拆成几个文件后重新上传。"
    advice_en = "Delete rows and columns beyond the data (cells that look empty may hold something), or split the file."


def cells(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the first sheet that are not empty, with their numbers; days and times are text.

    Blocks until they are read: call it off the event loop. Raises NotASpreadsheet, WorkbookTooLarge, and Overloaded
    where too many are being read.
    """
    rows, _, verdict = _read(content).rstrip().rpartition(b"\n")
    if refused := orjson.loads(verdict):
        raise _problem(refused)
    return ((number, row) for number, row in map(orjson.loads, io.BytesIO(rows)))


def _read(content: bytes) -> bytes:
    if not _turns.acquire(timeout=WAITS):
        raise Overloaded(retry_after=5)
    try:
        reader = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", workbook_reader.__file__],
            input=content,
            capture_output=True,
            timeout=READS_WITHIN,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _problem({"refused": "time"}) from None
    finally:
        _turns.release()
    if reader.returncode == 0:
        return reader.stdout
    # Where it was, never what it said: a message may quote a cell.
    places = [
        line.strip() for line in reader.stderr.decode(errors="replace").splitlines() if line.startswith("  File ")
    ]
    log.warning("a workbook's reader ended with %d %s", reader.returncode, places[-3:])
    if reader.returncode < 0:
        # Only what the workbook asks for can end it so: an allocation past its bound, its processor time, the kernel.
        raise _problem({"refused": "memory"})
    raise Internal()


def _problem(refused: dict[str, Any]) -> Invalid:
    limit, cell = refused.get("limit"), refused.get("cell")
    at = (f"（到“{cell}”）", f" (it reaches to {cell})") if cell else ("", "")
    match refused["refused"]:
        case "not-a-spreadsheet":
            return NotASpreadsheet()
        case "cells":
            zh, en = f"第一格至最后一格最多 {limit} 格{at[0]}", f"At most {limit} cells from first to last{at[1]}"
        case "unpacked":
            zh, en = f"解压后最多 {limit} 字节", f"At most {limit} bytes unpacked"
        case "text":
            zh, en = f"内容最多 {limit} 字节", f"At most {limit} bytes of content"
        case "time":
            zh, en = f"读取超过 {READS_WITHIN:.0f} 秒", f"Reading took longer than {READS_WITHIN:.0f} seconds"
        case _:
            zh, en = "读取所需的内存或时间超过上限", "Reading it needs more memory or time than it may take"
    return WorkbookTooLarge(zh, en, **{name: value for name, value in (("limit", limit), ("cell", cell)) if value})
