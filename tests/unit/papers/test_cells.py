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
        ("2022—2024年优秀、称职、称职", {2022: "优秀", 2023: "称职", 2024: "称职"}),
        ("2022年、2023年分别为优秀、称职", {2022: "优秀", 2023: "称职"}),
        ("2022年优秀、2023年称职", {2022: "优秀", 2023: "称职"}),
        ("2021/2022 优秀/称职", {2021: "优秀", 2022: "称职"}),
        ("2021年优秀和2022年称职", {2021: "优秀", 2022: "称职"}),
        ("2021年优秀等次、2022年称职等次", {2021: "优秀", 2022: "称职"}),
        ("二〇二一年优秀", {2021: "优秀"}),
        ("二〇二一至二零二二年称职", {2021: "称职", 2022: "称职"}),
        ("无", {}),
    ],
)
def test_grades_of_years_are_read(cell: str, grades: dict[int, str]) -> None:
    assert cells.assessments(cell) == (grades, "")


@pytest.mark.parametrize(
    "cell",
    [
        "2018-2022年均为称职，2020年优秀",
        "2020年优秀；2018-2022年均为称职",
        "2018年至2022年称职，其中2020年优秀",
        "2018、2019、2020、2021、2022年称职（其中2020年优秀）",
        "除2020年优秀外，2018-2022年均为称职",
    ],
)
def test_a_year_that_is_named_alone_is_an_exception_to_a_period(cell: str) -> None:
    grades = dict.fromkeys(range(2018, 2023), "称职") | {2020: "优秀"}
    assert cells.assessments(cell) == (grades, "")


@pytest.mark.parametrize(
    ("cell", "grades", "left"),
    [
        ("2021年优秀,2021年称职", {}, "2021年优秀,2021年称职"),
        ("2021年优秀，2022年称职，2021年称职", {2022: "称职"}, "2021年优秀；2021年称职"),
        ("2018-2020年优秀，2020-2022年称职", {}, "2018-2020年优秀，2020-2022年称职"),
        ("2018-2020年称职，2020年优秀，2020年不称职", {2018: "称职", 2019: "称职"}, "2020年优秀，2020年不称职"),
        ("2018-2022年除2020年优秀外均为称职", {}, "2018-2022年除2020年优秀外均为称职"),
    ],
)
def test_what_contradicts_itself_is_given_back(cell: str, grades: dict[int, str], left: str) -> None:
    assert cells.assessments(cell) == (grades, left)


@pytest.mark.parametrize("cell", ["2021年优秀公务员", "2021年优秀共产党员", "2021年称职以上", "二〇二一年度较好"])
def test_what_is_no_grade_is_given_back_as_it_stands(cell: str) -> None:
    assert cells.assessments(cell) == ({}, cell)


@given(
    st.lists(st.tuples(st.integers(2010, 2024), st.integers(0, 4), st.sampled_from(cells.GRADES)), max_size=6),
    st.sampled_from("，；\n"),
)
def test_no_statement_of_a_year_is_lost(said: list[tuple[int, int, str]], sign: str) -> None:
    cell = sign.join(f"{year}年{grade}" if not more else f"{year}-{year + more}年{grade}" for year, more, grade in said)
    grades, left = cells.assessments(cell)
    for year, more, grade in said:
        lone = {other for first, further, other in said if not further and first == year}
        if not more:
            assert (grades.get(year) == grade) if len(lone) == 1 else (f"{year}年{grade}" in left)
        elif f"{year}-{year + more}年{grade}" not in left:
            assert all(each in grades or f"{each}年" in left for each in range(year, year + more + 1))


def test_what_is_not_said_of_a_year_is_given_back() -> None:
    assert cells.assessments("近三年均为称职；2020年优秀") == ({2020: "优秀"}, "近三年均为称职")


@pytest.mark.parametrize("cell", ["2022、2023年优秀、称职、称职", "2022—2024年优秀、称职", "2021年优秀，称职"])
def test_another_number_of_grades_than_of_years_is_not_read(cell: str) -> None:
    assert cells.assessments(cell) == ({}, cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2020年度记三等功一次", [("2020", "记三等功一次")]),
        ("2018年嘉奖、2020年嘉奖", [("2018", "嘉奖"), ("2020", "嘉奖")]),
        ("２０１８年嘉奖，２０２０年度嘉奖", [("2018", "嘉奖"), ("2020", "嘉奖")]),
        ("2018年度、2019年度嘉奖", [("2018", "嘉奖"), ("2019", "嘉奖")]),
        (
            "2019、2020年年度考核优秀，2022年记三等功",
            [("2019", "年度考核优秀"), ("2020", "年度考核优秀"), ("2022", "记三等功")],
        ),
    ],
)
def test_rewards_are_told_apart_by_their_days(cell: str, read: list[tuple[str, str]]) -> None:
    assert [(one.on, one.text) for one in cells.items(cell)] == read


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        ("2013年、2014年连续两年被评为先进个人", "2014"),
        ("2018年、2019年、2020年记三等功3次", "2020"),
        ("2015年6月至2018年6月援藏期间记二等功", "2018-06"),
        ("2018年底获嘉奖", "2018"),
    ],
)
def test_what_is_one_of_several_days_keeps_its_text(cell: str, on: str) -> None:
    assert cells.items(cell) == (Told(on, cell),)


