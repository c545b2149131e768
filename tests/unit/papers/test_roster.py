"""A list as a document: what stands on its pages, whatever is in it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.roster import NO_FONT, layout
from papers.roster.layout import lines, page
from papers.roster.pdf import pdf
from papers.roster.word import docx
from papers.sheets import CSV, DOCX, PDF, Sheet, as_csv, as_xlsx, head_cells
from tests.support import pdfs
from tests.unit.papers.test_sheets import cells_of, lines_of

COLUMNS = ("序号", "姓名", "教育·学历", "教育·学位", "占比")
SHEET = Sheet(
    title="（示例）花名册",
    about="共 3 行；按单位职位次序排序",
    columns=COLUMNS,
    heads=tuple(tuple(one.split("·")) for one in COLUMNS),
    percent=(4,),
    numbered=0,
    count="{} 人",
    total="合计 ",
    printed="（示例）经办人 & 同事  2026-01-05 09:00",
    mark="（示例）经办人 2026-01-05 09:00 exp-01",
    made_on="2026-01-05",
    format=DOCX,
)
ROWS: list[list[Any]] = [
    [None, "（示例）哈斯", "研究生", "硕士", 0.7],
    [None, "（示例）乌云", None, None, None],
    [None, "（示例）单晓", "大学", "学士", 2],
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def rows() -> list[list[Any]]:
    return [list(row) for row in ROWS]


def table(content: bytes) -> list[list[str]]:
    [found] = Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_word_has_the_head_rows_merged_and_on_each_page_and_the_rows_numbered() -> None:
    made = docx(SHEET, rows())
    assert table(made) == [
        ["序号", "姓名", "教育", "教育", "占比"],
        ["序号", "姓名", "学历", "学位", "占比"],
        ["1", "（示例）哈斯", "研究生", "硕士", "70%"],
        ["2", "（示例）乌云", "", "", ""],
        ["3", "（示例）单晓", "大学", "学士", "200%"],
        ["合计 3 人"] * 5,
    ]
    body = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    assert body.count("<w:tblHeader/>") == 2
    section = Document(io.BytesIO(made)).sections[0]
    assert section.page_width > section.page_height


def test_who_took_it_out_stands_across_each_page_and_at_its_foot() -> None:
    archive = zipfile.ZipFile(io.BytesIO(docx(SHEET, rows())))
    head, foot = (archive.read(f"word/{part}1.xml").decode() for part in ("header", "footer"))
    assert head.count('string="（示例）经办人 2026-01-05 09:00 exp-01"') > 3
    assert "经办人 &amp; 同事" in foot
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot


@pytest.mark.parametrize("form", ["xlsx", CSV])
def test_sheets_number_their_rows_too(form: str) -> None:
    sheet = replace(SHEET, format=form)
    if form == CSV:
        assert [line[0] for line in lines_of(as_csv(sheet, rows()))] == ["序号", "1", "2", "3"]
    else:
        made = as_xlsx(sheet, rows())
        assert [row[0] for row in cells_of(made)][2:] == ["序号", "", 1, 2, 3, "合计 3 人"]
        head = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
        assert "exp-01" in head.partition("<oddHeader>")[2]


def test_groups_stand_below_their_name_and_numbers_run_through() -> None:
    grouped = [["局", *ROWS[0]], [None, *ROWS[1]], ["局", *ROWS[2]]]
    said = [line.texts[:2] for line in lines(replace(SHEET, grouped=True), grouped)]
    assert said == [
        ("局（2 人）",),
        ("1", "（示例）哈斯"),
        ("2", "（示例）单晓"),
        ("—（1 人）",),
        ("3", "（示例）乌云"),
        ("合计 3 人",),
    ]


def test_a_list_without_rows_has_its_head() -> None:
    assert len(table(docx(replace(SHEET, total=""), []))) == 2


def test_many_columns_take_a_larger_paper_and_smaller_letters() -> None:
    few = page(SHEET, list(lines(SHEET, rows())))
    many = tuple(f"栏目{number}" for number in range(40))
    wide = replace(SHEET, columns=many, heads=tuple((one,) for one in many), numbered=None, percent=())
    large = page(wide, list(lines(wide, [["（示例）内容较长的一栏"] * 40])))
    assert (few.paper, few.size) == ("a4", 9.0)
    assert (large.paper, large.size) == ("a3", 6.0)
    for one in (few, large):
        assert sum(one.columns) == pytest.approx(one.wide - 2 * layout.MARGIN, abs=0.5)


@given(st.lists(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3), min_size=1, max_size=12))
def test_head_cells_cover_the_head_once(levels: list[list[str]]) -> None:
    made = head_cells(levels)
    deepest = max(map(len, levels))
    assert sum(one.columns * one.rows for row in made for one in row) == deepest * len(levels)


@given(TEXTS)
@settings(max_examples=60)
def test_no_text_breaks_the_document(text: str) -> None:
    sheet = replace(SHEET, title=text, about=text, printed=text, mark=text)
    said = table(docx(sheet, [[None, text, None, None, None]]))[2][1]
    seen = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", text).replace("\ufffe", "").replace("\uffff", "")
    assert said == seen


def test_pdf_can_be_searched_and_its_pages_are_counted(chinese: str) -> None:
    made = pdf(SHEET, rows() * 40, chinese)
    assert pdfs.pages(made) == 4
    assert set("示例花名册哈斯乌云研究生合计经办人") <= pdfs.letters(made)


@pytest.mark.parametrize(
    "text", ["#show", "$x^2$", "\\", "a" * 400, "<b>", "//", "一\n二", "@ref", "[", "*粗*", "\u200b"]
)
def test_what_looks_like_a_template_is_a_text(text: str, chinese: str) -> None:
    assert pdf(replace(SHEET, mark=text, about=text, title=text), [[None, text, None, None, None]], chinese)


def ran(sheet: Sheet, cells: list[Any], folder: str) -> subprocess.CompletedProcess[bytes]:
    root = Path(layout.__file__).parents[2]
    told = orjson.dumps(asdict(sheet)) + b"\n" + orjson.dumps(cells) + b"\n"
    program = [sys.executable, "-m", "papers.roster.writer", folder]
    return subprocess.run(program, input=told, capture_output=True, timeout=60, cwd=root, env={})


def test_the_program_writes_what_it_is_told() -> None:
    made = ran(SHEET, rows(), "")
    assert made.returncode == 0, made.stderr.decode()
    assert table(made.stdout)[2][1] == "（示例）哈斯"


def test_letters_without_a_font_are_named(chinese: str) -> None:
    made = ran(replace(SHEET, format=PDF), [[None, "\U0001f9ff", None, None, None]], chinese)
    assert (made.returncode, made.stdout.decode()) == (NO_FONT, "\U0001f9ff")
