"""What the sheet of a team says of a unit: posts in order, a person once, vacancies, and nothing that is not shown."""

from __future__ import annotations

from typing import Any

from gateway.team_sheets import Team, composed
from papers.team import Number, Seat, TeamSheet

UNIT: dict[str, Any] = {
    "name": "（虚构）市教育局",
    "approved": {"chief": 1, "deputy": 3, "chief_expert": 0},
    "filled": {"chief": 1, "deputy": 1, "chief_expert": 0},
    "synthetic": True,
}
FILE: dict[str, Any] = {
    "name": "单虚构",
    "sex": "1",
    "birth": "1975-07",
    "ethnicity": "02",
    "native_place": "内蒙古包头",
    "birthplace": "",
    "political_status": "01",
    "joined_party_on": None,
    "began_work_on": "1997-08",
    "retires_on": None,
    "title": "局长",
    "professional_post": "",
    "specialities": "",
    "education_level": "14",
    "in_post_since": "2015-05",
    "post_level": "131",
    "level_since": "2019-03",
    "rank": "division_rank_1",
    "rank_since": None,
    "education": [],
    "appointments": [],
    "assessments": [],
    "rewards": [],
    "punishments": [],
    "resume": [],
}


def post(id: str, role: str, title: str, *holders: str) -> dict[str, Any]:
    return {"id": id, "role": role, "title": title, "post_level": "132", "holder_ids": list(holders)}


def sheet(team: Team, *, without_photos: bool = False) -> TeamSheet:
    names = {"cad-9": {"name": "赵虚构"}}
    return composed(team, names, "2026-03-01", made_by="", without_photos=without_photos)


def lines(made: TeamSheet) -> list[tuple[str, str, str, int]]:
    return [(one.title, one.role, one.holder.name if one.holder else "", one.free) for one in made.seats]


def test_posts_stand_in_order_vacant_ones_among_them_and_what_is_approved_without_a_post_last() -> None:
    posts = [
        post("p1", "chief", "局长", "cad-1"),
        post("p2", "deputy", "副局长"),
        post("p3", "deputy", "副局长", "cad-2"),
    ]
    files = {"cad-1": FILE, "cad-2": {**FILE, "name": "李虚构"}}
    made = sheet(Team(UNIT, posts, [], files))
    assert lines(made) == [
        ("局长", "正职", "单虚构", 1),
        ("副局长", "副职", "", 1),
        ("副局长", "副职", "李虚构", 1),
        ("副职（未设职位）", "副职", "", 1),
    ]
    assert made.numbers == (Number("正职", 1, 1), Number("副职", 3, 1), Number("总师", 0, 0))
    assert made.seats[1] == Seat("副局长", "副职", "县处级副职")
    assert made.synthetic


def test_somebody_with_several_posts_stands_once_since_the_first_of_them() -> None:
    held = [
        {"unit_id": "unt-1", "post_id": one, "title": "", "began": began, "ended": None, "main": True}
        for one, began in (("p2", "2020-01"), ("p1", "2021-02"))
    ]
    posts = [post("p1", "chief", "党组书记", "cad-1"), post("p2", "deputy", "局长", "cad-1")]
    made = sheet(
        Team(UNIT, posts, [{"id": "cad-1", "role": "chief", "title": "x"}], {"cad-1": {**FILE, "appointments": held}})
    )
    [first] = [one for one in made.seats if one.holder]
    assert (first.title, first.holder and first.holder.since) == ("党组书记、局长", "2021-02")


def test_who_leads_without_a_post_on_the_books_is_on_the_sheet() -> None:
    leader = {"id": "cad-1", "role": "deputy", "title": "副局长"}
    made = sheet(Team(UNIT, [post("p1", "chief", "局长")], [leader], {"cad-1": FILE}))
    holder = made.seats[1].holder
    assert holder is not None
    assert (made.seats[1].title, holder.since, holder.level, holder.rank) == (
        "副局长",
        "2015-05",
        "县处级正职",
        "一级调研员",
    )
    assert (holder.schooling, holder.ethnicity, holder.is_communist, holder.joined_party_on) == (
        "研究生",
        "蒙古族",
        True,
        "",
    )


def test_of_whom_the_reader_may_not_see_the_name_alone_is_told() -> None:
    made = sheet(Team(UNIT, [post("p1", "chief", "局长", "cad-9")], []), without_photos=True)
    holder = made.seats[0].holder
    assert holder is not None
    assert (holder.name, holder.birth, holder.is_shown) == ("赵虚构", "", False)
    assert made.left_out == "查阅者无权查看照片，故未列；另有1人的档案不在查阅范围内，只列姓名，不计入班子结构。"


def test_without_approved_numbers_nothing_is_vacant_but_posts() -> None:
    unit = {**UNIT, "approved": None, "filled": {"chief": 0, "deputy": 2, "chief_expert": 0}}
    assert sheet(Team(unit, [], [])).seats == ()
    assert sheet(Team(unit, [], [])).numbers == (Number("副职", None, 2),)
