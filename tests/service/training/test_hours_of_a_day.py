"""Hours (学时) have a bound: a day holds no more than the rule says, and one online record is one course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.training.conftest import Desk, session
from tests.service.training.test_outside import record, school


@pytest.fixture
def eight(desk: Desk) -> Iterator[Desk]:
    """A day holds eight hours, as shipped."""
    desk.hours_per_day(8)
    yield desk
    desk.hours_per_day(100)


def too_many(problem: Any) -> tuple[str, str, int]:
    return problem.code, problem.errors[0].pointer, problem.facts["limit"]


def test_a_timetable_has_no_more_hours_on_a_day_than_it_holds(eight: Desk) -> None:
    full = [session("theory", 4), session("duty_capability", 4)]
    with pytest.raises(Exception) as refused:
        eight.a_class(sessions=[session("theory", 40)])
    assert too_many(refused.value) == ("training/too-many-hours", "/sessions/0/hours", 8)
    class_ = eight.a_class(sessions=full, ends="2025-03-04")
    more = eight.refused("add_sessions", class_id=class_["id"], sessions=[session("theory", 0.5)])
    assert too_many(more) == ("training/too-many-hours", "/sessions/2/hours", 8)
    eight.ask("add_sessions", class_id=class_["id"], sessions=[session("theory", 8, on="2025-03-04")])
    eight.ask("publish_class", class_id=class_["id"])
    wish = {
        "class_id": class_["id"],
        "basis": "合成",
        "sessions": [{"session_id": class_["sessions"][0]["id"], "hours": 5}],
    }
    assert eight.refused("correct_class", **wish).code == "training/too-many-hours"
    online = eight.a_class("online", sessions=[session("theory", 20)])
    assert online["total_hours"] == 20, "what is studied online is of no single day"


def test_training_elsewhere_has_no_more_hours_than_its_days_hold(eight: Desk) -> None:
    eight.people("a")
    central = school(eight)
    days = {"begins": "2025-03-03", "ends": "2025-03-07", "party_spirit": 0}
    refused = eight.refused("record_outside", **record(central, **days, theory=500))
    assert too_many(refused) == ("training/too-many-hours", "/theory", 40)
    filled_in = eight.refused("record_outside", **record(central, **days | {"party_spirit": 500}, theory=0))
    assert too_many(filled_in) == ("training/too-many-hours", "/party_spirit", 40)
    assert eight.ask("record_outside", **record(central, **days, theory=40))["total_hours"] == 40


def test_one_online_record_is_one_course(desk: Desk) -> None:
    desk.people("a")
    wish = {
        "platform": "beijiang_cloud",
        "record_id": "r-1",
        "cadre_id": "a",
        "course": "演示课程",
        "category": "theory",
    }
    wish |= {"finished_on": "2025-03-03", "synthetic": True}
    assert too_many(desk.refused("accept_online_record", **wish, hours=500)) == (
        "training/too-many-hours", "/hours", 100,
    )  # fmt: skip
    assert desk.ask("accept_online_record", **wish, hours=40)["hours"] == 40


DEATH = {"status": "deceased", "status_entry": "16", "on": "2025-03-05", "status_since": "2025-03-05"}


def dies(desk: Desk, *ids: str) -> None:
    desk.hear("hear_departures", "cadre.left.v1", *ids, sequence=2, **DEATH)
    desk.people(*ids, sequence=2, **DEATH)


def test_nothing_is_learnt_after_a_death_and_what_was_before_is_entered(desk: Desk) -> None:
    desk.people("a")
    dies(desk, "a")
    platform = {"platform": "beijiang_cloud", "cadre_id": "a", "course": "演示课程", "category": "theory", "hours": 2}
    after = desk.refused("accept_online_record", **platform, record_id="1", finished_on="2025-03-06")
    assert (after.code, after.errors[0].pointer) == ("has-died", "/finished_on")
    assert desk.ask("accept_online_record", **platform, record_id="1", finished_on="2025-03-05")["hours"] == 2
    central = school(desk)
    late = desk.refused("record_outside", **record(central, begins="2025-03-03", ends="2025-03-06"))
    assert (late.code, late.errors[0].pointer) == ("has-died", "/ends")
    assert desk.ask("record_outside", **record(central, begins="2025-03-03", ends="2025-03-05"))


def test_who_died_in_the_middle_of_a_class_is_marked_for_the_days_before_and_for_none_after(desk: Desk) -> None:
    desk.people("a", "b")
    sessions = [session("theory", 4, on=f"2025-03-0{day}") for day in (4, 5, 6)]
    class_ = desk.a_class(sessions=sessions, begins="2025-03-03", ends="2025-03-07")
    desk.ask("publish_class", class_id=class_["id"])
    desk.ask("enrol", class_id=class_["id"], cadre_ids=["a", "b"])
    desk.ask("start_class", class_id=class_["id"])
    dies(desk, "a")
    first, second, third = (one["id"] for one in class_["sessions"])
    take = {"class_id": class_["id"], "rest": "present"}
    after = desk.refused("record_attendance", session_ids=[second, third], present=["a"], **take)
    assert (after.code, after.facts["died_on"]) == ("has-died", "2025-03-05")
    desk.ask("record_attendance", session_ids=[first, second], present=["a"], **take)
    desk.ask("record_attendance", session_ids=[third], **take)
    sheets = {one["session_id"]: one for one in desk.db["sheets"].find({"class_id": class_["id"]})}
    assert [sorted(sheets[id]["present"]) for id in (first, second, third)] == [["a", "b"], ["a", "b"], ["b"]]
    desk.ask("complete_class", class_id=class_["id"])
    right = {"class_id": class_["id"], "session_ids": [third], "present": ["a"], "basis": "合成"}
    assert desk.refused("correct_attendance", **right).code == "has-died"
