"""Workbooks (xlsx, xls, ods) as rows of cells, read by `workbook_reader` in a process that may die without harm."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, TypeAlias

import orjson

from gateway import bounded, workbook_reader
from gateway.rpc import Overloaded
from servicekit.errors import Internal, Invalid

Cell: TypeAlias = str | float | int | bool | None


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
    try:
        return bounded.read(workbook_reader.__file__, content)
    except bounded.Busy:
        raise Overloaded(retry_after=5) from None
    except bounded.Ended as ended:
        if ended.why == "fault":
            raise Internal() from None
        raise _problem({"refused": ended.why}) from None


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
            zh, en = (
                f"读取超过 {bounded.READS_WITHIN:.0f} 秒",
                f"Reading took longer than {bounded.READS_WITHIN:.0f} seconds",
            )
        case _:
            zh, en = "读取所需的内存或时间超过上限", "Reading it needs more memory or time than it may take"
    return WorkbookTooLarge(zh, en, **{name: value for name, value in (("limit", limit), ("cell", cell)) if value})
