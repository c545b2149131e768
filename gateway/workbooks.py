"""Workbooks (xlsx, xls, et, ods) and text tables (CSV, TSV) as rows of cells, read by `workbook_reader` in a process
that may die without harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

from gateway import bounded
from gateway.reading.told import may_bear
from gateway.rpc import Overloaded
from servicekit.errors import Internal, Invalid
from servicekit.secrecy import bears_mark

MOST_ROWS = 200_000
"""Of one import."""
BESIDES = 1000
"""Rows of a sheet that may be no data: titles, headings, totals."""
Cell: TypeAlias = str | float | int | bool | dict[str, Any] | None
"""As `workbook_reader` tells it."""


class NotASpreadsheet(Invalid):
    """The file is neither NDJSON nor a spreadsheet that can be read, whatever its name says."""

    code = "imports/not-a-spreadsheet"
    zh = "文件不是可读取的表格"
    en = "The file is not a spreadsheet that can be read"
    advice_zh = (
        "请用表格软件打开后另存为 xlsx 再上传；也可上传 xls、ods、CSV、金山表格，或每行一个 JSON 对象的 NDJSON 文件。"
    )
    advice_en = "Open it in a spreadsheet program and save it as xlsx; xls, et, ods, CSV and NDJSON are read too."


class EncryptedWorkbook(Invalid):
    """The workbook opens with a password only."""

    code = "imports/encrypted-workbook"
    zh = "表格设有打开密码，无法读取"
    en = "The workbook is encrypted with a password"
    advice_zh = "请在表格软件中打开，取消打开密码后另存，再上传。"
    advice_en = "Open it, take the password away, save it, and send it again."


class NoSuchSheet(Invalid):
    """The workbook has no sheet of that name."""

    code = "imports/no-such-sheet"
    zh = "表格中没有这个工作表"
    en = "The workbook has no such sheet"


class WorkbookTooLarge(Invalid):
    """The workbook unfolds to more cells, bytes, memory or time than reading one may take."""

    code = "imports/workbook-too-large"
    zh = "表格展开后过大"
    en = "The workbook unfolds to more than can be read"
    advice_zh = "删除数据区以外的行列（右侧和下方看似空白的单元格也可能有内容），或拆成几个文件后重新上传。"
    advice_en = "Delete rows and columns beyond the data (cells that look empty may hold something), or split the file."


class ClassifiedSheet(Invalid):
    """What stands around the data, or what a sheet is called, bears a mark of secrecy."""

    code = "imports/classified"
    zh = "表格带有密级标志；本平台不处理国家秘密，只接受公开或内部材料"
    en = "The sheet bears a mark of secrecy; only public or internal material is taken"


class UnclosedQuote(Invalid):
    """A cell of a text table begins with a quote that has no end, so that nobody knows which rows it holds."""

    code = "imports/unclosed-quote"
    zh = "表格中有只写了一半的引号，其后的各行无法分清"
    en = "A quote has no end, so that the rows after it cannot be told apart"
    advice_zh = "请补上或删去这个引号；单元格中本来有引号的，写成两个，再重新上传。"
    advice_en = (
        "Close that quote or take it away (one that is part of a cell is written twice), and send the file again."
    )


class TooManyRows(Invalid):
    """The file has more rows than one import takes."""

    code = "imports/too-many-rows"
    zh = "数据行过多"
    en = "The file has too many rows"

    def __init__(self) -> None:
        super().__init__(f"最多 {MOST_ROWS} 行", f"At most {MOST_ROWS} rows", limit=MOST_ROWS)


@dataclass(slots=True)
class Grid:
    """A sheet as it was read."""

    rows: list[tuple[int, list[Cell], bool]]
    """The rows that are not empty: the number as the sender sees it, the cells, whether one cell spans the row."""
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """From which column to which, from 0, each cell goes that spans several, by row."""
    about: dict[str, Any] = field(default_factory=dict)
    """Which sheet it is and which others there are, how a text is encoded: see `workbook_reader`."""


def read(content: bytes, sheet: str | None = None) -> Grid:
    """The first sheet that can be seen, or the one that is named.

    Blocks until it is read: call it off the event loop. Raises NotASpreadsheet, EncryptedWorkbook, NoSuchSheet,
    TooManyRows, WorkbookTooLarge, ClassifiedSheet, UnclosedQuote, and Overloaded where too many are being read.
    """
    rows: list[tuple[int, list[Cell], bool]] = []
    spans: dict[int, list[tuple[int, int]]] = {}
    about: dict[str, Any] = {}
    for line in _lines(orjson.dumps({"sheet": sheet, "most": MOST_ROWS + BESIDES}) + b"\n" + content):
        told = orjson.loads(line)
        if isinstance(told, dict):
            about = told
        else:
            rows += [(row[0], row[1], len(row) > 2 and any(last - first > 1 for first, last in row[2])) for row in told]
            spans |= {row[0]: row[2] for row in told if len(row) > 2}
    if "refused" in about:
        raise _problem(about)
    names = [about.get("sheet") or "", *(other["name"] for other in about.get("others", ()))]
    if any(map(bears_mark, names)):
        raise ClassifiedSheet("工作表名称带有密级标志", "The name of a sheet bears a mark of secrecy")
    if marked := [(what, text) for what, text in about.get("besides", ()) if bears_mark(text)]:
        _must_be_within(rows, marked)
    return Grid(rows, spans, about)


_BESIDES = {
    "headers": ("页眉或页脚", "A header or footer of printed pages"),
    "comments": ("批注", "A comment"),
    "drawings": ("文本框或图表", "A text box or a chart"),
    "properties": ("文件属性", "The properties of the file"),
    "others": ("未读入的工作表", "A sheet that is not read"),
}
"""Where a workbook says something besides the cells that are read."""


def _must_be_within(rows: list[tuple[int, list[Cell], bool]], marked: list[tuple[str, str]]) -> None:
    """Raises ClassifiedSheet for a text that bears a mark, unless it is a cell of these rows, and its row's fault."""
    texts = (cell for _, cells, _ in rows for cell in cells if type(cell) is str)
    within = {"".join(text.split()) for text in texts if may_bear(text)}
    for what, text in marked:
        if what != "others" or "".join(text.split()) not in within:
            zh, en = _BESIDES[what]
            raise ClassifiedSheet(f"{zh}带有密级标志", f"{en} bears a mark of secrecy")


