"""What was entered of a class wrongly is put right afterwards: as if the right thing had been entered."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit.errors import InvalidFields
from services.training.errors.classes import BelowTheoryShare, SessionOutsideClass
from services.training.errors.common import NotInThisState
from services.training.errors.enrolments import AlreadyEnrolled, ClassFull, NotEnrolled, Overlap
from tests.service.training.conftest import Desk, session

DAY = "2025-03-03"


def completed(desk: Desk, cadre_ids: list[str], absent: list[str] | None = None, **more: Any) -> dict[str, Any]:
    """A completed class of 8 and 3 hours; who is absent missed all of it."""
    class_ = desk.a_running_class(cadre_ids, **more)
    desk.ask("record_attendance", class_id=class_["id"], rest="present", absent=absent or [])
    desk.ask("complete_class", class_id=class_["id"])
    return desk.ask("get_class", class_id=class_["id"])


def hours_of(desk: Desk, cadre_id: str) -> float:
    """What the ledger has of somebody, corrections counted."""
    return sum(entry["total_hours"] for entry in desk.ask("list_hours", cadre_id=cadre_id)["items"])


def enrolment(desk: Desk, cadre_id: str) -> dict[str, Any]:
    (one,) = desk.ask("list_enrolments", cadre_id=cadre_id)["items"]
    return one


def test_who_was_dismissed_by_a_wrong_mark_has_completed_after_all(desk: Desk) -> None:
    desk.people("a", "b")
    class_ = completed(desk, ["a", "b"], absent=["b"])
    assert (enrolment(desk, "b")["state"], hours_of(desk, "b")) == ("withdrawn", 0)
    answer = desk.ask("correct_attendance", class_id=class_["id"], present=["b"], basis="签到表核对")
    assert [(one["cadre_id"], one["outcome"], one["hours"]) for one in answer["results"]] == [("b", "completed", 11)]
    now = enrolment(desk, "b")
    assert (now["state"], now["certificate_number"]) == ("completed", f"2025-{class_['code']}-0002")
    assert (hours_of(desk, "b"), hours_of(desk, "a")) == (11, 11)
    assert desk.ask("get_class", class_id=class_["id"])["completed"] == 2
    sheets = desk.ask("list_attendance", class_id=class_["id"])["sheets"]
    (change,) = sheets[0]["changes"]
    assert (change["before"], change["after"], change["basis"], change["by"]) == (
        "absent",
        "present",
        "签到表核对",
        "officer",
    )
    assert sorted(event["cadre_id"] for event in desk.told("completion.recorded.v1")) == ["a", "b"]


def test_who_was_not_there_has_not_completed_and_comes_back_with_the_same_certificate(desk: Desk) -> None:
    desk.people("a", "b", county_level_or_above=False)
    desk.ask("remind", year=2025)
    class_ = completed(desk, ["a", "b"], sessions=[session("theory", 90)])
    number = enrolment(desk, "b")["certificate_number"]
    assert desk.ask("list_reminders", year=2025, open=True)["items"] == []
    desk.ask("correct_attendance", class_id=class_["id"], absent=["b"], basis="代签")
    gone = enrolment(desk, "b")
    assert (gone["state"], gone["certificate_number"], gone["revoked_certificate"]) == ("withdrawn", None, number)
    assert (gone["reason"], hours_of(desk, "b")) == ("代签", 0)
    assert [one["cadre_id"] for one in desk.ask("list_reminders", year=2025, open=True)["items"]] == ["b"]
    (revoked,) = desk.told("completion.revoked.v1")
    assert (revoked["completion_id"], revoked["revoked"], revoked["certificate_number"]) == (gone["id"], True, number)
    desk.ask("correct_attendance", class_id=class_["id"], present=["b"], basis="复核后并非代签")
    assert enrolment(desk, "b")["certificate_number"] == number
    assert hours_of(desk, "b") == 90
    assert desk.ask("list_reminders", year=2025, open=True)["items"] == []


def test_hours_follow_a_mark_that_changes_nothing_else_also_where_an_officer_took_them_back(desk: Desk) -> None:
    desk.people("a")
    sessions = [session("theory", 20), session("theory", 2)]
    class_ = completed(desk, ["a"], sessions=sessions)
    short = class_["sessions"][1]["id"]
    wish = {"class_id": class_["id"], "basis": "请假条补交"}
    leave = [{"session_id": short, "cadre_id": "a", "mark": "leave"}]
    answer = desk.ask("correct_attendance", exceptions=leave, **wish)
    assert [(one["outcome"], one["hours"], one["missed_hours"]) for one in answer["results"]] == [("corrected", 20, 2)]
    assert hours_of(desk, "a") == 20
    entry = next(one for one in desk.ask("list_hours", cadre_id="a")["items"] if one["total_hours"] == 20)
    desk.ask("correct_hours", entry_id=entry["id"], reason="重复")
    desk.ask("correct_attendance", session_ids=[short], present=["a"], **wish)
    assert hours_of(desk, "a") == 22, "what was taken back already is not taken back twice"
    assert sorted(sum(event["hours"].values()) for event in desk.told("completion.corrected.v1")) == [20, 22]
    again = desk.ask("correct_attendance", session_ids=[short], present=["a"], **wish)
    assert (again["results"], hours_of(desk, "a")) == ([], 22)


def test_hours_that_were_taken_back_by_mistake_and_given_again_follow_as_well(desk: Desk) -> None:
    desk.people("a")
    class_ = completed(desk, ["a"])
    (entry,) = desk.ask("list_hours", cadre_id="a")["items"]
    for _ in range(2):
        entry = desk.ask("correct_hours", entry_id=entry["id"], reason="误冲销")
    assert hours_of(desk, "a") == 11
    desk.ask("correct_attendance", class_id=class_["id"], absent=["a"], basis="代签")
    assert hours_of(desk, "a") == 0


def test_who_was_taken_out_by_mistake_and_was_there_has_completed(desk: Desk) -> None:
    desk.people("a", "b", "c")
    class_ = desk.a_running_class(["a", "b", "c"])
    for cadre_id in ("b", "c"):
        desk.ask("withdraw", enrolment_id=enrolment(desk, cadre_id)["id"], reason="误点")
    desk.ask("record_attendance", class_id=class_["id"], rest="present")
    desk.ask("complete_class", class_id=class_["id"])
    elsewhere = desk.a_class()
    desk.ask("publish_class", class_id=elsewhere["id"])
    desk.ask("enrol", class_id=elsewhere["id"], cadre_ids=["c"])
    busy = desk.refused("correct_attendance", class_id=class_["id"], present=["b", "c"], basis="误退")
    assert isinstance(busy, Overlap)
    answer = desk.ask("correct_attendance", class_id=class_["id"], present=["b"], basis="误退")
    assert [(one["cadre_id"], one["outcome"]) for one in answer["results"]] == [("b", "completed")]
    assert hours_of(desk, "b") == 11
    stranger = desk.refused("correct_attendance", class_id=class_["id"], present=["nobody"], basis="误")
    assert isinstance(stranger, NotEnrolled)


def test_who_was_forgotten_is_entered_after_the_class_and_judged_as_the_others(desk: Desk) -> None:
    desk.people("a", "b", "c", "d")
    class_ = completed(desk, ["a"], capacity=3)
    answer = desk.ask(
        "correct_attendance", class_id=class_["id"], added=["b", "c"], present=["b"], absent=["c"], basis="签到表"
    )
    assert [(one["cadre_id"], one["outcome"], one["state"]) for one in answer["results"]] == [
        ("b", "completed", "completed"),
        ("c", "unchanged", "withdrawn"),
    ]
    assert (hours_of(desk, "b"), hours_of(desk, "c")) == (11, 0)
    now = desk.ask("get_class", class_id=class_["id"])
    assert (now["completed"], now["enrolled"]) == (2, 2)
    wish = {"class_id": class_["id"], "basis": "签到表"}
    assert isinstance(desk.refused("correct_attendance", added=["b"], present=["b"], **wish), AlreadyEnrolled)
    assert desk.refused("correct_attendance", added=["x"], **wish).errors[0].pointer == "/added/0"
    other = desk.a_class()
    desk.ask("publish_class", class_id=other["id"])
    assert isinstance(desk.refused("enrol", class_id=other["id"], cadre_ids=["b"]), Overlap)
    desk.ask("correct_attendance", added=["d"], present=["d"], **wish)
    desk.people("e")
    assert isinstance(desk.refused("correct_attendance", added=["e"], present=["e"], **wish), ClassFull)


def test_attendance_of_a_running_class_is_taken_not_put_right(desk: Desk) -> None:
    desk.people("a")
    class_ = desk.a_running_class(["a"])
    assert isinstance(
        desk.refused("correct_attendance", class_id=class_["id"], present=["a"], basis="早"), NotInThisState
    )


def test_a_published_class_has_another_title_and_place_and_keeps_the_old_ones(desk: Desk) -> None:
    class_ = desk.a_class()
    assert isinstance(desk.refused("correct_class", class_id=class_["id"], title="新", basis="x"), NotInThisState)
    desk.ask("publish_class", class_id=class_["id"])
    wish = {"title": "第二期", "place": "党校报告厅", "code": "BC-NEW"}
    corrected = desk.ask("correct_class", class_id=class_["id"], basis="印发名称有误", **wish)
    assert [corrected[name] for name in wish] == list(wish.values())
    (revision,) = corrected["revisions"]
    assert revision["before"] == {"title": "班次", "place": None, "code": class_["code"]}
    assert (revision["by"], revision["basis"]) == ("officer", "印发名称有误")
    same = desk.ask("correct_class", class_id=class_["id"], basis="又", title="第二期")
    assert len(same["revisions"]) == 1, "what is so already is no revision"


def test_days_of_a_published_class_move_with_everybody_in_it_unless_somebody_is_elsewhere(desk: Desk) -> None:
    desk.people("a", "b")
    class_ = desk.a_running_class(["a", "b"])
    other = desk.a_class(begins="2025-03-10", sessions=[session(on="2025-03-10")])
    desk.ask("publish_class", class_id=other["id"])
    desk.ask("enrol", class_id=other["id"], cadre_ids=["b"])

    def moved(day: str) -> dict[str, Any]:
        sessions = [{"session_id": one["id"], "on": day} for one in class_["sessions"]]
        return {"class_id": class_["id"], "begins": day, "ends": day, "sessions": sessions, "basis": "改期"}

    out = {**moved("2025-03-10"), "sessions": []}
    assert isinstance(desk.refused("correct_class", **out), SessionOutsideClass)
    busy = desk.refused("correct_class", **moved("2025-03-10"))
    assert (type(busy), len(busy.errors)) == (Overlap, 1)
    corrected = desk.ask("correct_class", **moved("2025-03-12"))
    assert {one["on"] for one in corrected["sessions"]} == {"2025-03-12"}
    rows = desk.ask("list_enrolments", class_id=class_["id"])["items"]
    assert {row["begins"] for row in rows} == {"2025-03-12"}
    # The old days are free again, the new ones are taken.
    for day, state in (("2025-03-03", "enrolled"), ("2025-03-12", "refused")):
        third = desk.a_class(begins=day, sessions=[session(on=day)])
        desk.ask("publish_class", class_id=third["id"])
        if state == "refused":
            assert isinstance(desk.refused("enrol", class_id=third["id"], cadre_ids=["a"]), Overlap)
        else:
            assert desk.ask("enrol", class_id=third["id"], cadre_ids=["a"])["placed"] == 1


def test_a_larger_class_takes_in_who_waits_and_a_smaller_one_keeps_whom_it_has(desk: Desk) -> None:
    desk.people("a", "b")
    class_ = desk.a_class(capacity=1, waiting_places=1)
    desk.ask("publish_class", class_id=class_["id"])
    desk.ask("enrol", class_id=class_["id"], cadre_ids=["a", "b"])
    larger = desk.ask("correct_class", class_id=class_["id"], capacity=2, basis="增加名额")
    assert (larger["enrolled"], larger["waiting"]) == (2, 0)
    small = desk.refused("correct_class", class_id=class_["id"], capacity=1, basis="又")
    assert isinstance(small, InvalidFields)
    assert small.errors[0].pointer == "/capacity"


def test_hours_of_a_session_put_right_after_completion_reach_everybodys_ledger(desk: Desk) -> None:
    desk.people("a", "b")
    class_ = completed(desk, ["a", "b"], absent=["b"])
    first = class_["sessions"][0]["id"]
    wish = {"class_id": class_["id"], "sessions": [{"session_id": first, "hours": 6}], "basis": "课时核减"}
    corrected = desk.ask("correct_class", **wish, title="更正后的班次")
    assert (corrected["total_hours"], corrected["revisions"][0]["before"]) == (
        9,
        {"title": "班次", f"sessions/{first}/hours": 8},
    )
    assert (hours_of(desk, "a"), hours_of(desk, "b")) == (9, 0)
    (told,) = desk.told("completion.corrected.v1")
    assert (told["class_title"], told["hours"]["theory"]) == ("更正后的班次", 6)
    later = desk.ask("correct_class", class_id=class_["id"], completed_on="2025-03-05", basis="结业仪式日期")
    assert later["completed_on"] == "2025-03-05"
    days = [one["on"] for one in desk.ask("list_hours", cadre_id="a")["items"] if one["total_hours"] == 9]
    assert sorted(days) == ["2025-03-03", "2025-03-05"]
    future = desk.refused("correct_class", class_id=class_["id"], completed_on="2098-01-01", basis="误")
    assert future.code == "day-not-come"


def test_a_main_class_keeps_its_share_when_it_is_put_right(desk: Desk) -> None:
    class_ = desk.a_class("main", sessions=[session("theory", 7, compulsory=True), session("duty_capability", 3)])
    desk.ask("publish_class", class_id=class_["id"])
    less = [{"session_id": class_["sessions"][0]["id"], "hours": 6}]
    refused = desk.refused("correct_class", class_id=class_["id"], sessions=less, basis="误")
    assert isinstance(refused, BelowTheoryShare)


@pytest.mark.parametrize("order", ["right", "wrong first"])
def test_a_corrected_class_is_as_one_that_was_entered_right(desk: Desk, order: str) -> None:
    desk.people("a", "b", "c")
    sessions = [session("theory", 20), session("party_spirit", 2)]
    class_ = desk.a_running_class(["a", "b", "c"], code="SAME", sessions=sessions)
    short = class_["sessions"][1]["id"]
    right = {"present": ["a", "b"], "absent": ["c"]}
    leave = [{"session_id": short, "cadre_id": "b", "mark": "leave"}]
    if order == "right":
        desk.ask("record_attendance", class_id=class_["id"], exceptions=leave, **right)
        desk.ask("complete_class", class_id=class_["id"])
    else:
        desk.ask("record_attendance", class_id=class_["id"], present=["a", "c"], absent=["b"])
        desk.ask("complete_class", class_id=class_["id"])
        desk.ask("correct_attendance", class_id=class_["id"], exceptions=leave, basis="更正", **right)
    found = {id: (enrolment(desk, id)["state"], hours_of(desk, id)) for id in "abc"}
    assert found == {"a": ("completed", 22), "b": ("completed", 20), "c": ("withdrawn", 0)}
    now = desk.ask("get_class", class_id=class_["id"])
    assert (now["completed"], now["enrolled"]) == (2, 2)
    standing = {row["cadre_id"]: row["counted_hours"] for row in desk.ask("list_compliance", year=2025)["items"]}
    assert standing == {"a": 22, "b": 20, "c": 0}
