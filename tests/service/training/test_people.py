"""Enrolment, attendance, completion and hours, against the real database."""

from __future__ import annotations

import concurrent.futures

import pytest

from servicekit import clock
from servicekit.errors import InvalidFields, KeyReused, NotFound
from servicekit.principal import Principal
from services.training.errors.common import NotInThisState, UnknownCadre
from services.training.errors.enrolments import (
    AlreadyEnrolled,
    AttendanceMissing,
    ClassFull,
    LeaveTooLong,
    NotEnrolled,
    Overlap,
    Retired,
)
from services.training.errors.resources import AlreadyRated
from tests.service.training.conftest import CITY, OTHER_UNIT, UNIT, Desk, self_of, session, unit_officer


def enrolments(desk: Desk, **wish):
    return desk.ask("list_enrolments", **wish)["items"]


def test_each_of_a_list_gets_a_result_of_their_own(desk):
    desk.people("a", "b", "c")
    desk.people("old", status="retired")
    class_ = desk.a_class(capacity=2, waiting_places=1)
    desk.ask("publish_class", class_id=class_["id"])
    answer = desk.ask("enrol", class_id=class_["id"], cadre_ids=["a", "old", "nobody", "b", "c"])
    assert [r["state"] for r in answer["results"]] == ["enrolled", "refused", "refused", "enrolled", "waiting"]
    assert [r["code"] for r in answer["results"] if r["state"] == "refused"] == [
        "training/retired",
        "training/unknown-cadre",
    ]
    assert (answer["enrolled"], answer["waiting"], answer["placed"]) == (2, 1, 2)
    assert [e["cadre_id"] for e in desk.told("enrolment.placed.v1")] == ["a", "b"]
    assert [e["cadre_id"] for e in desk.told("enrolment.waiting.v1")] == ["c"]


@pytest.mark.parametrize(
    ("cadre", "problem"),
    [
        ("old", Retired),
        ("nobody", UnknownCadre),
        ("busy", Overlap),
        ("in", AlreadyEnrolled),
    ],
)
def test_when_nobody_can_be_enrolled_the_command_is_refused(desk, cadre, problem):
    desk.people("busy", "in")
    desk.people("old", status="retired")
    other = desk.a_class(begins="2025-03-03", ends="2025-03-07")
    desk.ask("publish_class", class_id=other["id"])
    desk.ask("enrol", class_id=other["id"], cadre_ids=["busy"])
    class_ = desk.a_class(begins="2025-03-07")
    desk.ask("publish_class", class_id=class_["id"])
    desk.ask("enrol", class_id=class_["id"], cadre_ids=["in"])
    refused = desk.refused("enrol", class_id=class_["id"], cadre_ids=[cadre])
    assert isinstance(refused, problem)
    assert [e.pointer for e in refused.errors] == ["/cadre_ids/0"]


def test_beyond_capacity_and_waiting_list_the_class_is_full(desk):
    desk.people("a", "b")
    class_ = desk.a_class(capacity=1, waiting_places=0)
    desk.ask("publish_class", class_id=class_["id"])
    desk.ask("enrol", class_id=class_["id"], cadre_ids=["a"])
    assert isinstance(desk.refused("enrol", class_id=class_["id"], cadre_ids=["b"]), ClassFull)


def test_a_withdrawal_moves_the_waiting_list_up(desk):
    desk.people("a", "b", "c")
    class_ = desk.a_class(capacity=1, waiting_places=2)
    desk.ask("publish_class", class_id=class_["id"])
    first = desk.ask("enrol", class_id=class_["id"], cadre_ids=["a", "b", "c"])["results"][0]
    answer = desk.ask("withdraw", enrolment_id=first["enrolment_id"], reason="工作需要")
    assert answer["promoted"] == ["b"]
    now = desk.ask("get_class", class_id=class_["id"])
    assert (now["enrolled"], now["waiting"]) == (1, 1)
    assert {e["cadre_id"]: e["state"] for e in enrolments(desk)} == {"a": "withdrawn", "b": "enrolled", "c": "waiting"}
    again = desk.ask("enrol", class_id=class_["id"], cadre_ids=["a"])["results"][0]
    assert (again["state"], again["enrolment_id"]) == ("waiting", first["enrolment_id"])


