"""What the form for appointments says of a file: in words, from what counts, and nothing that nobody knows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import forms
from papers import cells
from papers.form import AppointmentForm, Education, FamilyMember, ResumeLine
from services.registry.parts.form_rows import rewarded

NAMES = {"unt-1": {"name": "（虚构）市教育局"}, "unt-2": {"name": "（虚构）固阳县"}}
FILE: dict[str, Any] = {
    "name": "单虚构",
    "sex": "1",
    "birth": "1985-07",
    "ethnicity": "05",
    "native_place": "内蒙古包头",
    "birthplace": "内蒙古固阳",
    "political_status": "01",
    "joined_party_on": "2006-07-01",
    "began_work_on": "2007-08",
    "retires_on": "2048-07-31",
    "title": "局长",
    "professional_post": "高级教师",
    "specialities": "公共管理",
    "education": [],
    "appointments": [],
    "assessments": [],
    "rewards": [],
    "punishments": [],
    "resume": [],
}
VOID = {"void": {"by": "负责人", "basis": "录错"}}
HELD = {"held": {"reason": "restriction"}}


def form(family: list[dict[str, Any]] = [], proposal: dict[str, str] = {}, **file: Any) -> AppointmentForm:  # noqa: B006
    held_on = file.pop("held_on", "")
    shown = {"names": NAMES, "photo": b"", "today": "2026-03-01", "age_on": "2026-06-30", "health": "良好"}
    return forms.composed({**FILE, **file}, family=family, proposal=proposal, held_on=held_on, **shown)  # type: ignore[arg-type]


def education(mode: str, level: str, degree: str | None = None, major: str = "法学") -> dict[str, Any]:
    return {"mode": mode, "level": level, "degree": degree, "school": f"（虚构）{level}大学", "major": major}


def appointment(unit: str, title: str, began: str = "2020-01", ended: str | None = None, **more: Any) -> dict[str, Any]:
    return {"unit_id": unit, "title": title, "began": began, "ended": ended, "main": True, **more}


def test_plain_fields_stand_in_words() -> None:
    made = form()
    assert (made.sex, made.ethnicity, made.joined_party_on, made.other_party) == ("男", "维吾尔族", "2006-07-01", "")
    assert (made.health, made.professional_post, made.specialities) == ("良好", "高级教师", "公共管理")
    assert (made.retires_on, made.age_on, made.filled_in_on) == ("2048-07", "2026-06-30", "2026-03-01")
    assert (made.rewards_and_punishments, made.assessments, made.current_post) == ("无", "", "局长")


def test_a_member_of_another_party_has_that_and_no_day() -> None:
    assert (form(political_status="05").joined_party_on, form(political_status="05").other_party) == ("", "民盟")
    assert form(political_status="13", joined_party_on=None).joined_party_on == ""


def test_education_is_the_highest_of_each_kind_with_the_degree_of_its_own_school() -> None:
    made = form(
        education=[
            education("full_time", "31"),
            education("full_time", "21", "法学学士"),
            education("in_service", "21", "理学学士"),
            education("in_service", "14", None, "公共管理专业"),
            {**education("in_service", "11", "法学博士"), **VOID},
        ]
    )
    school = "（虚构）21大学法学专业"
    assert made.full_time == Education("大学", "法学学士", school, school)
    assert made.in_service == Education("研究生", "理学学士", "（虚构）14大学公共管理专业", school)


def test_an_education_that_was_not_finished_is_none() -> None:
    assert form(education=[education("full_time", "23")]).full_time.level == ""


def test_the_posts_held_name_their_unit_once() -> None:
    made = form(
        appointments=[
            appointment("unt-2", "（虚构）固阳县委常委", main=False),
            appointment("unt-1", "局长", "2021-02"),
            appointment("unt-1", "党组书记", "2021-01"),
            appointment("unt-1", "副局长", "2018-01", "2021-01"),
            appointment("unt-1", "督学", "2027-01"),
            {**appointment("unt-1", "录错的职务"), **VOID},
            {**appointment("unt-1", "暂缓的职务"), **HELD},
        ]
    )
    assert made.current_post == "（虚构）市教育局党组书记、局长、（虚构）固阳县委常委"


def test_the_resume_is_the_files_and_without_one_made_of_the_appointments() -> None:
    lines = [
        {"began": "2012-08", "ended": None, "text": "县委组织部"},
        {"began": "2007-08", "ended": "2012-08", "text": "苏木工作"},
        {"began": "2000-01", "ended": None, "text": "录错", **VOID},
    ]
    held = [appointment("unt-1", "局长", "2021-02"), appointment("unt-1", "副局长", "2018-01", "2021-02")]
    assert form(resume=lines, appointments=held).resume == (
        ResumeLine("2007-08", "2012-08", "苏木工作"),
        ResumeLine("2012-08", "", "县委组织部"),
    )
    assert form(appointments=held).resume == (
        ResumeLine("2018-01", "2021-02", "（虚构）市教育局副局长"),
        ResumeLine("2021-02", "", "（虚构）市教育局局长"),
    )


def test_that_there_are_no_punishments_is_said_only_where_they_are_shown() -> None:
    assert form().rewards_and_punishments == "无"
    assert form(punishments=None).rewards_and_punishments == ""
    rewarded = form(punishments=None, rewards=[{"kind": "merit_3", "title": "抗洪救灾", "on": "2022-01"}])
    assert rewarded.rewards_and_punishments == "2022年1月获三等功（抗洪救灾）。"


def test_rewards_and_punishments_are_sentences_in_the_order_of_their_days() -> None:
    made = form(
        rewards=[
            {"kind": "merit_3", "title": "抗洪救灾", "on": "2022-01"},
            {"kind": "title", "title": "全市优秀共产党员称号", "on": "2019-07-01"},
            {"kind": "commendation", "title": "录错", "on": "2018", **VOID},
            {"kind": "commendation", "title": "获嘉奖", "on": "2018-12"},
            {"kind": "merit_3", "title": "荣立三等功", "on": "2018-03"},
        ],
        punishments=[
            {"kind": "party_warning", "decided_on": "2020-03-02", "last_day": "2021-03-01"},
            {"kind": "admonition", "decided_on": "2023-05-06", "last_day": None},
        ],
    )
    assert made.rewards_and_punishments == (
        "2018年3月荣立三等功；2018年12月获嘉奖；2019年7月1日获全市优秀共产党员称号；2020年3月2日受党内警告处分（影响期至2021年3月1日）；"
        "2022年1月获三等功（抗洪救灾）；2023年5月6日受诫勉。"
    )


def through(cell: str) -> tuple[str, list[tuple[str, str]]]:
    """What goes out of a form's rewards that came in so, and how they were read."""
    rewards: list[dict[str, Any]] = []
    read = [{"on": one.on or None, "text": one.text} for one in cells.items(cell)]
    rewards, _, unread = rewarded(read, "", [])
    return form(rewards=rewards, unread_lines=unread).rewards_and_punishments, [
        *((one["on"], one["kind"]) for one in rewards), *(("", one["text"]) for one in unread)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("came", "goes"),
    [
        ("2020年度记三等功一次", "2020年记三等功一次。"),
        ("2018年度、2019年度获嘉奖", "2018年获嘉奖；2019年获嘉奖。"),
        ("2022年参加抗洪", "2022 参加抗洪。"),
        ("2013年、2014年连续两年被评为先进个人", "2013年、2014年连续两年被评为先进个人。"),
        ("2015年6月至2018年6月援藏期间记二等功", "2015年6月至2018年6月援藏期间记二等功。"),
        ("2019、2020年年度考核优秀", "2019年年度考核优秀；2020年年度考核优秀。"),
        (
            "2018年以来获嘉奖；2019年记三等功；多次被评为先进个人",
            "2018年以来获嘉奖；2019年记三等功；多次被评为先进个人。",
        ),
    ],
)
def test_rewards_go_out_as_they_came(came: str, goes: str) -> None:
    assert through(came)[0] == goes
    assert through(goes) == (goes, through(came)[1])


