from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import days, resume
from papers.form import ResumeLine
from tests.unit.papers.strategies import RESUME


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1985.07", "1985-07"),
        ("198507", "1985-07"),
        ("19850701", "1985-07-01"),
        ("1985-7", "1985-07"),
        ("1985/07/01", "1985-07-01"),
        ("1985年7月", "1985-07"),
        ("1985年7月1日", "1985-07-01"),
        ("１９８５．０７", "1985-07"),
        ("1985年", "1985"),
        ("1985.7月", "1985-07"),
        ("一九八五年七月", "1985-07"),
        ("二〇二〇年十二月二十一日", "2020-12-21"),
        ("二零二零年", "2020"),
        ("1985年七月", "1985-07"),
        ("1985.07（39岁）", "1985-07"),
        ("1985年7月生", "1985-07"),
        ("1985‑07", "1985-07"),
        ("1985年7月（实为1984年）", None),
        ("一九八五年十三月", None),
        ("一九八五年七八月", None),
        ("", ""),
        ("1985.13", None),
        ("1985.02.30", None),
        ("85.07", None),
        ("不详", None),
    ],
)
def test_days_are_read_as_people_write_them(written: str, read: str | None) -> None:
    assert days.read(written) == read


@pytest.mark.parametrize(
    "line",
    [
        "1985.07--1987.09  任科员",
        "1985.07—1987.09任科员",
        "1985.07～1987.09 任科员",
        "1985.07 至 1987.09，任科员",
        "198507-198709 任科员",
        "1985-07-1987-09 任科员",
        "1985年7月至1987年9月：任科员",
        "１９８５．０７－１９８７．０９　任科员",
        "1985/7-1987/9 任科员",
        "1985.7月--1987.9月 任科员",
        "1985.07- -1987.09 任科员",
        "1985.07--    1987.09 任科员",
        "1985.07--\n1987.09  任科员",
        *(f"1985.07{dash}1987.09 任科员" for dash in "‐‑‒−﹣"),
    ],
)
def test_a_period_is_read_whatever_stands_between_its_days(line: str) -> None:
    assert resume.parse(line) == (ResumeLine("1985-07", "1987-09", "任科员"),)


@pytest.mark.parametrize(
    "line", ["1985.07--       任科员", "1985.07--至今 任科员", "198507至今，任科员", "1985年7月—现在 任科员"]
)
def test_a_period_that_goes_on_has_no_end(line: str) -> None:
    assert resume.parse(line) == (ResumeLine("1985-07", "", "任科员"),)


def test_brackets_and_wrapped_lines_belong_to_the_line_above() -> None:
    cell = (
        "1985.07--1987.09  任科员，\r\n                  兼任团委书记\r\n"
        "（其间：1986.01--1986.03\r\n在党校学习）\r\n1987.09--  任科长"
    )
    assert resume.parse(cell) == (
        ResumeLine("1985-07", "1987-09", "任科员，兼任团委书记\n（其间：1986.01--1986.03在党校学习）"),
        ResumeLine("1987-09", "", "任科长"),
    )


def test_a_period_in_an_open_bracket_is_none_of_its_own() -> None:
    cell = "2001.07--2003.05  科员（其间：\n2002.01--2002.06借调）\n2003.05--  科长"
    assert resume.parse(cell) == (
        ResumeLine("2001-07", "2003-05", "科员（其间：2002.01--2002.06借调）"),
        ResumeLine("2003-05", "", "科长"),
    )
    never_closed = "2001.07--2003.05  科员（兼\n2003.05--  科长"
    assert [one.began for one in resume.parse(never_closed)] == ["2001-07", "2003-05"]


def test_a_line_as_the_form_indents_it_belongs_to_the_one_above() -> None:
    lines = (
        ResumeLine("2001-07", "2003-05", "科员\n2002.01--2002.06借调"),
        ResumeLine("2003-05", "", "2003.05起任科长"),
    )
    assert resume.parse(resume.text(lines)) == lines


@pytest.mark.parametrize("between", [" ", "，", ",", "；", "\u3000"])
def test_periods_in_one_line_are_told_apart(between: str) -> None:
    cell = (
        f"2001.07-2003.05 科员（其间：2001.08-2001.09 借调）{between}2003.05-2005.06 副科长，其间 2004.01-2004.02 学习"
    )
    assert resume.parse(cell) == (
        ResumeLine("2001-07", "2003-05", "科员（其间：2001.08-2001.09 借调）"),
        ResumeLine("2003-05", "2005-06", "副科长，其间 2004.01-2004.02 学习"),
    )


def test_a_period_without_its_end_says_what_begins_with_a_year() -> None:
    assert resume.parse("2001.07--       2001年参加工作") == (ResumeLine("2001-07", "", "2001年参加工作"),)


@pytest.mark.parametrize(
    "line",
    [
        "2001.07——2003.05—2004.01 科员",
        "早年务农",
        "1985.13--1987.09 任科员",
        "1985.07-09任科员",
        "85.07--87.09 任科员",
        "1985.07 任科员",
    ],
)
def test_a_line_that_no_rule_reads_is_kept_as_it_was_written(line: str) -> None:
    read = resume.parse(f"1980.01--1985.01  甲\n{line}")
    assert read[1] == ResumeLine("", "", line)


@settings(max_examples=500)
@given(RESUME)
def test_lines_are_written_as_they_are_read(lines: tuple[ResumeLine, ...]) -> None:
    assert resume.parse(resume.text(lines)) == lines


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_text_that_was_read_and_written_stays_as_it_is(text: str) -> None:
    written = resume.text(resume.parse(text))
    assert resume.text(resume.parse(written)) == written
