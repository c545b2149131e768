"""What papers cost on their way in and out, each beside the library that does the work, on the same file."""

from __future__ import annotations

import io
import time
from collections.abc import AsyncIterator
from datetime import date

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.figure import Figure, by_turns
from benchmarks.surroundings import Surroundings
from gateway import workbooks

PEOPLE = 13_000
HEADER = (
    *("序号", "姓名", "性别", "出生年月", "民族", "籍贯", "出生地", "政治面貌", "入党时间", "参加工作时间"),
    *("身份证号", "单位", "现任职务", "任现职时间", "职务层次", "任职务层次时间", "职级", "任职级时间"),
    *("全日制学历", "备注"),
)


async def figures(_: Surroundings) -> AsyncIterator[list[Figure]]:
    """Milliseconds."""
    yield [_sheets_read()]


def _sheets_read() -> Figure:
    content = roster()

    def platform() -> float:
        began = time.perf_counter()
        rows = workbooks.read(content).rows
        taken = time.perf_counter() - began
        if len(rows) != PEOPLE + 1:
            raise RuntimeError(f"{len(rows)} rows were read")
        return taken * 1000

    def bare() -> float:
        began = time.perf_counter()
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        return (time.perf_counter() - began) * 1000

    return Figure("sheets.read", *by_turns(platform, bare), "ms", "<=2", "bare calamine on the same file")


def roster() -> bytes:
    """A city's roster (花名册) as an office keeps it; nobody in it is real."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("名册")
    months = book.add_format({"num_format": "yyyy.mm"})
    sheet.write_row(0, 0, HEADER)
    for n in range(PEOPLE):
        born, joined = date(1965 + n % 35, 1 + n % 12, 1), date(1990 + n % 30, 1 + n % 12, 1)
        sheet.write_row(n + 1, 0, (n + 1, f"合成{n}", "男" if n % 2 else "女"))
        sheet.write_datetime(n + 1, 3, born, months)
        sheet.write_row(n + 1, 4, ("汉族", "内蒙古包头", "内蒙古包头", "中共党员"))
        sheet.write_datetime(n + 1, 8, joined, months)
        line = (f"{joined:%Y.%m}", f"1502031985{n:08}", f"合成单位{n % 200}", "副局长", "2019.03", "县处级副职")
        sheet.write_row(n + 1, 9, (*line, "2019.03", "一级主任科员", "2019.03", "大学本科"))
    book.close()
    return target.getvalue()
