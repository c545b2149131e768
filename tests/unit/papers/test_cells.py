from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import cells, party
from papers.cells import Told
from papers.form import FamilyMember


@pytest.mark.parametrize(
    ("cell", "grades"),
    [
        ("2023年：优秀；2022年：称职", {2023: "优秀", 2022: "称职"}),
        ("2021、2022年度考核为优秀，2023年基本称职", {2021: "优秀", 2022: "优秀", 2023: "基本称职"}),
        ("2021-2023年均为优秀", {2021: "优秀", 2022: "优秀", 2023: "优秀"}),
        ("２０２３年度不称职", {2023: "不称职"}),
        ("2021年优秀 2022年称职", {2021: "优秀", 2022: "称职"}),
        ("无", {}),
    ],
)
def test_grades_of_years_are_read(cell: str, grades: dict[int, str]) -> None:
    assert cells.assessments(cell) == (grades, "")


def test_what_is_not_said_of_a_year_is_given_back() -> None:
    assert cells.assessments("近三年均为称职；2020年优秀") == ({2020: "优秀"}, "近三年均为称职")


def test_items_of_a_cell_have_the_day_that_they_begin_with() -> None:
    assert cells.items("2019.07获嘉奖；2020年记三等功一次\n先进个人。") == (
        Told("2019-07", "获嘉奖"),
        Told("2020", "记三等功一次"),
        Told("", "先进个人"),
    )
    assert cells.items("无") == ()


def test_relatives_in_one_cell_are_read_line_by_line() -> None:
    assert cells.family("妻子 张示例 1986.03 群众 示例学校教师\n长子，张小例，2010年3月，学生\n父亲已故") == (
        FamilyMember("妻子", "张示例", "1986-03", "群众", "示例学校教师"),
        FamilyMember("长子", "张小例", "2010-03", "", "学生"),
        FamilyMember("", "", work="父亲已故"),
    )


@pytest.mark.parametrize(
    ("cell", "read"),
    [("199007", ("1990-07", "")), ("民盟", ("", "民盟")), ("199007；民盟", ("1990-07", "民盟")), ("", ("", ""))],
)
def test_the_entry_into_the_party_is_a_day_a_party_or_both(cell: str, read: tuple[str, str]) -> None:
    assert party.read(cell) == read
    assert party.write(*read) == cell


@given(st.text())
def test_no_cell_fails(cell: str) -> None:
    cells.items(cell)
    cells.assessments(cell)
    cells.family(cell)
    party.read(cell)