def test_many_at_once_never_get_more_places_than_there_are(desk):
    ids = desk.people(*(f"c{n}" for n in range(24)))
    class_ = desk.a_class(capacity=10, waiting_places=4)
    desk.ask("publish_class", class_id=class_["id"])

    def enrol(cadre_id):
        try:
            return desk.ask("enrol", class_id=class_["id"], cadre_ids=[cadre_id])["results"][0]["state"]
        except ClassFull:
            return "full"

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        states = list(pool.map(enrol, ids))
    assert (states.count("enrolled"), states.count("waiting"), states.count("full")) == (10, 4, 10)
    now = desk.ask("get_class", class_id=class_["id"])
    assert (now["enrolled"], now["waiting"]) == (10, 4)


def test_one_cadre_enrolled_in_two_overlapping_classes_at_once_gets_one(desk):
    for number in range(6):
        desk.people(f"z{number}")
        pair = [desk.a_class(begins="2025-03-03", ends="2025-03-07") for _ in range(2)]
        for class_ in pair:
            desk.ask("publish_class", class_id=class_["id"])

        def enrol(class_, cadre=f"z{number}"):
            try:
                return desk.ask("enrol", class_id=class_["id"], cadre_ids=[cadre])["placed"]
            except Overlap:
                return 0

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(enrol, pair)) == 1


def test_the_same_key_enrols_once_and_another_body_is_refused(desk):
    desk.people("a", "b")
    class_ = desk.a_class()
    desk.ask("publish_class", class_id=class_["id"])
    one = desk.ask("enrol", once="k1", class_id=class_["id"], cadre_ids=["a"])
    assert desk.ask("enrol", once="k1", class_id=class_["id"], cadre_ids=["a"]) == one
    with pytest.raises(KeyReused):
        desk.ask("enrol", once="k1", class_id=class_["id"], cadre_ids=["b"])
    assert len(enrolments(desk)) == 1


def test_attendance_for_someone_not_enrolled_is_refused(desk):
    desk.people("a", "b")
    class_ = desk.a_running_class(["a"])
    refused = desk.refused("record_attendance", class_id=class_["id"], present=["a", "b"])
    assert isinstance(refused, NotEnrolled)
    assert [e.pointer for e in refused.errors] == ["/present/1"]


def test_completion_credits_hours_and_dismisses_who_missed_over_a_seventh(desk):
    ids = desk.people("a", "b", "c")
    class_ = desk.a_running_class(
        ids,
        "rotation",
        round=3,
        sessions=[session("theory", 6), session("party_spirit", 1), session("duty_capability", 7)],
    )
    sessions = {s["category"]: s["id"] for s in class_["sessions"]}
    desk.ask(
        "record_attendance",
        class_id=class_["id"],
        rest="present",
        exceptions=[
            {"session_id": sessions["party_spirit"], "cadre_id": "b", "mark": "leave"},
            {"session_id": sessions["theory"], "cadre_id": "c", "mark": "leave"},
        ],
    )
    refused = desk.refused("complete_class", class_id=class_["id"], cadre_ids=["c"])
    assert isinstance(refused, LeaveTooLong)
    assert (refused.facts["missed_hours"], refused.facts["total_hours"], refused.facts["limit"]) == (6, 14, "1/7")
    early = desk.ask("complete_class", class_id=class_["id"], cadre_ids=["a"], grades={"a": "excellent"})
    assert (early["state"], early["completed"]) == ("running", 1)
    assert early["version"] == desk.ask("get_class", class_id=class_["id"])["version"]
    answer = desk.ask("complete_class", class_id=class_["id"])
    assert (answer["state"], answer["completed"], answer["withdrawn"]) == ("completed", 1, 1)
    assert answer["results"][1]["code"] == "training/leave-too-long"
    told = desk.told("completion.recorded.v1")
    assert [(e["cadre_id"], e["class_kind"], e["round"], e["county_level_or_above"]) for e in told] == [
        ("a", "rotation", 3, True),
        ("b", "rotation", 3, True),
    ]
    assert told[1]["hours"] == {"theory": 6, "party_spirit": 0, "duty": 7, "other": 0}
    assert len({e["certificate_number"] for e in told}) == 2
    assert [e["total_hours"] for e in desk.told("hours.credited.v1")] == [14, 13]
    listed = enrolments(desk, class_kind="rotation", round=3, state="completed", county_level_or_above=True)
    assert {e["cadre_id"] for e in listed} == {"a", "b"}
    assert isinstance(desk.refused("complete_class", class_id=class_["id"]), NotInThisState)


