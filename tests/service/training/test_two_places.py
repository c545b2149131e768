"""A teacher is at one place at a time, whichever way a lesson comes there; what a session names is there."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from servicekit.errors import Problem
from tests.service.training.conftest import Desk, session


def a_teacher(desk: Desk, name: str = "示例") -> str:
    id: str = desk.ask("register_teacher", name=name, kind="special", synthetic=True)["id"]
    return id


def at_nine(teacher: str, hours: float = 2, begins_at: str = "09:00", **more: Any) -> dict[str, Any]:
    return session("theory", hours, teacher_id=teacher, begins_at=begins_at, **more)


def held(desk: Desk, teacher: str, **more: Any) -> dict[str, Any]:
    """A class in which the teacher is busy from nine to half past ten."""
    return desk.a_class(title="先排的班次", sessions=[at_nine(teacher)], **more)


def busy(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.errors[0].pointer


def test_a_teacher_who_teaches_elsewhere_at_that_hour_is_refused_with_the_class_and_the_hour(desk: Desk) -> None:
    teacher = a_teacher(desk)
    first = held(desk, teacher)
    second = desk.a_class()
    for begins_at in ("09:00", "10:29", "07:31"):
        wish = {"class_id": second["id"], "sessions": [at_nine(teacher, begins_at=begins_at)]}
        for method in ("set_sessions", "add_sessions"):
            assert desk.refused(method, **wish).code == "training/teacher-busy", (method, begins_at)
    refused = desk.refused("set_sessions", class_id=second["id"], sessions=[at_nine(teacher)])
    assert busy(refused) == ("training/teacher-busy", "/sessions/0/teacher_id")
    assert refused.detail_zh == "该教师2025-03-03（09:00—10:30）已在班次“先排的班次”讲授“课程”"
    assert refused.facts["clashes"][0]["class_id"] == first["id"]
    for begins_at in ("10:30", "07:30"):
        desk.ask("set_sessions", class_id=second["id"], sessions=[at_nine(teacher, begins_at=begins_at)])
    desk.ask("set_sessions", class_id=second["id"], sessions=[at_nine(a_teacher(desk, "另一示例"))])


def test_with_a_reason_two_classes_are_taught_together(desk: Desk) -> None:
    teacher = a_teacher(desk)
    held(desk, teacher)
    together = desk.a_class(sessions=[at_nine(teacher, overlap_reason="两班合班上课")])
    assert together["sessions"][0]["overlap_reason"] == "两班合班上课"


def test_twice_at_one_hour_in_one_class_is_refused_as_well(desk: Desk) -> None:
    teacher = a_teacher(desk)
    with pytest.raises(Problem) as refused:
        desk.a_class(sessions=[at_nine(teacher), at_nine(teacher, begins_at="10:00")])
    assert busy(refused.value) == ("training/teacher-busy", "/sessions/0/teacher_id")


def test_a_session_that_is_moved_or_given_to_another_teacher_is_looked_at(desk: Desk) -> None:
    teacher = a_teacher(desk)
    held(desk, teacher)
    later = desk.a_class(sessions=[at_nine(teacher, begins_at="14:00"), at_nine(a_teacher(desk, "另一示例"))])
    afternoon, morning = ({s["begins_at"]: s["id"] for s in later["sessions"]}[time] for time in ("14:00", "09:00"))
    given = {"class_id": later["id"], "session_id": morning, "teacher_id": teacher}
    assert desk.refused("replace_teacher", **given).code == "training/teacher-busy"
    desk.ask("publish_class", class_id=later["id"])
    moved = {"class_id": later["id"], "basis": "合成"}
    earlier = {"session_id": afternoon, "begins_at": "10:00"}
    assert desk.refused("correct_class", **moved, sessions=[earlier]).code == "training/teacher-busy"
    desk.ask("correct_class", **moved, sessions=[{**earlier, "overlap_reason": "两班合班上课"}])
    desk.ask("correct_class", **moved, sessions=[{"session_id": morning, "title": "改名"}])
    assert desk.ask("replace_teacher", **given, overlap_reason="代课半小时")["sessions"]


def test_a_make_up_class_is_looked_at_and_a_cancelled_one_frees_its_teacher(desk: Desk) -> None:
    teacher = a_teacher(desk)
    desk.people("a", "b")
    missed = desk.a_running_class(["a", "b"], sessions=[at_nine(teacher)])
    desk.ask("record_attendance", class_id=missed["id"], rest="present", absent=["b"])
    desk.ask("complete_class", class_id=missed["id"], completed_on="2025-03-03")
    other = desk.a_class(begins="2025-05-05", sessions=[at_nine(teacher, on="2025-05-05")])
    wish = {"class_id": missed["id"], "code": "BK-1", "title": "补课", "begins": "2025-05-05"}
    assert desk.refused("plan_make_up", **wish).code == "training/teacher-busy"
    desk.ask("cancel_class", class_id=other["id"], reason="合成")
    assert desk.ask("plan_make_up", **wish)["sessions"][0]["teacher_id"] == teacher


def test_of_two_who_plan_one_hour_of_a_teacher_at_once_one_is_refused(desk: Desk) -> None:
    teacher = a_teacher(desk)
    classes = [desk.a_class()["id"] for _ in range(4)]
    codes: list[str] = []

    def plan(class_id: str) -> None:
        try:
            desk.ask("set_sessions", class_id=class_id, sessions=[at_nine(teacher)])
            codes.append("planned")
        except Problem as problem:
            codes.append(problem.code)

    threads = [threading.Thread(target=plan, args=(id,)) for id in classes]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes) == ["planned", *["training/teacher-busy"] * 3]


def test_a_session_names_a_material_and_a_teaching_point_that_are_there(desk: Desk) -> None:
    class_ = desk.a_class()
    for name, code in (("material_id", "training/no-material"), ("point_id", "training/no-teaching-point")):
        refused = desk.refused("set_sessions", class_id=class_["id"], sessions=[session(**{name: "none"})])
        assert busy(refused) == (code, f"/sessions/0/{name}")