DAYS = ["2018年", "2019年度", "2020", "2018.07", "2019年3月", "2020年3月5日", "2018年13月", "20190605", "2018年底"]
JOINING = ["、", "，", "至", "-", "和", "；", "", "。\n", "以来"]
TEXTS = [
    "嘉奖",
    "获嘉奖",
    "记三等功一次",
    "连续两年被评为先进个人",
    "年度考核优秀",
    "考核优秀",
    "度",
    "先进（某发〔2018〕5号）",
]


@given(st.lists(st.sampled_from(DAYS + JOINING + TEXTS), max_size=9).map("".join))
def test_what_is_printed_of_rewards_makes_sense_and_says_the_same_again(cell: str) -> None:
    printed, read = through(cell)
    assert len(re.findall("获[度至、]", printed)) <= len(re.findall("获[度至、]", cell))
    again, read_again = through(printed)
    assert (again, sorted(read_again)) == (printed, sorted(read))


def test_assessments_are_those_of_the_last_three_years() -> None:
    made = form(
        assessments=[
            *({"year": year, "kind": "annual", "grade": "competent"} for year in (2021, 2022, 2023)),
            {"year": 2025, "kind": "annual", "grade": "excellent"},
            {"year": 2025, "kind": "special", "grade": "incompetent"},
            {"year": 2024, "kind": "annual", "grade": "excellent", **VOID},
        ]
    )
    assert made.assessments == "2022年度考核称职；2023年度考核称职；2025年度考核优秀。"


@pytest.mark.parametrize(("sex", "called"), [("1", "妻子"), ("2", "丈夫")])
def test_the_family_is_called_as_the_form_does(sex: str, called: str) -> None:
    spouse = {
        "relation": "spouse",
        "name": "李虚构",
        "birth": "1987-03",
        "political_status": "13",
        "work": "（虚构）教师",
    }
    father = {"relation": "father", "name": "单父", "birth": None, "political_status": None, "work": None}
    made = form(family=[spouse, father, {**father, **VOID}], sex=sex)
    assert made.family == (
        FamilyMember(called, "李虚构", "1987-03", "群众", "（虚构）教师"),
        FamilyMember("父亲", "单父"),
    )


