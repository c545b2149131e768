"""Forms (干部任免审批表) taken into the roster: new people, what is otherwise, what is the same, who is asked about."""

from __future__ import annotations

import base64
import secrets
from datetime import date
from typing import Any

import pytest

from gateway.form_reader import row_of
from gateway.forms import composed
from papers import lrmx
from servicekit import clock
from tests.service.registry.conftest import Registry, number
from tests.support.pictures import jpeg, png

PHOTO = jpeg()


def form(unit: dict[str, Any], **cells: Any) -> dict[str, Any]:
    """A row as the reader of forms makes it."""
    return {
        "identity_number": number(date(1985, 7, 1)),
        "name": "示例人",
        "sex": "男",
        "birth": "1985-07",
        "ethnicity": "蒙古族",
        "native_place": "内蒙古包头",
        "birthplace": "内蒙古包头",
        "joined_party_on": "2008-06",
        "began_work_on": "2007-08",
        "health": "健康",
        "specialities": "公文写作",
        "full_time": {"level": "大学", "degree": "法学学士", "level_school": "示例大学法学院法学专业"},
        "in_service": {"level": "研究生", "degree": "公共管理硕士", "level_school": "示例大学公共管理专业"},
        "current_post": f"{unit['name']}办公室主任",
        "resume": [
            {"began": "2003-09", "ended": "2007-08", "text": "示例大学学生"},
            {"began": "2007-08", "ended": "2015-03", "text": f"{unit['name']}科员"},
            {"began": "2015-03", "ended": None, "text": f"{unit['name']}办公室主任"},
        ],
        "rewards": [{"on": "2019-07", "text": "记三等功"}],
        "assessments": [{"year": 2023, "grade": "优秀"}, {"year": 2024, "grade": "称职"}],
        "family": [
            {"relation": "妻子", "name": "示例亲属", "birth": "1986-01", "political_status": "群众", "work": "教师"}
        ],
        "photo": base64.b64encode(PHOTO).decode(),
        "filled_in_on": "2026-02-01",
        **cells,
    }


