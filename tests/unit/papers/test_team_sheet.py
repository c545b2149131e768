"""The sheet of a leadership team on paper: everybody who is on it, what is vacant, and a structure that adds up."""

from __future__ import annotations

from dataclasses import replace

import typst
from hypothesis import given
from hypothesis import strategies as st

from papers.form import Education
from papers.team import Holder, Number, Seat, TeamSheet
from papers.team_sheet.pdf import pdf
from papers.team_sheet.structure import structure
from tests.support.pdfs import letters, pages

MARKUP = r"#x [y] $a$ \\ *b* _c_ `d` <e> @f"
HOLDER = Holder(
    "单虚构",
    sex="男",
    birth="1975-03",
    ethnicity="汉族",
    native_place="内蒙古包头",
    joined_party_on="1996-07",
    is_communist=True,
    began_work_on="1997-08",
    full_time=Education("大学", "法学学士", "（虚构）大学法学专业", "（虚构）大学法学专业"),
    schooling="大学",
    since="2021-06",
    level="县处级正职",
    level_since="2021-06",
)
OTHER = replace(HOLDER, sex="女", birth="1984-04", ethnicity="蒙古族", schooling="研究生", is_communist=False)
SHEET = TeamSheet(
    "（虚构）市教育局",
    "2026-03-01",
    (Number("正职", 1, 1), Number("副职", 4, 2)),
    (
        Seat("局长", "正职", holder=HOLDER),
        Seat("副局长", "副职", "县处级副职"),
        Seat("副局长", "副职", holder=OTHER),
        Seat("副局长", "副职", holder=Holder("赵虚构", is_shown=False)),
        Seat("副职（未设职位）", "副职", free=2),
    ),
)


def counts(sheet: TeamSheet) -> dict[str, dict[str, int]]:
    return {chart.title: {one.label: one.count for one in chart.parts} for chart in structure(sheet).charts}


def team(*holders: Holder) -> TeamSheet:
    return replace(SHEET, seats=tuple(Seat("副局长", "副职", holder=one) for one in holders))


def test_the_structure_counts_whom_the_reader_may_see_and_says_it_in_words() -> None:
    assert structure(SHEET).people == 2
    assert counts(SHEET) == {
        "年龄结构": {
            "35岁及以下": 0,
            "36至40岁": 0,
            "41至45岁": 1,
            "46至50岁": 0,
            "51至55岁": 1,
            "56岁及以上": 0,
        },
        "学历结构": {"研究生": 1, "大学": 1, "大专": 0},
        "民族结构": {"汉族": 1, "蒙古族": 1},
        "性别结构": {"男": 1, "女": 1},
    }
    assert structure(SHEET).words == (
        "班子成员2人；平均年龄46岁，最大51岁，最小41岁；研究生学历1人、大学学历1人；少数民族干部1人，占50.0%；"
        "女干部1人，占50.0%；中共党员1人，占50.0%。"
    )


def test_what_is_not_known_is_counted_as_such_and_rare_ethnicities_together() -> None:
    rare = [replace(HOLDER, ethnicity=f"{one}族") for one in ("回", "满", "壮", "苗", "彝", "彝")]
    found = counts(team(HOLDER, Holder("新人"), *rare))
    assert found["年龄结构"]["不详"] == found["学历结构"]["不详"] == found["性别结构"]["不详"] == 1
    assert found["民族结构"] == {"汉族": 1, "彝族": 2, "回族": 1, "满族": 1, "其他": 2, "不详": 1}


@given(st.lists(st.sampled_from((HOLDER, OTHER, Holder("新人"), replace(OTHER, birth="1960"))), max_size=12))
def test_each_chart_adds_up_to_the_team(holders: list[Holder]) -> None:
    sheet = team(*holders)
    assert {sum(one.values()) for one in counts(sheet).values()} == {len(holders)}


def test_vacant_and_too_many_are_against_what_is_approved() -> None:
    assert [
        (one.vacant, one.over) for one in (Number("副职", 4, 2), Number("副职", 1, 3), Number("副职", None, 3))
    ] == [
        (2, 0),
        (0, 2),
        (0, 0),
    ]


def test_the_paper_says_who_is_on_it_and_what_is_vacant(chinese: str) -> None:
    paper = pdf([replace(SHEET, left_out="照片未列。", made_by="经办")], chinese, "2026-03-01")
    assert set("市教育局领导班子配备情况表单虚构赵空缺未设职位照片未列经办年龄结构") <= letters(paper)
    assert pages(paper) == 1


def test_names_and_titles_stand_as_they_are(chinese: str) -> None:
    odd = replace(HOLDER, name=MARKUP, native_place=MARKUP, full_time=Education(MARKUP, level_school=MARKUP))
    sheet = replace(SHEET, unit=MARKUP, seats=(Seat(MARKUP, "正职", holder=odd), Seat(MARKUP, "副职", MARKUP)))
    assert set(MARKUP) - {" "} <= letters(pdf([replace(sheet, made_by=MARKUP, left_out=MARKUP)], chinese, "2026-03-01"))


def test_a_unit_without_posts_has_a_sheet_that_says_so(chinese: str) -> None:
    empty = TeamSheet("（虚构）新设单位", "2026-03-01")
    paper = pdf([empty], chinese, "2026-03-01")
    assert (pages(paper), structure(empty).words) == (1, "")
    assert set("本单位未设立领导职位") <= letters(paper)
    assert "缺" not in letters(paper)


def test_a_team_of_thirty_with_photos_goes_on_over_pages(chinese: str) -> None:
    photo = typst.compile(b"#set page(width: 25mm, height: 35mm, fill: blue)", format="png")
    members = (replace(HOLDER, photo=photo if n else b"no picture") for n in range(30))  # type: ignore[arg-type]
    paper = pdf([team(*members)], chinese, "2026-03-01")
    assert pages(paper) == 4
    assert b"/Subtype/Image" in paper
    assert b"/Subtype/Image" not in pdf([SHEET], chinese, "2026-03-01")
