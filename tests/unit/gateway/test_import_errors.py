"""The error workbook: what stands where, what is marked, and that it reads as it was."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from gateway.exports import rendered
from gateway.import_errors import line, sheet
from gateway.import_files import read
from gateway.sheet_columns import REASONS
from gateway.words import Words
from papers.sheets import Cell
from services.registry.schemas.cadres import RegisterCadre
from tests.support.sheets import Formula, Shown, xlsx

LABELS = Words([]).labels_of
HEADER = ["姓名", "公民身份号码", "出生年月", "全日制学历", "全日制专业", "在职学历", "在职专业", "单位", "备注"]
GOOD: list[Any] = ["示例哈斯", "150203198507012115", "1985.07", "本科", "法学", "硕士研究生", "经济", "示例局", "甲"]


def understood(content: bytes) -> Any:
    return read(content, RegisterCadre, labels_of=LABELS)


def made(*cells: Any, pointer: str, zh: str = "不对", language: str = "zh") -> list[Cell]:
    told = understood(xlsx(HEADER, list(cells)))
    error = {"pointer": pointer, "code": "wrong", "zh": zh, "en": "wrong"}
    return line(told.layout, told.cells[2], [error], RegisterCadre, language)


def marked(row: list[Cell]) -> list[str]:
    return [title for title, cell in zip([*HEADER, REASONS], row, strict=True) if isinstance(cell, dict)]


@pytest.mark.parametrize(
    ("pointer", "titles"),
    [
        ("/birth", ["出生年月"]),
        ("/education/0/major", ["全日制专业"]),
        ("/education/1/level", ["在职学历"]),
        ("/unit_id", ["单位"]),
        ("/sex", []),
    ],
)
def test_the_cells_that_an_error_points_at_are_marked(pointer: str, titles: list[str]) -> None:
    assert marked(made(*GOOD, pointer=pointer)) == titles


def test_an_entry_that_stands_alone_is_the_first() -> None:
    assert marked(made(*GOOD[:3], "", "", *GOOD[5:], pointer="/education/0/level")) == ["在职学历"]


def test_the_reason_stands_beside_with_the_column_that_it_is_about() -> None:
    assert made(*GOOD, pointer="/birth")[-1] == "出生年月：不对"
    assert made(*GOOD, pointer="/birth", language="en")[-1] == "出生年月: wrong"
    assert made(*GOOD, pointer="/birth", zh="“出生年月”列：不对")[-1] == "“出生年月”列：不对"
    assert made(*GOOD, pointer="/sex")[-1] == "性别（GB/T 2261.1）：不对"
    assert made(*GOOD, pointer="")[-1] == "不对"


ODD = [
    ("=1+1", "1985.07"),
    ("@示例", 1985.1),
    ("示例哈斯", Shown(1985.1, "0.00")),
    ("示例哈斯", Formula("=A1")),
    (Formula("=1/0", "#DIV/0!"), "1985.07"),
    ("示例哈斯", 31229.0),
]


@pytest.mark.parametrize(("name", "birth"), ODD)
def test_what_is_sent_again_uncorrected_is_read_as_before(name: Any, birth: Any) -> None:
    first = understood(xlsx(HEADER, [name, GOOD[1], birth, *GOOD[3:]], [*GOOD[:1], 150203198507012115, *GOOD[2:]]))
    error = {"pointer": "/birth", "code": "wrong", "zh": "不对", "en": "wrong"}
    lines = [line(first.layout, first.cells[n], [error], RegisterCadre, "zh") for n in (2, 3)]
    again = understood(asyncio.run(rendered(sheet(first.layout), [orjson.dumps(lines) + b"\n"])))
    assert again.rows == first.rows
    told, before = (
        [(number, error.pointer) for number, errors in one.bad for error in errors] for one in (again, first)
    )
    assert told == before
    assert [one["title"] for one in again.understood["left_aside"]] == ["备注", REASONS]
