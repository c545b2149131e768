"""Sheets as files: what a spreadsheet or a reader of CSV finds in them, however hostile the texts are."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from dataclasses import asdict

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from gateway import bounded
from papers.sheets import CSV, CUT, LONGEST, Sheet, as_csv, as_xlsx, safe, width

ROSTER = Sheet(
    title="干部名册",
    about="共 2 行；单位：（示例）市教育局",
    columns=("姓名", "现任职务", "占比", "年度"),
    percent=(2,),
    printed="经办人 & 同事  2026-01-05 09:00",
    count="{} 人",
)
ROWS = [["（示例）哈斯", "副局长", 0.7, 2025], ["（示例）乌云", None, None, 2024]]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


def lines_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_csv_has_the_head_row_first_and_shares_in_percent() -> None:
    made = as_csv(ROSTER, ROWS)
    assert made.count(b"\r\n") == 3
    assert lines_of(made) == [
        ["姓名", "现任职务", "占比", "年度"],
        ["（示例）哈斯", "副局长", "70%", "2025"],
        ["（示例）乌云", "", "", "2024"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n1", " =cmd|' /C calc'!A0", "＝1", "－1"]
)
def test_no_text_becomes_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    ((_, row), page) = (
        lines_of(as_csv(Sheet("表", columns=("一",)), [[text]])),
        as_xlsx(Sheet("表", columns=("一",)), [[text]]),
    )
    assert row == [f"'{text}"]
    assert "<f>" not in part(page, "xl/worksheets/sheet1.xml")


def test_a_negative_number_is_a_number() -> None:
    sheet = Sheet("表", columns=("一",))
    assert lines_of(as_csv(sheet, [[-3]]))[1] == ["-3"]
    assert cells_of(as_xlsx(sheet, [[-3]]))[-1] == [-3]


@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5))
@settings(deadline=None, max_examples=60)
def test_every_text_is_read_back_as_it_was(rows: list[list[str]]) -> None:
    sheet = Sheet("表", columns=("一", "二", "三"))
    assert lines_of(as_csv(sheet, rows))[1:] == [[safe(text) for text in row] for row in rows]
    found = part(as_xlsx(sheet, rows), "xl/worksheets/sheet1.xml")
    assert "<f>" not in found
    assert found.count("<row ") == len(rows) + 2


def test_xlsx_says_what_it_is_and_keeps_numbers() -> None:
    assert cells_of(as_xlsx(ROSTER, ROWS)) == [
        ["干部名册", "", "", ""],
        ["共 2 行；单位：（示例）市教育局", "", "", ""],
        ["姓名", "现任职务", "占比", "年度"],
        ["（示例）哈斯", "副局长", 0.7, 2025.0],
        ["（示例）乌云", "", "", 2024.0],
    ]


@pytest.mark.parametrize(("share", "shown"), [(0.7, "0%"), (1, "0%"), (0.705, "0.0#%"), (0.70555, "0.0#%")])
def test_a_share_has_a_point_where_a_fraction_follows(share: float, shown: str) -> None:
    made = as_xlsx(Sheet("表", columns=("占比",), percent=(0,)), [[share]])
    ((style,),) = (re.findall(r'<c r="A3" s="(\d+)"', part(made, "xl/worksheets/sheet1.xml")),)
    book = part(made, "xl/styles.xml")
    used = re.findall(r'<xf numFmtId="(\d+)"', book.partition("<cellXfs")[2])[int(style)]
    own = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', book))
    assert own.get(used, {"9": "0%"}.get(used)) == shown


def test_heads_of_two_rows_are_merged_and_the_filters_are_below_them() -> None:
    heads = (("姓名",), ("全日制教育", "学历"), ("全日制教育", "学位"))
    made = as_xlsx(
        Sheet("花名册", columns=("姓名", "学历", "学位"), heads=heads, count="{} 人"), [["甲", "大学", "学士"]]
    )
    page = part(made, "xl/worksheets/sheet1.xml")
    assert set(re.findall(r'<mergeCell ref="([^"]+)"', page)) == {"A1:C1", "A2:A3", "B2:C2"}
    assert '<autoFilter ref="A3:C4"/>' in page
    assert 'ySplit="3"' in page
    assert "$2:$3" in part(made, "xl/workbook.xml")
    assert cells_of(made)[1:] == [["姓名", "全日制教育", ""], ["", "学历", "学位"], ["甲", "大学", "学士"]]


def test_many_columns_are_printed_on_a_larger_paper() -> None:
    wide = Sheet("花名册", columns=tuple(f"第{number}栏" for number in range(30)))
    page = part(as_xlsx(wide, [["（示例）文字"] * 30]), "xl/worksheets/sheet1.xml")
    assert 'paperSize="8" ' in page


def test_xlsx_is_made_to_be_read_and_printed() -> None:
    made = as_xlsx(ROSTER, ROWS)
    page = part(made, "xl/worksheets/sheet1.xml")
    assert 'ySplit="3"' in page
    assert 'state="frozen"' in page
    assert '<autoFilter ref="A3:D5"/>' in page
    assert 'paperSize="9" ' in page
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    assert "经办人 &amp;&amp; 同事  2026-01-05 09:00" in page
    book = part(made, "xl/workbook.xml")
    assert 'name="干部名册"' in book
    assert "'干部名册'!$3:$3" in book or "干部名册!$3:$3" in book
    widths = [float(one) for one in re.findall(r'<col [^>]*width="([\d.]+)"', page)]
    assert widths[0] > width("（示例）哈斯")
    assert widths[0] > widths[-1]


def test_rows_stand_under_what_they_are_grouped_by_with_a_count_at_the_end() -> None:
    grouped = Sheet("花名册", columns=("姓名", "职务"), grouped=True, total="合计 ", count="{} 人")
    rows = [["甲局", "一", "局长"], ["乙局", "二", "局长"], ["甲局", "三", "副局长"], [None, "四", None]]
    made = as_xlsx(grouped, rows)
    assert cells_of(made)[1:] == [
        ["姓名", "职务"],
        ["甲局（2 人）", ""],
        ["一", "局长"],
        ["三", "副局长"],
        ["乙局（1 人）", ""],
        ["二", "局长"],
        ["—（1 人）", ""],
        ["四", ""],
        ["合计 4 人", ""],
    ]
    page = part(made, "xl/worksheets/sheet1.xml")
    assert '<mergeCell ref="A3:B3"/>' in page
    assert "<autoFilter" not in page


def test_a_list_without_rows_is_a_sheet_with_its_head_row() -> None:
    assert cells_of(as_xlsx(Sheet("表", columns=("一", "二")), [])) == [["表", ""], ["一", "二"]]
    assert lines_of(as_csv(Sheet("表", columns=("一", "二")), [])) == [["一", "二"]]


def test_a_text_that_is_too_long_for_a_cell_says_that_it_was_cut() -> None:
    (*_, [cell]) = cells_of(as_xlsx(Sheet("表", columns=("一",)), [["长" * (LONGEST + 1)]]))
    assert len(cell) == LONGEST
    assert cell.endswith(CUT)


@pytest.mark.parametrize("title", ["甲/乙:丙?*[丁]", "很长的名称" * 20, "'引号'", "///"])
def test_any_title_names_a_sheet(title: str) -> None:
    assert cells_of(as_xlsx(Sheet(title, columns=("一",)), [["二"]]))[-1] == ["二"]


def test_it_is_a_program_that_takes_a_sheet_and_gives_a_file() -> None:
    told = orjson.dumps(asdict(ROSTER) | {"format": CSV})
    sent = b"\n".join([told, orjson.dumps(ROWS[:1]), orjson.dumps(ROWS[1:]), b""])
    run = subprocess.run(bounded.SHEETS_OUT.command(), input=sent, capture_output=True, env={}, check=True, timeout=60)
    assert run.stdout == as_csv(ROSTER, ROWS)