@pytest.mark.parametrize(
    "cell",
    [
        "2018年以来获嘉奖",
        "先后在2018年、2020年获嘉奖",
        "2018年3月、5月获嘉奖",
        "2019年被评为2017、2018年度先进个人",
        "2018年被授予“2017、2018年度先进”",
        "2018年至今优秀",
    ],
)
def test_rewards_that_are_not_surely_read_stay_whole(cell: str) -> None:
    assert cells.items(cell) == (Told("", cell),)


def test_items_of_a_cell_have_the_day_that_they_begin_with() -> None:
    assert cells.items("2019.07获嘉奖；2020年记三等功一次\n先进个人。") == (
        Told("2019-07", "获嘉奖"),
        Told("2020", "记三等功一次"),
        Told("", "先进个人"),
    )
    assert cells.items("无") == ()


@pytest.mark.parametrize(
    "cell",
    ["2018年6月受警告处分，2019年6月解除", "2018年6月受警告处分；2019年6月已解除", "2018年6月受警告处分；影响期满"],
)
def test_the_end_of_a_punishment_belongs_to_it(cell: str) -> None:
    assert cells.items(f"2017年嘉奖；{cell}；2020年嘉奖") == (
        Told("2017", "嘉奖"), Told("2018-06", cell.removeprefix("2018年6月")), Told("2020", "嘉奖"),
    )  # fmt: skip


def test_relatives_in_one_cell_are_read_line_by_line() -> None:
    assert cells.family(
        "妻子 张示例 1986.03 群众 示例学校教师\n长子，张小例，2010年3月，学生\n父亲已故"
        "\n母亲 李示例（已去世）\n丈夫，王示例（已故），1950.01，工人"
    ) == (
        FamilyMember("妻子", "张示例", "1986-03", "群众", "示例学校教师"),
        FamilyMember("长子", "张小例", "2010-03", "", "学生"),
        FamilyMember("", "", work="父亲已故"),
        FamilyMember("母亲", "李示例", work="已去世"),
        FamilyMember("丈夫", "王示例", "1950-01", "", "工人（已故）"),
    )


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("堂兄 张示例 1985.07 示例厂", ("堂兄", "张示例", "1985-07", "", "示例厂")),
        (
            "表弟，阿依古丽•买买提，女，1985年七月，群众，示例厂",
            ("表弟", "阿依古丽•买买提", "1985-07", "群众", "示例厂"),
        ),
        ("继女 王〇 2010.03生（15岁） 学生", ("继女", "王〇", "2010-03", "", "学生")),
        ("爷爷 𠮷田示 85.07 农民", ("爷爷", "𠮷田示", "85.07", "", "农民")),
        ("大哥 李 示 39岁 示例厂", ("大哥", "李示", "39岁", "", "示例厂")),
        ("前妻 张示例", ("前妻", "张示例", "", "", "")),
        ("干爹 张示例 1950年 农民", ("干爹", "张示例", "1950", "", "农民")),
        ("早年 务农 多年", ("", "", "", "", "早年 务农 多年")),
        ("示例中学 教师", ("", "", "", "", "示例中学 教师")),
    ],
)
def test_a_relative_is_read_whatever_the_relation_and_the_name(line: str, read: tuple[str, ...]) -> None:
    assert cells.family(line) == (FamilyMember(*read),)


@pytest.mark.parametrize(
    ("cell", "read"),
    [("199007", ("1990-07", "")), ("民盟", ("", "民盟")), ("199007；民盟", ("1990-07", "民盟")), ("", ("", ""))],
)
def test_the_entry_into_the_party_is_a_day_a_party_or_both(cell: str, read: tuple[str, str]) -> None:
    assert party.read(cell) == read
    assert party.write(*read) == cell


def test_a_day_and_a_party_stand_apart_by_whatever_people_write() -> None:
    assert party.read("200806,民进") == ("2008-06", "民进")
    assert party.read("2008.06(2010.05农工党)") == ("2008-06", "2010.05农工党")


@given(st.text())
def test_no_cell_fails(cell: str) -> None:
    cells.items(cell)
    cells.assessments(cell)
    cells.family(cell)
    party.read(cell)
    party.memberships(cell)
