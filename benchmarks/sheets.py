"""A roster as a sheet: the platform's own writer beside the bare library with the same cells."""

from __future__ import annotations

import asyncio
import io
import time
from typing import Any

import orjson
import xlsxwriter

from benchmarks.figure import Figure, by_turns_async
from gateway.columns import Page, columns_of
from gateway.exports import PAGE, rendered
from papers.sheets import Sheet
from services.registry.schemas.cadres import CadreLine

ROWS = 13_000
ROUNDS = 3


async def figure() -> Figure:
    """From answers as JSON to the file, in a process of its own."""
    own, bare = await by_turns_async(_own, _bare, rounds=ROUNDS)
    return Figure("sheets.write", own, bare, "s", "<=2.0", f"the cells of {ROWS} cadres by XlsxWriter alone")


def _items() -> list[dict[str, Any]]:
    return [
        {
            "id": f"cad-{number:08}",
            "version": 3,
            "name": f"（示例）某某{number}",
            "pinyin": "mou mou",
            "sex": "12"[number % 2],
            "birth": f"{1964 + number % 36}-07",
            "ethnicity": "01",
            "political_status": "01",
            "unit_id": f"unt-{number % 200:08}",
            "unit_ids": [f"unt-{number % 200:08}", "unt-00000000"],
            "title": "（示例）副局长",
            "role": "leader",
            "post_ids": [f"pst-{number:08}"],
            "in_post_since": "2020-01-05",
            "post_level": "141",
            "level_since": "2018-03-01",
            "rank": None,
            "rank_since": None,
            "county_level_or_above": True,
            "education_level": "20",
            "full_time_level": "20",
            "management": "city",
            "selected_graduate_year": None,
            "status": "serving",
            "synthetic": True,
        }
        for number in range(ROWS)
    ]


ITEMS = _items()
COLUMNS = columns_of(CadreLine, "zh")
WORDS = {"sex": {"1": "男", "2": "女"}, "ethnicity": {"01": "汉族"}, "status": {"serving": "在职"}}
NAMES = {f"unt-{number:08}": {"name": f"（示例）单位{number}"} for number in range(200)}


def _pages() -> list[list[list[Any]]]:
    told = {"names": NAMES, "words": WORDS}
    return [
        Page.of({"items": ITEMS[at : at + PAGE], **told}, CadreLine, "zh").rows(COLUMNS) for at in range(0, ROWS, PAGE)
    ]


CELLS = [row for page in _pages() for row in page]


async def _own() -> float:
    began = time.perf_counter()
    sheet = Sheet("干部", about=f"共 {ROWS} 行", columns=tuple(column.zh for column in COLUMNS), printed="基准")
    await rendered(sheet, [orjson.dumps(page) + b"\n" for page in _pages()])
    return time.perf_counter() - began


async def _bare() -> float:
    began = time.perf_counter()
    await asyncio.to_thread(_write)
    return time.perf_counter() - began


def _write() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, [column.zh for column in COLUMNS])
    for number, row in enumerate(CELLS, 1):
        page.write_row(number, 0, row)
    book.close()