def forms(registry: Registry, *rows: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return list(registry.import_forms(rows=list(rows), **more)["results"])


def notes(result: dict[str, Any], code: str) -> list[str]:
    assert "errors" not in result, result
    return [one["zh"] for one in result.get("notes", ()) if one["code"] == code]


def pointers(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in result.get("errors", ())]


def test_who_is_new_is_registered_as_the_form_says(registry: Registry) -> None:
    unit = registry.a_unit()
    (result,) = forms(registry, form(unit))
    assert notes(result, "unit") == [f"按现任职务登记到：{unit['name']}"]
    cadre = registry.get_cadre(cadre_id=result["id"])
    assert (cadre["sex"], cadre["ethnicity"], cadre["political_status"]) == ("1", "02", "01")
    assert (cadre["birth"], cadre["unit_id"], cadre["title"]) == ("1985-07", unit["id"], "办公室主任")
    assert [(one["mode"], one["level"], one["degree"]) for one in cadre["education"]] == [
        ("full_time", "21", "法学学士"),
        ("in_service", "14", "公共管理硕士"),
    ]
    assert cadre["resume"][0]["text"] == "示例大学学生"
    assert [(one["year"], one["grade"]) for one in cadre["assessments"]] == [(2023, "excellent"), (2024, "competent")]
    assert [(one["kind"], one["on"]) for one in cadre["rewards"]] == [("merit_3", "2019-07")]
    (relative,) = registry.get_family(cadre_id=cadre["id"])["family"]
    assert (relative["relation"], relative["political_status"]) == ("spouse", "13")
    assert base64.b64decode(registry.get_photo(cadre_id=cadre["id"])["data"]) == PHOTO


def test_a_photo_that_is_a_png_is_kept_as_one(registry: Registry) -> None:
    photo = png()
    row = form(registry.a_unit())
    (first,) = forms(registry, row)
    forms(registry, {**row, "photo": base64.b64encode(photo).decode()})
    kept = registry.get_photo(cadre_id=first["id"])
    assert (kept["media_type"], base64.b64decode(kept["data"])) == ("image/png", photo)


def test_the_same_form_again_changes_nothing(registry: Registry) -> None:
    row = form(registry.a_unit())
    (first,) = forms(registry, row)
    before = registry.get_cadre(cadre_id=first["id"])["version"]
    (again,) = forms(registry, row)
    assert notes(again, "unchanged")
    assert (again["id"], registry.get_cadre(cadre_id=first["id"])["version"]) == (first["id"], before)


def test_what_a_form_says_otherwise_is_shown_by_the_dry_run_and_taken_by_the_commit(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit)
    (first,) = forms(registry, row)
    changed = {
        **row,
        "birthplace": "内蒙古土默特右旗",
        "began_work_on": "2007-07",
        "resume": [
            *row["resume"][:2],
            {**row["resume"][2], "ended": "2026-01"},
            {"began": "2026-01", "ended": None, "text": f"{unit['name']}副局长"},
        ],
        "assessments": [*row["assessments"], {"year": 2022, "grade": "称职"}],
        "family": [{**row["family"][0], "work": "示例学校副校长"}],
        "photo": base64.b64encode(jpeg(2)).decode(),
    }
    (shown,) = forms(registry, changed, dry_run=True)
    assert registry.get_cadre(cadre_id=first["id"])["birthplace"] == "内蒙古包头"
    (result,) = forms(registry, changed)
    assert notes(result, "changed") == notes(shown, "changed")
    assert notes(result, "added") == notes(shown, "added")
    assert notes(result, "changed") == [
        "出生地：“内蒙古包头”改为“内蒙古土默特右旗”",
        "参加工作时间：“2007-08”改为“2007-07”",
        "照片更新",
    ]
    cadre = registry.get_cadre(cadre_id=first["id"])
    assert (cadre["birthplace"], cadre["began_work_on"]) == ("内蒙古土默特右旗", "2007-07")
    assert {(one["field"], one["document"]) for one in cadre["revisions"]} >= {
        ("began_work_on", "干部任免审批表（2026-02-01填）")
    }
    counting = [one for one in cadre["resume"] if one["void"] is None]
    assert [(one["began"], one["ended"]) for one in counting] == [
        ("2003-09", "2007-08"),
        ("2007-08", "2015-03"),
        ("2015-03", "2026-01"),
        ("2026-01", None),
    ]
    assert len([one for one in registry.get_family(cadre_id=cadre["id"])["family"] if one["void"] is None]) == 1
    assert base64.b64decode(registry.get_photo(cadre_id=cadre["id"])["data"]) == jpeg(2)
    (again,) = forms(registry, changed)
    assert notes(again, "unchanged")


def test_each_difference_is_told_by_itself_and_what_is_accepted_alone_is_taken_over(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit)
    (first,) = forms(registry, row)
    before = registry.get_cadre(cadre_id=first["id"])
    changed = {
        **row,
        "birthplace": "内蒙古土默特右旗",
        "began_work_on": "2007-07",
        "health": "良好",
        "resume": [*row["resume"][:2], {**row["resume"][2], "ended": "2026-01"}],
        "assessments": [*row["assessments"], {"year": 2022, "grade": "称职"}],
        "photo": base64.b64encode(jpeg(2)).decode(),
    }
    (shown,) = forms(registry, changed, dry_run=True)
    assert shown["cadre_id"] == first["id"]
    told = {one["field"]: one for one in shown["differences"]}
    assert set(told) == {"birthplace", "began_work_on", "health", "resume", "assessments", "photo"}
    assert (told["birthplace"]["title"], told["birthplace"]["was"], told["birthplace"]["becomes"]) == (
        "出生地",
        "内蒙古包头",
        "内蒙古土默特右旗",
    )
    assert (told["health"]["was"], told["health"]["becomes"]) == (None, None)
    assert told["resume"]["was"].startswith("2015-03至今")
    assert told["resume"]["becomes"].startswith("2015-03至2026-01")
    assert told["assessments"]["was"] is None
    assert all(one["taken"] for one in shown["differences"])

    (nothing,) = forms(registry, {**changed, "accept": []})
    assert notes(nothing, "declined")
    assert notes(nothing, "unchanged") == ["未采纳任何变动，名册不变"]
    assert registry.get_cadre(cadre_id=first["id"])["version"] == before["version"]

    accept = [told["birthplace"]["mark"], told["resume"]["mark"]]
    (result,) = forms(registry, {**changed, "accept": accept})
    assert [one["field"] for one in result["differences"] if one["taken"]] == ["birthplace", "resume"]
    after = registry.get_cadre(cadre_id=first["id"])
    assert (after["birthplace"], after["began_work_on"]) == ("内蒙古土默特右旗", before["began_work_on"])
    assert [one["ended"] for one in after["resume"] if one["void"] is None][-1] == "2026-01"
    assert [one["year"] for one in after["assessments"]] == [2023, 2024]
    assert base64.b64decode(registry.get_photo(cadre_id=first["id"])["data"]) == PHOTO


def test_what_was_accepted_of_another_state_of_the_file_is_not_taken_over(registry: Registry) -> None:
    row = form(registry.a_unit())
    (first,) = forms(registry, row)
    wish = {**row, "birthplace": "内蒙古土默特右旗"}
    (shown,) = forms(registry, wish, dry_run=True)
    (mark,) = [one["mark"] for one in shown["differences"]]
    forms(registry, {**row, "birthplace": "内蒙古固阳"})
    (result,) = forms(registry, {**wish, "accept": [mark]})
    assert notes(result, "declined")
    assert registry.get_cadre(cadre_id=first["id"])["birthplace"] == "内蒙古固阳"


def test_what_the_file_knows_better_and_what_is_empty_changes_nothing(registry: Registry) -> None:
    unit = registry.a_unit()
    mine = number(date(1985, 7, 1))
    cadre = registry.a_cadre(unit, identity_number=mine, birth="1985-07-09", native_place="内蒙古自治区包头市")
    row = {"identity_number": mine, "name": cadre["name"], "birth": "1985-07", "native_place": "内蒙古包头"}
    (result,) = forms(registry, row)
    assert notes(result, "unchanged")
    assert registry.get_cadre(cadre_id=cadre["id"])["birth"] == "1985-07-09"


def test_what_is_decided_elsewhere_is_told_and_not_taken(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit)
    (first,) = forms(registry, row)
    told = {
        **row,
        "current_post": f"{unit['name']}局长",
        "rewards": [*row["rewards"], {"on": "2020-01", "text": "受到党内警告处分"}],
        "assessments": [{"year": 2023, "grade": "称职"}],
    }
    (result,) = forms(registry, told)
    left = "\n".join(notes(result, "left-out"))
    assert "现任职务与名册不同" in left
    assert "党内警告处分" in left
    assert "2023年度考核与名册不同" in left
    cadre = registry.get_cadre(cadre_id=first["id"])
    assert (cadre["title"], cadre["punishments"], cadre["assessments"][0]["grade"]) == ("办公室主任", [], "excellent")


def test_without_a_number_somebody_is_found_by_name_and_birth_and_asked_about_where_that_is_not_enough(
    registry: Registry,
) -> None:
    unit = registry.a_unit()
    name = f"示例{secrets.choice('甲乙丙丁')}{secrets.token_hex(2)}"
    row = form(unit, name=name)
    (first,) = forms(registry, row)
    unnamed = {**row, "identity_number": "", "birthplace": "内蒙古固阳"}
    (found,) = forms(registry, unnamed)
    assert (found["id"], bool(notes(found, "by-name"))) == (first["id"], True)
    forms(registry, form(unit, name=name))
    (twins,) = forms(registry, unnamed)
    assert pointers(twins) == [("/identity_number", "whose")]
    (unknown,) = forms(registry, {**unnamed, "name": f"无人{secrets.token_hex(2)}"})
    assert pointers(unknown) == [("/identity_number", "whose")]


def test_a_form_that_does_not_say_the_unit_asks_for_it_and_the_answer_holds(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit, current_post="某处某职", resume=[], reported_by="")
    (asked,) = forms(registry, row)
    assert pointers(asked) == [("/current_post", "unknown-unit")]
    (answered,) = forms(registry, {**row, "unit_code": unit["code"]})
    assert registry.get_cadre(cadre_id=answered["id"])["unit_id"] == unit["id"]
    (wrong,) = forms(registry, {**form(unit), "current_post": "某职", "resume": [], "unit_code": "NO-SUCH-UNIT"})
    assert pointers(wrong) == [("/unit_code", "unknown-unit")]


def test_what_a_form_says_twice_is_taken_once(registry: Registry) -> None:
    row = form(registry.a_unit())
    for cell in ("resume", "rewards", "assessments", "family"):
        row[cell] = [*row[cell], row[cell][0]]
    (result,) = forms(registry, row)
    cadre = registry.get_cadre(cadre_id=result["id"])
    assert (len(cadre["resume"]), len(cadre["rewards"]), len(cadre["assessments"])) == (3, 1, 2)


def test_what_is_wrong_with_one_form_is_its_own(registry: Registry) -> None:
    unit = registry.a_unit()
    rows = [
        form(unit),
        form(unit, ethnicity="某某族"),
        form(unit, birth="1985年夏"),
        form(unit, began_work_on="1970-01"),
        form(unit, assessments=[{"year": 2199, "grade": "优秀"}]),
        form(unit),
    ]
    results = forms(registry, *rows)
    assert ["errors" in one for one in results] == [False, True, True, True, True, False]
    assert pointers(results[1]) == [("/ethnicity", "unknown-word")]
    assert pointers(results[2])[0][0] == "/birth"
    assert pointers(results[3])[0][0] == "/began_work_on"
    assert pointers(results[4])[0][0].startswith("/assessments")


def test_what_goes_out_comes_in_as_the_same(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(
        unit,
        name=f"示例{secrets.token_hex(3)}",
        birth="1981-03-02",
        native_place="内蒙古自治区包头市",
        education=[
            {"mode": "full_time", "level": "21", "degree": "法学学士", "school": "示例大学", "major": "法学"},
            {"mode": "in_service", "level": "10", "school": "中央党校", "major": "经济管理"},
            {"mode": "in_service", "level": "21", "degree": "管理学学士", "school": "示例学院", "major": "会计"},
        ],
        rewards=[
            {"kind": "merit_3", "title": "抗洪救灾", "on": "2019-07-05", "document": "奖〔2019〕1号"},
            {"kind": "other", "title": "全市先进个人", "on": "2018", "document": "奖〔2018〕1号"},
        ],
        punishments=[{"kind": "warning", "decided_on": "2012-06-01", "document": "处〔2012〕1号"}],
        family=[
            {"relation": "spouse", "name": "示例亲属", "birth": "1982-01-05", "political_status": "13"},
            {"relation": "grandparent", "name": "示例长辈", "work": "已退休"},
        ],
    )
    (result,) = forms(registry, going_out(registry, cadre["id"]))
    assert (result.get("id"), notes(result, "added"), notes(result, "changed")) == (cadre["id"], [], [])
    assert notes(result, "unchanged")
    assert notes(result, "left-out") == ["学位的毕业院校“示例学院会计专业”与学历的不同，学位未写入"]


def going_out(registry: Registry, cadre_id: str) -> dict[str, Any]:
    """The row that the reader makes of the file that the form goes out as."""
    file = registry.get_cadre(cadre_id=cadre_id)
    unit = registry.get_unit(unit_id=file["unit_id"])
    form = composed(
        file,
        names={unit["id"]: unit},
        health=registry.get_health(cadre_id=cadre_id)["health"],
        family=registry.get_family(cadre_id=cadre_id)["family"],
        photo=b"",
        today=clock.day_of(clock.now()).isoformat(),
        age_on="2026-01-01",
        proposal={},
    )
    return row_of(lrmx.read(lrmx.write(form)))


def test_a_line_of_the_resume_that_no_rule_reads_is_kept_as_it_stands_and_put_right(registry: Registry) -> None:
    unit = registry.a_unit()
    row = {**form(unit), "unread_lines": [{"text": "曾下乡两年", "after": "2007-08"}]}
    (first,) = forms(registry, row)
    cadre = registry.get_cadre(cadre_id=first["id"])
    (kept,) = cadre["unread_lines"]
    assert (kept["text"], kept["after"], len(cadre["resume"])) == ("曾下乡两年", "2007-08", 3)
    out = going_out(registry, first["id"])
    assert out["unread_lines"] == [{"cell": "resume", "text": "曾下乡两年", "after": "2007-08"}]
    for same in (row, {**out, "identity_number": row["identity_number"]}):
        (again,) = forms(registry, same)
        assert notes(again, "unchanged")
    (more,) = forms(registry, {**row, "unread_lines": [*row["unread_lines"], {"text": "在外地工作"}]})
    assert notes(more, "added") == ["未识别内容补充：在外地工作"]
    registry.change_cadre(
        cadre_id=cadre["id"],
        add={"resume": [{"began": "2010-03", "ended": "2012-03", "text": "下乡"}]},
    )
    wish = {"history": "unread_lines", "entry": kept["entry"], "by": "示例负责人", "basis": "档案核实后补录"}
    registry.set_aside(cadre_id=cadre["id"], **wish)
    left = registry.get_cadre(cadre_id=cadre["id"])
    assert [one["text"] for one in left["unread_lines"] if not one["void"]] == ["在外地工作"]


def test_rewards_and_grades_that_are_not_read_are_kept_and_how_the_others_were_read_is_said(registry: Registry) -> None:
    rewards = [{"on": "2019", "text": "嘉奖"}, {"text": "先后两次获嘉奖"}, {"text": "受党内警告处分"}]
    unread = {"cell": "assessments", "text": "2020、2021年优秀、称职、称职"}
    row = form(registry.a_unit(), rewards=rewards, unread_lines=[unread])
    for dry_run in (True, False):
        (result,) = forms(registry, row, dry_run=dry_run)
        assert notes(result, "understood") == ["奖惩情况读作：2019 嘉奖", "年度考核结果读作：2023年优秀；2024年称职"]
        assert notes(result, "kept") == ["奖惩情况中未能识别，按原文保留，请核对后补录：先后两次获嘉奖"]
    cadre = registry.get_cadre(cadre_id=result["id"])
    assert [(one["cell"], one["text"], one["after"]) for one in cadre["unread_lines"]] == [
        ("assessments", "2020、2021年优秀、称职、称职", None),
        ("rewards", "先后两次获嘉奖", "2019"),
    ]
    out = going_out(registry, cadre["id"])
    assert [one["text"] for one in out["rewards"]] == ["获嘉奖", "先后两次获嘉奖"]
    assert out["unread_lines"] == [{**unread, "after": None}]
    (again,) = forms(registry, {**out, "identity_number": row["identity_number"]})
    assert notes(again, "unchanged")


def test_who_is_in_two_parties_stays_in_both(registry: Registry) -> None:
    row = form(registry.a_unit(), other_party="2010.05农工党")
    (result,) = forms(registry, row)
    cadre = registry.get_cadre(cadre_id=result["id"])
    assert (cadre["political_status"], cadre["joined_party_on"], cadre["other_party"]) == ("01", "2008-06", "08")
    assert notes(result, "left-out") == ["加入农工党的时间（2010-05）未写入"]
    out = going_out(registry, cadre["id"])
    assert (out["joined_party_on"], out["other_party"]) == ("2008-06", "农工党")
    (again,) = forms(registry, {**out, "identity_number": row["identity_number"]})
    assert notes(again, "unchanged")


def test_words_of_parties_that_are_not_read_are_asked_about(registry: Registry) -> None:
    unit = registry.a_unit()
    (plain,) = forms(registry, form(unit, joined_party_on=None, other_party="中共党员（2008.06）"))
    cadre = registry.get_cadre(cadre_id=plain["id"])
    assert (cadre["political_status"], cadre["joined_party_on"]) == ("01", "2008-06")
    (other,) = forms(registry, form(unit, joined_party_on=None, other_party="2010年加入民建"))
    assert registry.get_cadre(cadre_id=other["id"])["political_status"] == "06"
    (asked,) = forms(registry, form(unit, joined_party_on=None, other_party="早年入党"))
    assert pointers(asked) == [("/joined_party_on", "unknown-word")]
    (asked,) = forms(registry, form(unit, joined_party_on=None, political_status="某党"))
    assert pointers(asked) == [("/political_status", "unknown-word")]


@pytest.mark.parametrize(
    ("called", "level"), [("中央党校研究生", "10"), ("省委党校大学", "20"), ("内蒙古党校大专", "30")]
)
def test_an_education_of_a_party_school_stays_what_it_is(registry: Registry, called: str, level: str) -> None:
    row = form(registry.a_unit(), in_service={"level": called, "level_school": "示例党校经济管理专业"})
    (result,) = forms(registry, row)
    assert [called in one for one in notes(result, "kept")] == [True]
    cadre = registry.get_cadre(cadre_id=result["id"])
    assert [(one["level"], one["called"]) for one in cadre["education"]] == [("21", ""), (level, called)]
    out = going_out(registry, cadre["id"])
    assert out["in_service"]["level"] == called
    (again,) = forms(registry, {**out, "identity_number": row["identity_number"]})
    assert notes(again, "unchanged")


def test_a_line_in_other_words_of_the_same_period_is_a_difference_to_confirm(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit)
    (first,) = forms(registry, row)
    other = [*row["resume"]]
    other[1] = {**other[1], "text": f"{unit['name']}四级主任科员"}
    changed = {**row, "resume": other}
    (shown,) = forms(registry, changed, dry_run=True)
    (one,) = shown["differences"]
    assert (one["field"], "科员" in one["was"], "四级主任科员" in one["becomes"]) == ("resume", True, True)
    forms(registry, {**changed, "accept": []})
    assert len(registry.get_cadre(cadre_id=first["id"])["resume"]) == 3
    forms(registry, {**changed, "accept": [one["mark"]]})
    kept = [line for line in registry.get_cadre(cadre_id=first["id"])["resume"] if not line["void"]]
    assert [line["text"] for line in kept][1] == f"{unit['name']}四级主任科员"
    assert len(kept) == 3
    beside = {**changed, "resume": [*other, {"began": "2007-08", "ended": "2015-03", "text": "兼任示例协会秘书"}]}
    (more,) = forms(registry, beside, dry_run=True)
    assert [one["was"] for one in more["differences"]] == [None]