def test_a_class_without_attendance_is_not_completed(desk):
    desk.people("a")
    class_ = desk.a_running_class(["a"])
    desk.ask("record_attendance", class_id=class_["id"], session_ids=[class_["sessions"][0]["id"]], rest="present")
    refused = desk.refused("complete_class", class_id=class_["id"])
    assert isinstance(refused, AttendanceMissing)
    assert refused.facts["session_ids"] == [class_["sessions"][1]["id"]]


def test_attendance_is_taken_anew_on_the_days_of_the_class_and_what_stood_there_is_kept(desk):
    desk.people("a")
    day = clock.day_of(clock.now()).isoformat()
    class_ = desk.a_running_class(["a"], begins=day)
    desk.ask("record_attendance", class_id=class_["id"], rest="absent")
    desk.ask("record_attendance", class_id=class_["id"])
    desk.ask("record_attendance", class_id=class_["id"], rest="present")
    (sheet, _) = desk.ask("list_attendance", class_id=class_["id"])["sheets"]
    assert [(one["before"], one["after"]) for one in sheet["changes"]] == [("absent", None), (None, "present")]


def test_attendance_may_be_corrected_and_is_read_back(desk):
    desk.people("a", "b")
    class_ = desk.a_running_class(["a", "b"])
    desk.ask("record_attendance", class_id=class_["id"], rest="absent")
    anew = {"class_id": class_["id"], "rest": "present", "leave": ["b"]}
    late = desk.refused("record_attendance", **anew)
    assert (late.code, late.errors[0].pointer) == ("training/basis-needed", "/basis")
    desk.ask("record_attendance", **anew, basis="签到表")
    sheets = desk.ask("list_attendance", class_id=class_["id"])["sheets"]
    assert [(one["cadre_id"], one["before"], one["after"], one["basis"]) for one in sheets[0]["changes"]] == [
        ("a", "absent", "present", "签到表"),
        ("b", "absent", "leave", "签到表"),
    ]
    assert sheets[0]["taken_by"] == "officer"
    desk.ask("record_attendance", **anew)
    assert desk.ask("list_attendance", class_id=class_["id"])["sheets"] == sheets, "nothing has changed by that"
    assert [(s["present"], s["leave_ids"], s["absent"]) for s in sheets] == [(1, ["b"], 0)] * 2
    assert desk.ask("list_attendance", class_id=class_["id"], by=self_of("a"))["sheets"][0]["leave_ids"] == []


def test_a_cancelled_class_frees_everybody(desk):
    desk.people("a")
    class_ = desk.a_running_class(["a"])
    desk.ask("cancel_class", class_id=class_["id"], reason="安排调整")
    assert enrolments(desk)[0]["state"] == "cancelled"
    other = desk.a_class()
    desk.ask("publish_class", class_id=other["id"])
    assert desk.ask("enrol", class_id=other["id"], cadre_ids=["a"])["placed"] == 1


