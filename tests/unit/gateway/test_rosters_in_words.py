"""Columns, words and rows of rosters as people have them, which a form would say too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.everyday import everyday
from gateway.import_files import Sheet
from gateway.import_files import read as sheet_of
from gateway.sheet_columns import Known, UnknownColumns
from gateway.table import collect, import_kinds
from gateway.words import Words, shipped_entries
from papers.entries import from_education
from servicekit.blanks import number_in
from tests.support.sheets import csv, xlsx

KINDS = import_kinds()
KNOWN = everyday(())
LABELS_OF = Words(collect(), shipped_entries()).labels_of


def table(kind: str, *rows: list[Any]) -> Sheet:
    return sheet_of(xlsx(*rows), KINDS[kind].operation.row, KNOWN, LABELS_OF)


def told(*rows: list[Any]) -> dict[str, Any]:
    """The only row of a roster, without its name."""
    sheet = table("cadres", *rows)
    assert not sheet.bad
    (row,) = sheet.rows
    return {name: value for name, value in row.items() if name != "name"}


def fields(kind: str, *titles: str) -> dict[str, str]:
    known = Known(KINDS[kind].operation.row, KNOWN, LABELS_OF, from_1904=False)
    return {one.title: ".".join(one.path) for one in known.columns(titles, 1, ())[0]}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("学历（全日制）", "education.full_time.level"),
        ("学位(全日制)", "education.full_time.degree"),
        ("学历（在职教育）", "education.in_service.level"),
        ("任职时间（职级）", "ranks..began"),
        ("单位（编码）", "unit_code"),
        ("性别（男/女）", "sex"),
        ("民族（GB/T 3304）", "ethnicity"),
        ("政治面貌（必填，党员/群众）", "political_status"),
        ("出生年月（岁）", "birth"),
        ("出生年月（如1985.07）", "birth"),
        ("单位（名称）", "unit_id"),
        ("※性别", "sex"),
        ("【性别】", "sex"),
    ],
)
def test_brackets_in_a_title_say_which_column_it_is_or_nothing(title: str, field: str) -> None:
    others = {"ranks..began": ["职级"], "education.full_time.degree": ["学历（全日制）"]}.get(field, [])
    assert fields("cadres", "姓名", title, *others)[title] == field


def test_brackets_that_tell_two_columns_apart_are_no_repetition() -> None:
    titles = ["姓名", "学历（全日制）", "学历（在职）", "现任职务", "任职时间", "职级", "任职时间（职级）"]
    assert list(fields("cadres", *titles).values())[1:3] == ["education.full_time.level", "education.in_service.level"]


@pytest.mark.parametrize(
    "title", ["年度考核结果（2023）", "年度考核（2021年）", "学历（函授）", "姓名（配偶）", "任职时间（职位）"]
)
def test_what_brackets_say_and_no_field_holds_is_asked_about(title: str) -> None:
    with pytest.raises(UnknownColumns) as refused:
        fields("cadres", "姓名", "性别", title)
    assert [one.code for one in refused.value.errors] == ["unknown-column"]


def test_a_year_in_brackets_is_a_column_for_one_year() -> None:
    with pytest.raises(UnknownColumns) as refused:
        fields("assessments", "姓名", "考核结果（2021年）")
    assert [one.code for one in refused.value.errors] == ["year-column"]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("族别", "ethnicity"),
        ("证件号码", "identity_number"),
        ("居民身份证", "identity_number"),
        ("参工年月", "began_work_on"),
        ("政治面貌及入党时间", "joined_party_on"),
        ("全日制学历学位", "education.full_time.level"),
    ],
)
def test_a_column_is_known_by_everyday_titles(title: str, field: str) -> None:
    assert fields("cadres", "姓名", title)[title] == field


@pytest.mark.parametrize("title", ["所在单位及职务", "现工作单位及职务", "单位职务", "行政职务", "党内职务"])
def test_a_post_is_known_by_everyday_titles(title: str) -> None:
    found = fields("cadres", "NO.", "姓名", "曾用名", "工号", title, "任职时间", "职级", "任现职级年月")
    assert (found[title], found["任现职级年月"]) == ("appointments..title", "ranks..began")
    assert not {"NO.", "曾用名", "工号"} & set(found)


@pytest.mark.parametrize("word", ["中央党校研究生", "省委党校研究生", "党校大学"])
def test_an_education_that_no_code_says_is_read_as_in_a_form(word: str) -> None:
    (said,) = told(["姓名", "全日制教育"], ["李", word])["education"]
    assert [(one["mode"], one["level"]) for one in from_education(said).entries] == [("全日制", word)]


@pytest.mark.parametrize(("word", "code"), [("研究生班", "17"), ("大学普通班", "28"), ("职高", "44"), ("中师", "41")])
def test_an_education_is_known_by_everyday_words(word: str, code: str) -> None:
    assert told(["姓名", "学历"], ["李", word])["education"] == [{"mode": "in_service", "level": code}]


def test_a_lone_column_of_education_says_level_and_degree() -> None:
    row = told(["姓名", "全日制教育", "在职教育"], ["李", "大学 文学学士", "研究生"])
    assert row["education"] == ["全日制：大学 文学学士", {"mode": "in_service", "level": "10"}]
    unknown = told(["姓名", "学历", "学位"], ["李", "私塾", "无"])
    assert unknown["education"] == [{"mode": "in_service", "level": "私塾"}]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("民盟", {"political_status": "05"}),
        ("群众", {"political_status": "13"}),
        ("中共党员（1990.07）", {"political_status": "01", "joined_party_on": "1990-07"}),
        ("1990.07；民盟", {"political_status": "01", "joined_party_on": "1990-07", "other_party": "05"}),
        ("民盟（2001.05）", {"joined_party_on": "民盟（2001.05）"}),
        ("早年入党", {"joined_party_on": "早年入党"}),
        ("无", {}),
    ],
)
def test_parties_beside_the_day_of_joining_are_read_as_in_a_form(said: str, read: dict[str, str]) -> None:
    assert told(["姓名", "入党时间"], ["李", said]) == read


def test_a_party_that_contradicts_the_political_status_is_left_for_the_schema_to_refuse() -> None:
    row = told(["姓名", "政治面貌", "入党时间"], ["李", "群众", "中共党员（1990.07）"])
    assert row == {"political_status": "13", "joined_party_on": "中共党员（1990.07）"}


@pytest.mark.parametrize("nothing", ["无", "—", "——", "-", "/", "暂无"])
def test_what_says_that_there_is_nothing_is_blank_in_entries_and_optional_texts(nothing: str) -> None:
    header = ["姓名", "学历", "学位", "熟悉专业", "健康状况", "职级", "任现职级时间", "现任职务", "任现职时间"]
    row = told(header, ["李", "本科", nothing, nothing, nothing, nothing, nothing, "科长", "2020.01"])
    assert row == {
        "education": [{"mode": "in_service", "level": "20"}],
        "appointments": [{"title": "科长", "began": "2020-01"}],
    }


@pytest.mark.parametrize(
    ("kind", "title", "said", "field", "code"),
    [
        ("restrictions", "处分种类", "政务警告", "kind", "warning"),
        ("restrictions", "处分种类", "政务记过", "kind", "demerit"),
        ("restrictions", "处分种类", "政务记大过", "kind", "major_demerit"),
        ("restrictions", "处分种类", "严重警告", "kind", "party_serious_warning"),
        ("restrictions", "处分种类", "留党察看两年", "kind", "party_probation"),
        ("restrictions", "处分种类", "书面诫勉", "kind", "admonition"),
        ("restrictions", "处分种类", "开除", "kind", "开除"),
        ("accountability", "问责方式", "通报", "kind", "criticism"),
        ("accountability", "问责方式", "诫勉谈话", "kind", "admonishment"),
        ("units", "单位性质", "人大", "kind", "people_congress"),
        ("units", "单位性质", "纪委监委", "kind", "discipline"),
        ("units", "单位性质", "法院", "kind", "court"),
        ("units", "单位性质", "群团", "kind", "mass_organisation"),
        ("units", "单位性质", "乡镇", "kind", "township"),
        ("past-training", "培训方式", "线上", "mode", "online"),
        ("past-training", "培训方式", "面授", "mode", "concentrated"),
        ("rewards", "奖励种类", "记三等功", "kind", "merit_3"),
        ("assessments", "考核年度", "2018级", "year", 2018),
    ],
)
def test_codes_are_known_by_everyday_words(kind: str, title: str, said: str, field: str, code: Any) -> None:
    assert table(kind, ["姓名", title], ["李", said]).rows[0][field] == code


@pytest.mark.parametrize("said", ["١٢٠", "1_000", "1E3", "nan", "inf", "5²", "①"])
def test_a_number_is_written_in_the_ten_digits(said: str) -> None:
    sheet = sheet_of(csv(["姓名", "考核年度"], ["李", said]), KINDS["assessments"].operation.row, KNOWN, LABELS_OF)
    assert sheet.rows[0]["year"] == said


@given(st.text(max_size=8) | st.floats().map(str) | st.integers().map(str))
def test_what_is_taken_for_a_number_is_one_in_the_ten_digits(text: str) -> None:
    plain = number_in(text)
    assert plain is None or (plain.isascii() and float(plain) is not None and not set(plain) & set("eEnNiI_"))


@pytest.mark.parametrize("alone", ["市财政局", "二、市财政局", "（三）街道", "备注", "备注：以上在职"])
def test_a_unit_or_a_remark_alone_in_its_row_is_no_person(alone: str) -> None:
    sheet = table("cadres", ["姓名", "性别", "民族"], [alone], ["李", "男", "汉族"])
    assert [row["name"] for row in sheet.rows] == ["李"]
    assert sheet.understood is not None
    assert [one["row"] for one in sheet.understood["rows_left_out"]] == [2]


@pytest.mark.parametrize("name", ["李", "欧阳合成", "备战"])
def test_a_person_of_whom_only_the_name_is_known_stays_a_row(name: str) -> None:
    assert [row["name"] for row in table("cadres", ["姓名", "性别", "民族"], [name]).rows] == [name]