def _lines(content: bytes) -> Iterator[bytes]:
    """What the reading process says, line by line while it reads."""
    try:
        yield from bounded.lines(bounded.SHEETS_IN, content)
    except bounded.Busy:
        raise Overloaded(retry_after=5) from None
    except bounded.Ended as ended:
        if ended.why == "fault":
            raise Internal() from None
        raise _problem({"refused": ended.why}) from None


_KINDS = {
    "pdf": ("版式文件（PDF）", "a PDF file"),
    "image": ("图片", "an image"),
    "archive": ("压缩包，请先解压", "an archive; unpack it first"),
    "document": ("文字或演示文稿，不是表格", "a document or presentation"),
    "program": ("程序", "a program"),
    "binary": (
        "二进制工作簿（xlsb），请另存为 xlsx 后再上传",
        "a binary workbook (xlsb); save it as xlsx, and send that",
    ),
    "web-page": ("网页，有些系统导出的 xls 即如此", "a web page, as some systems write xls files"),
    "xml": ("标记语言文件，不是表格", "an XML file"),
    "encoding": ("无法识别编码的文件", "in no encoding that is known"),
}
"""What a file is in truth, as its first bytes say."""


def _problem(refused: dict[str, Any]) -> Invalid:
    limit, cell = refused.get("limit"), refused.get("cell")
    at = (f"（到“{cell}”）", f" (it reaches to {cell})") if cell else ("", "")
    match refused["refused"]:
        case "not-a-spreadsheet":
            zh, en = _KINDS.get(refused.get("kind", ""), ("", ""))
            return NotASpreadsheet(zh and f"文件实际是{zh}", en and f"In truth it is {en}")
        case "rows":
            return TooManyRows()
        case "encrypted":
            return EncryptedWorkbook()
        case "quote":
            row = refused["row"]
            return UnclosedQuote(f"引号在第{row}行开始", f"It begins in row {row}", row=row)
        case "no-such-sheet":
            names = refused["sheets"]
            return NoSuchSheet(f"可选的工作表：{'、'.join(names)}", f"Its sheets: {', '.join(names)}", sheets=names)
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