def test_a_unit_officer_sees_and_enrols_the_own_unit_only(desk):
    desk.people("mine")
    desk.people("theirs", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    class_ = desk.a_class()
    desk.ask("publish_class", class_id=class_["id"])
    officer = unit_officer(UNIT)
    answer = desk.ask("enrol", by=officer, class_id=class_["id"], cadre_ids=["mine", "theirs"])
    assert [r.get("code") for r in answer["results"]] == [None, "training/unknown-cadre"]
    enrolled = desk.ask("enrol", class_id=class_["id"], cadre_ids=["theirs"])["results"][0]["enrolment_id"]
    assert {e["cadre_id"] for e in enrolments(desk, by=officer)} == {"mine"}
    for method in ("withdraw", "get_enrolment"):
        with pytest.raises(NotFound):
            desk.ask(method, by=officer, enrolment_id=enrolled, **({"reason": "x"} if method == "withdraw" else {}))
    assert {e["cadre_id"] for e in enrolments(desk, by=self_of("theirs"))} == {"theirs"}
    assert enrolments(desk, by=Principal("nobody", scope=self_of("x").scope)) == []


def test_enrolments_are_imported_by_class_code(desk):
    desk.people("a", "b")
    class_ = desk.a_class(code="DR-1")
    desk.ask("publish_class", class_id=class_["id"])
    draft = desk.a_class(code="DR-2")
    rows = [
        {"cadre_id": "a", "class_code": "DR-1"},
        {"cadre_id": "b", "class_id": class_["id"]},
        {"cadre_id": "a", "class_code": "DR-9"},
        {"cadre_id": "nobody", "class_code": "DR-1"},
        {"cadre_id": "b", "class_id": draft["id"]},
        {"cadre_id": "b"},
    ]
    assert desk.ask("import_enrolments", rows=rows, dry_run=True)["done"] == 2
    assert enrolments(desk) == []
    answer = desk.ask("import_enrolments", rows=rows)
    assert (answer["done"], [bool(r.get("errors")) for r in answer["results"]]) == (
        2,
        [False, False, True, True, True, True],
    )
    assert len(enrolments(desk, class_code="DR-1")) == 2


def test_230_people_are_enrolled_attended_and_completed_in_one_command_each(desk):
    ids = desk.people(*(f"p{n:03d}" for n in range(230)))
    class_ = desk.a_class("rotation", capacity=250)
    desk.ask("publish_class", class_id=class_["id"])
    assert desk.ask("enrol", class_id=class_["id"], cadre_ids=ids)["placed"] == 230
    desk.ask("start_class", class_id=class_["id"])
    desk.ask("record_attendance", class_id=class_["id"], rest="present")
    assert desk.ask("complete_class", class_id=class_["id"])["completed"] == 230
    assert len(desk.told("completion.recorded.v1")) == 230
    first = desk.ask("list_class_enrolments", class_id=class_["id"], limit=200)
    rest = desk.ask("list_class_enrolments", class_id=class_["id"], limit=200, cursor=first["next"])
    assert [e["cadre_id"] for e in first["items"] + rest["items"]] == ids, "in the order of the list that was enrolled"
    assert desk.db["journal"].count_documents({"events.type": "completion.recorded.v1"}) == 1


@pytest.mark.parametrize(
    "wish",
    [{"cadre_ids": []}, {"cadre_ids": "a"}, {"cadre_ids": [f"c{n}" for n in range(501)]}, {"cadre_ids": ["a"], "x": 1}],
)
def test_a_wrong_list_is_refused(desk, wish):
    assert isinstance(desk.refused("enrol", class_id="cls-1", **wish), InvalidFields)


def test_a_teacher_is_rated_once_by_each_trainee_and_nobody_learns_by_whom(desk):
    desk.people("a", "b")
    teacher = desk.ask("register_teacher", name="示例", kind="special", code="T1")["id"]
    class_ = desk.a_running_class(["a"], sessions=[session(teacher_id=teacher)])
    wish = {"teacher_id": teacher, "class_id": class_["id"], "score": 4}
    assert desk.ask("rate_teacher", cadre_id="a", by=self_of("a"), **wish) == {
        "teacher_id": teacher,
        "ratings": 1,
        "mean_rating": 4.0,
    }
    assert isinstance(desk.refused("rate_teacher", cadre_id="a", **wish), AlreadyRated)
    assert isinstance(desk.refused("rate_teacher", cadre_id="b", **wish), NotEnrolled)
    with pytest.raises(NotEnrolled):
        desk.ask("rate_teacher", cadre_id="a", by=self_of("b"), **wish)
