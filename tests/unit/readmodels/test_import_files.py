"""Files for imports: what they become, and how they are refused."""

from __future__ import annotations

import io
from datetime import date

import orjson
import pytest
import xlsxwriter

from gateway.import_files import NoRows, masked, read, shown
from gateway.sheet_columns import UnknownColumns
from gateway.workbooks import NotASpreadsheet
from servicekit.schema import Id, Schema, fields


class Room(Schema):
    code = Id(metadata={"zh": "编号"})
    seats = fields.Int(metadata={"zh": "座位"})
    open = fields.Bool(metadata={"zh": "开放"})
    since = fields.Date(metadata={"zh": "启用日期"})
    topics = fields.List(fields.String(), metadata={"zh": "专题"})
    identity_number = fields.String(metadata={"zh": "身份证号"})


def a_sheet(*rows: list[object]) -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target)
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet = workbook.add_worksheet()
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(y, x, cell, day)
            else:
                sheet.write(y, x, cell)
    workbook.close()
    return target.getvalue()


def test_a_sheet_with_chinese_titles_becomes_rows_of_the_schema() -> None:
    content = a_sheet(
        ["编号*", "座位", "开放", "启用日期", "topics"],
        [12, 30, "是", date(2025, 3, 1), "党史、法治"],
        [],
        ["b-2", "forty", "", "", ""],
    )
    sheet = read(content, Room)
    assert sheet.numbers == [2, 4]
    assert sheet.rows[0] == {"code": "12", "seats": 30, "open": True, "since": "2025-03-01", "topics": ["党史", "法治"]}
    assert sheet.rows[1] == {"code": "b-2", "seats": "forty"}


@pytest.mark.parametrize("cell", [1e30, "1e30", -1e300, "inf"])
def test_a_number_that_json_cannot_carry_costs_no_other_row(cell: object) -> None:
    sheet = read(a_sheet(["编号", "座位"], ["a", 4], ["b", cell]), Room)
    assert orjson.loads(orjson.dumps(sheet.rows))[0] == {"code": "a", "seats": 4}


def test_lines_keep_their_numbers_and_a_broken_one_is_told_alone() -> None:
    sheet = read(b'{"code": "a"}\n\n{broken\n[1]\n{"code": "b"}\n', Room)
    assert (sheet.numbers, [row["code"] for row in sheet.rows]) == ([1, 5], ["a", "b"])
    assert [number for number, _ in sheet.bad] == [3, 4]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", NoRows),
        (b"  \n", NoRows),
        (b"PK\x03\x04 not really", NotASpreadsheet),
        (b"\x89PNG\r\n", NotASpreadsheet),
        (a_sheet(["编号", "颜色"], ["a", "红"]), UnknownColumns),
        (a_sheet(["编号", "code"], ["a", "b"]), UnknownColumns),
        (a_sheet(["编号"]), NoRows),
    ],
)
def test_what_cannot_be_rows_is_refused(content: bytes, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        read(content, Room)


def test_the_value_of_an_error_is_masked_where_it_is_personal() -> None:
    row = orjson.loads('{"code": "x y", "identity_number": "150203198501010012", "topics": ["a", "b"]}')
    assert shown(row, "/code", Room) == "x y"
    assert shown(row, "/identity_number", Room) == "15****************"
    assert shown(row, "/topics/1", Room) == "b"
    assert shown(row, "/nothing", Room) is None
    assert set(masked("150203198501010012")[2:]) == {"*"}
    assert shown({"cadre_id": {"name": "单虚构", "unit": "虚构局"}}, "/cadre_id", Room) == "单虚构，虚构局"
    assert shown({"cadre_id": {"number": "150203198501010012"}}, "/cadre_id", Room) == "15****************"
    assert shown({"cadre_id": "单虚构"}, "/cadre_id", Room) == "单**"
    assert shown({"cadre_id": "cad-1"}, "/cadre_id", Room) == "cad-1"