def test_a_selection_says_the_post_and_how_it_came_about() -> None:
    plain = {"put_right": None, "figures": {}}
    selection: dict[str, Any] = {
        "post_title": "副局长",
        "unit_name": "（虚构）市教育局",
        "moved_by": "（虚构）市委组织部",
        "candidates": [{"cadre_id": "cad-1", "considered": True}, {"cadre_id": "cad-2", "considered": False}],
        "records": [
            {**plain, "step": "propose", "on": "2026-03-02", "figures": {"moved_by": "（虚构）市委组织部"}},
            {
                **plain,
                "step": "recommend",
                "on": "2026-03-05",
                "figures": {"entitled": 40, "took_part": 38, "votes": [{"cadre_id": "cad-1", "votes": 30}]},
            },
            {**plain, "step": "consider", "on": "2026-03-06"},
            {**plain, "step": "inspect", "on": "2026-03-13", "figures": {"begins": "2026-03-09", "ends": "2026-03-13"}},
            {
                **plain,
                "step": "decide",
                "on": "2026-03-20",
                "figures": {"body": "（虚构）市委常委会", "entitled": 11, "present": 10, "agreed": 8},
                "put_right": {"by": "负责人", "basis": "票数录错"},
            },
            {
                **plain,
                "step": "decide",
                "on": "2026-03-20",
                "figures": {"body": "（虚构）市委常委会", "entitled": 11, "present": 10, "agreed": 9},
            },
        ],
    }
    assert forms.proposal_of(selection, "cad-1") == {
        "proposed_post": "（虚构）市教育局副局长",
        "reported_by": "（虚构）市委组织部",
        "reason": "2026年3月2日由（虚构）市委组织部动议；2026年3月5日民主推荐，应参加40人，实到38人，得票30张；"
        "2026年3月9日至2026年3月13日考察；2026年3月20日（虚构）市委常委会讨论决定，应到11人，实到10人，同意9人。",
    }
    assert forms.candidates_of(selection) == ["cad-1"]
    nobody = [{**one, "considered": False} for one in selection["candidates"]]
    assert forms.candidates_of({**selection, "candidates": nobody}) == ["cad-1", "cad-2"]


def test_the_main_posts_are_given_up_for_the_new_one() -> None:
    posts = {"entry": "e-0", "post_id": None}
    held = [
        appointment("unt-1", "局长", "2021-02", **posts),
        appointment("unt-1", "党组书记", "2021-01", **posts),
        appointment("unt-2", "（虚构）固阳县委常委", **posts | {"main": False}),
        appointment("unt-1", "副局长", "2018-01", "2021-01", **posts),
        {**appointment("unt-1", "录错的职务", **posts), **VOID},
    ]
    selection = {"post_id": "pst-9", "entry": None}

    def removal(held: list[dict[str, Any]], **selected: Any) -> str:
        return forms.removal_of(selection | selected, FILE | {"appointments": held}, NAMES, "2026-03-01")

    assert removal(held) == "（虚构）市教育局党组书记、局长"
    assert removal([]) == ""
    assert removal([appointment("unt-1", "局长", entry="e-1", post_id="pst-9")]) == ""
    made = appointment("unt-2", "县长", "2026-02-20", entry="e-9", post_id="pst-9")
    before = [
        appointment("unt-1", "局长", "2021-02", "2026-02-20", **posts),
        appointment("unt-1", "督学", "2016-02", "2020-02", **posts),
    ]
    assert removal([made, *before], entry="e-9") == "（虚构）市教育局局长"


def test_a_paper_of_an_appointment_that_is_made_says_the_post_held_before_it() -> None:
    held = {
        "appointments": [
            appointment("unt-1", "科长", "2018-01", "2021-02-01", entry="e-1"),
            appointment("unt-1", "局长", "2021-02-01", "2026-02-20", entry="e-2"),
            appointment("unt-2", "县长", "2026-02-20", entry="e-9"),
        ],
        "title": "县长",
    }
    running, made = {"entry": None}, {"entry": "e-9"}

    def post(selection: dict[str, Any], day: str, **file: Any) -> str:
        file = FILE | held | file
        return form(held_on=forms.held_on(selection, file, day), **file).current_post

    assert post(made, "2026-03-01") == "（虚构）市教育局局长"
    assert post(made, "2026-02-20") == "（虚构）市教育局局长"
    assert post(made, "2020-02-20") == "（虚构）市教育局科长"
    assert post(running, "2026-03-01") == "（虚构）固阳县县长"
    assert post(running, "2026-02-19") == "（虚构）市教育局局长"
    assert post(made, "2026-03-01", appointments=held["appointments"][2:]) == ""
    month = [{**held["appointments"][1], "ended": "2026-02"}, {**held["appointments"][2], "began": "2026-02"}]
    assert post(made, "2026-03-01", appointments=month) == "（虚构）市教育局局长"
    shown = form(held_on="2026-02-19", **held).resume
    assert [(one.began, one.ended) for one in shown] == [("2018-01", "2021-02-01"), ("2021-02-01", "")]
