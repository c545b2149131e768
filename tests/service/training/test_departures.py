"""Who retires, leaves or dies is in no class that ends afterwards, and is back where that was a mistake."""

from __future__ import annotations

from typing import Any

from tests.service.training.conftest import Desk, session

RETIRED = {"status": "retired", "status_entry": "16", "on": "2025-03-05", "kind": "due"}
LEFT, CHANGED = "cadre.retired.v1", "cadre.changed.v1"


def leaves(desk: Desk, *ids: str, sequence: int = 2, **more: Any) -> None:
    desk.hear("hear_departures", LEFT, *ids, sequence=sequence, **(RETIRED | more))
    desk.people(*ids, sequence=sequence, **(RETIRED | more))


def set_aside(desk: Desk, *ids: str, sequence: int = 3) -> None:
    desk.people(*ids, sequence=sequence, status="serving")
    desk.hear("hear_departures", CHANGED, *ids, sequence=sequence, status="serving", set_aside=["16"])


def open_class(desk: Desk, cadres: list[str], **more: Any) -> str:
    class_ = desk.a_class(**more)
    desk.ask("publish_class", class_id=class_["id"])
    desk.ask("enrol", class_id=class_["id"], cadre_ids=cadres)
    return str(class_["id"])


def states(desk: Desk, class_id: str) -> dict[str, str]:
    return {one["cadre_id"]: one["state"] for one in desk.ask("list_enrolments", class_id=class_id)["items"]}


def numbers(desk: Desk, class_id: str) -> tuple[int, int]:
    class_ = desk.ask("get_class", class_id=class_id)
    return class_["enrolled"], class_["waiting"]


def test_who_retires_is_on_no_roll_of_what_ends_afterwards_and_stays_on_what_was_before(desk):
    desk.people("a", "b")
    before = open_class(desk, ["a"], begins="2025-03-03", ends="2025-03-04")
    after = open_class(desk, ["a", "b"], begins="2025-03-05", ends="2025-03-07")
    leaves(desk, "a")
    assert states(desk, before) == {"a": "enrolled"}, "was there, and is to be completed"
    assert states(desk, after) == {"a": "withdrawn", "b": "enrolled"}
    assert numbers(desk, after) == (1, 0)
    assert desk.told("enrolment.withdrawn.v1")[-1]["cadre_id"] == "a"
    assert desk.ask("list_make_up", class_id=after)["items"] == []


def test_the_place_goes_to_who_waits_and_whoever_is_back_waits_then(desk):
    desk.people("a", "b")
    class_ = open_class(desk, ["a", "b"], begins="2025-03-05", capacity=1, waiting_places=1)
    leaves(desk, "a")
    assert states(desk, class_) == {"a": "withdrawn", "b": "enrolled"}
    set_aside(desk, "a")
    assert states(desk, class_) == {"a": "waiting", "b": "enrolled"}
    assert numbers(desk, class_) == (1, 1)


def test_retired_by_mistake_and_set_aside_the_place_is_as_before(desk):
    desk.people("a")
    class_ = open_class(desk, ["a"], begins="2025-03-05")
    (before,) = desk.ask("list_enrolments", class_id=class_)["items"]
    leaves(desk, "a")
    set_aside(desk, "a")
    (now,) = desk.ask("list_enrolments", class_id=class_)["items"]
    assert {**now, "version": 0} == {**before, "version": 0}
    other = desk.a_class(begins="2025-03-05")
    desk.ask("publish_class", class_id=other["id"])
    refused = desk.refused("enrol", class_id=other["id"], cadre_ids=["a"])
    assert refused.code == "training/overlap", "the days are taken again"


def test_an_entry_that_takes_the_place_of_the_mistaken_one_keeps_them_out(desk):
    desk.people("a")
    class_ = open_class(desk, ["a"], begins="2025-03-05")
    leaves(desk, "a")
    corrected = {"status": "retired", "status_entry": "17", "set_aside": ["16"]}
    desk.hear("hear_departures", CHANGED, "a", sequence=3, **corrected)
    set_aside(desk, "a", sequence=4)
    assert states(desk, class_) == {"a": "withdrawn"}, "another entry says so now"
    desk.hear("hear_departures", CHANGED, "a", sequence=5, status="serving", set_aside=["16", "17"])
    assert states(desk, class_) == {"a": "enrolled"}


def test_word_of_before_that_comes_late_takes_nobody_out_who_serves_by_a_newer_one(desk):
    desk.people("a", sequence=7)
    class_ = open_class(desk, ["a"], begins="2025-03-05")
    desk.hear("hear_departures", LEFT, "a", sequence=2, **RETIRED)
    assert states(desk, class_) == {"a": "enrolled"}


def test_who_has_retired_was_in_the_sessions_until_then_and_in_none_afterwards(desk):
    desk.people("a", "b")
    days = [session("theory", 8, compulsory=True, on="2025-03-05"), session("duty_capability", 3, on="2025-03-06")]
    class_ = desk.a_running_class(["a", "b"], sessions=days, begins="2025-03-05", ends="2025-03-07")["id"]
    by_day = {one["on"]: one["id"] for one in desk.ask("get_class", class_id=class_)["sessions"]}
    leaves(desk, "a", status_since="2025-03-05")
    for on, id in by_day.items():
        wish = {"class_id": class_, "session_ids": [id], "present": ["a", "b"]}
        if on <= "2025-03-05":
            assert desk.ask("record_attendance", **wish)["sheets"][0]["present"] == 2
            continue
        refused = desk.refused("record_attendance", **wish)
        assert (refused.code, refused.errors[0].pointer) == ("training/retired", "/present")
        assert desk.ask("record_attendance", **{**wish, "present": ["b"], "absent": ["a"]})["sheets"][0]["absent"] == 1
    assert set(by_day) > {"2025-03-05"}
