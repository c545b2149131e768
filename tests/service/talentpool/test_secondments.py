"""Secondments: begun and ended by their days, never two at once, and followed by what befalls the cadre."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from servicekit.errors import Problem
from services.talentpool.model import engagements
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, as_any_of, of_unit, self_of
from tests.support.days import iso, today
from tests.support.results import a_result


def day(offset: int) -> str:
    return (today() + timedelta(days=offset)).isoformat()


def a_cadre(desk: Desk, **state: Any) -> str:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}", **state)
    return cadre_id


def out(cadre_id: str | None, begins: int = 10, ends: int = 100, **more: Any) -> dict[str, Any]:
    return {
        "kind": "follow",
        "direction": "out",
        "cadre_id": cadre_id,
        "host": "qingdao",
        "begins": day(begins),
        "ends": day(ends),
        "basis": "合成",
        "synthetic": True,
        **more,
    }


def plan(desk: Desk, cadre_id: str, begins: int = 10, ends: int = 100, **more: Any) -> str:
    return str(desk.ask("plan_secondment", **out(cadre_id, begins, ends, **more))["id"])


def get(desk: Desk, id: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = desk.ask("get_secondment", secondment_id=id, **more)
    return found


def restrict(desk: Desk, cadre_id: str, restricted: bool, sequence: int, effects: Sequence[str] = ("pool",)) -> None:
    desk.hear(
        "member_standings",
        "standing.changed.v1",
        cadre_id,
        service="supervision",
        sequence=sequence,
        cadre_id=cadre_id,
        restricted=restricted,
        effects=list(effects) if restricted else [],
    )


def test_a_secondment_begins_and_ends_by_its_days(desk: Desk) -> None:
    id = plan(desk, a_cadre(desk), -20, -1)
    assert get(desk, id)["state"] == "planned"
    desk.tick()
    assert get(desk, id)["state"] == "completed"
    assert get(desk, id)["ended_on"] == day(-1)
    told = [
        event["state"] for name in ("planned", "begun", "completed") for event in desk.told(f"secondment.{name}.v1")
    ]
    assert told == ["planned", "running", "completed"]


def test_the_place_outside_gives_the_region(desk: Desk) -> None:
    id = plan(desk, a_cadre(desk))
    assert get(desk, id)["region"] == "370200"
    refused = desk.refused("plan_secondment", **out(a_cadre(desk), host="atlantis"))
    assert refused.code == "unknown-entry"
    assert "qingdao" in refused.facts["allowed"]


def test_two_secondments_of_a_cadre_do_not_overlap(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    first = plan(desk, cadre_id, 10, 40)
    refused = desk.refused("plan_secondment", **out(cadre_id, 40, 60))
    assert refused.code == "talentpool/secondment-overlap"
    assert refused.facts["secondment_id"] == first
    second = plan(desk, cadre_id, 41, 60)
    refused = desk.refused("extend_secondment", secondment_id=first, ends=day(41), basis="合成")
    assert refused.code == "talentpool/secondment-not-in-this-state"
    desk.ask("cancel_secondment", secondment_id=first, decided_by="合成人", basis="合成")
    assert plan(desk, cadre_id, 20, 40) != second


@pytest.mark.parametrize("seconded_before", [False, True])
def test_of_two_at_once_exactly_one_is_planned(desk: Desk, seconded_before: bool) -> None:
    cadre_id = a_cadre(desk)
    if seconded_before:
        plan(desk, cadre_id, 200, 210)
    answers: list[str] = []

    def try_it() -> None:
        try:
            answers.append(plan(desk, cadre_id, 10, 40))
        except Problem as problem:
            answers.append(problem.code)

    both = [threading.Thread(target=try_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert answers.count("talentpool/secondment-overlap") == 1
    assert desk.db["secondments"].count_documents({"cadre_id": cadre_id}) == 1 + seconded_before


def test_an_extension_must_leave_the_next_one_its_days(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    first = plan(desk, cadre_id, -5, 40)
    desk.tick()
    plan(desk, cadre_id, 60, 80)
    refused = desk.refused("extend_secondment", secondment_id=first, ends=day(60), basis="合成")
    assert refused.code == "talentpool/secondment-overlap"
    assert desk.ask("extend_secondment", secondment_id=first, ends=day(59), basis="合成")["ends"] == day(59)
    waiting = desk.deadline("secondment_ends", first)
    assert waiting is not None
    assert waiting["due_on"] == day(59)


def test_an_early_end_gives_the_other_days_back(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id, -5, 40)
    desk.tick()
    desk.ask("end_secondment", secondment_id=id, decided_by="合成人", basis="合成")
    assert plan(desk, cadre_id, 1, 40)
    assert desk.refused("end_secondment", secondment_id=id, decided_by="人", basis="晚").status == 409


def test_a_restricted_cadre_is_not_seconded(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    restrict(desk, cadre_id, True, 1)
    assert desk.refused("plan_secondment", **out(cadre_id)).code == "talentpool/secondment-restricted"
    restrict(desk, cadre_id, False, 3)
    restrict(desk, cadre_id, True, 2)  # Comes late, and changes nothing.
    assert plan(desk, cadre_id)


def test_a_restriction_during_it_is_shown_and_a_person_decides(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id, -5, 40)
    desk.tick()
    restrict(desk, cadre_id, True, 1)
    found = get(desk, id)
    assert (found["state"], found["restricted"], found["undecided"]) == ("running", True, True)
    assert [event["undecided"] for event in desk.told("secondment.restricted.v1")] == [True]
    assert [row["id"] for row in desk.ask("list_secondments", undecided=True)["items"]] == [id]
    refused = desk.refused("extend_secondment", secondment_id=id, ends=day(50), basis="合成")
    assert refused.code == "talentpool/secondment-restricted"
    wish = {"secondment_id": id, "decided_by": "合成人", "basis": "合成"}
    assert desk.ask("decide_secondment", **wish, go_on=True)["undecided"] is False
    assert desk.refused("decide_secondment", **wish, go_on=False).code == "talentpool/secondment-not-in-this-state"
    restrict(desk, cadre_id, False, 2)
    restrict(desk, cadre_id, True, 3)
    assert desk.ask("decide_secondment", **wish, go_on=False)["state"] == "ended_early"


def test_a_planned_one_waits_for_the_decision_and_begins_when_the_restriction_is_lifted(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id, 0, 40)
    restrict(desk, cadre_id, True, 1)
    desk.tick()
    assert get(desk, id)["state"] == "planned"
    restrict(desk, cadre_id, False, 2)
    assert get(desk, id)["state"] == "running"


def test_a_cadre_who_retires_is_seconded_no_longer(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    running, planned = plan(desk, cadre_id, -5, 40), plan(desk, cadre_id, 60, 80)
    desk.tick()
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", handler="secondments_roster", status="retired")
    assert [get(desk, id)["state"] for id in (running, planned)] == ["ended_early", "cancelled"]
    # The service's replica of the roster has not heard of it yet; then it has.
    assert desk.refused("plan_secondment", **out(cadre_id)).code == "talentpool/secondment-not-serving"
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", status="retired")
    assert desk.refused("plan_secondment", **out(cadre_id)).code == "talentpool/secondment-not-serving"


def test_a_cadre_who_moves_takes_the_secondment_along(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id)
    moved = {"unit_id": OTHER_UNIT, "unit_ids": [CITY, OTHER_UNIT]}
    desk.people(cadre_id, sequence=5, handler="secondments_roster", **moved)
    desk.people(cadre_id, sequence=4, handler="secondments_roster")  # Comes late, and changes nothing.
    assert get(desk, id, by=of_unit(OTHER_UNIT))["unit_ids"] == [CITY, OTHER_UNIT]
    assert [event["unit_ids"] for event in desk.told("secondment.moved.v1")] == [[CITY, OTHER_UNIT]]


def test_a_unit_that_is_no_more_is_no_host(desk: Desk) -> None:
    desk.units(UNIT, state="closed")
    wish = out(a_cadre(desk), direction="within", host=None, host_unit_id=UNIT)
    assert desk.refused("plan_secondment", **wish).code == "talentpool/secondment-place"
    assert desk.refused("plan_secondment", **{**wish, "host_unit_id": "unt-none"}).code == "unknown-unit"


def test_reports_are_due_and_counted_when_missed(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id, -100, 300)
    desk.tick()
    desk.tick()
    found = get(desk, id)
    assert (found["state"], found["reports_missed"]) == ("running", 1)
    assert found["report_due_on"] > iso()
    report = {"secondment_id": id, "text": "合成小结"}
    desk.ask("report_secondment", by=self_of(cadre_id), **report, classification="internal")
    assert len(get(desk, id)["reports"]) == 1
    refused = desk.refused("report_secondment", by=self_of(cadre_id), **report, classification="secret")
    assert refused.errors[0].code == "classified"
    somebody = self_of(a_cadre(desk))
    assert desk.refused("report_secondment", by=somebody, **report, classification="internal").status == 404


def test_the_host_unit_evaluates_and_the_home_unit_does_not(desk: Desk) -> None:
    desk.units(CITY, UNIT, OTHER_UNIT)
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id, -5, 40, direction="within", host=None, host_unit_id=OTHER_UNIT, kind="front_line")
    desk.tick()
    wish = {
        "secondment_id": id,
        "side": "host",
        "evaluated_by": "合成人",
        "grade": "good",
        "text": "合成评价",
        "classification": "internal",
    }
    assert desk.refused("evaluate_secondment", by=of_unit(UNIT), **wish).code == "talentpool/not-the-host"
    own = {**wish, "side": "organisation"}
    assert desk.refused("evaluate_secondment", by=of_unit(OTHER_UNIT), **own).code == "talentpool/not-the-host"
    desk.ask("evaluate_secondment", by=of_unit(OTHER_UNIT), **wish)
    desk.ask("evaluate_secondment", **own)
    for who in as_any_of(cadre_id):
        assert [one["text"] for one in get(desk, id, by=who)["evaluations"]] == [None, None]
    report = {"secondment_id": id, "text": "合成小结", "classification": "internal"}
    answered = desk.ask("report_secondment", by=self_of(cadre_id), **report)
    assert [one["text"] for one in answered["evaluations"]] == [None, None]
    assert [one["side"] for one in get(desk, id)["evaluations"]] == ["host", "organisation"]
    assert desk.refused("evaluate_secondment", **{**own, "grade": "splendid"}).code == "unknown-entry"


def test_a_guest_comes_in_without_being_in_the_roster(desk: Desk) -> None:
    desk.units(CITY, UNIT)
    wish = out(None, -5, 40, direction="in", kind="post", host="hohhot", host_unit_id=UNIT, guest_code="G-01")
    id = desk.ask("plan_secondment", **wish)["id"]
    assert desk.refused("plan_secondment", **wish).code == "talentpool/secondment-overlap"
    desk.tick()
    assert get(desk, id, by=of_unit(UNIT))["state"] == "running"
    assert desk.told("secondment.begun.v1")[-1]["cadre_id"] is None
    plan(desk, a_cadre(desk), host="hohhot", kind="post")
    balance = desk.ask("secondment_balance", region="150100")
    assert balance == {"region": "150100", "out": {"planned": 1}, "coming": {"running": 1}, "difference": 0}


def test_many_at_once_are_checked_against_each_other(desk: Desk) -> None:
    one, other = a_cadre(desk), a_cadre(desk)
    rows = [out(one, 10, 20), out(one, 20, 30), out(other, 10, 20), out("cad-nobody"), out(one, 21, 30)]
    for dry_run in (True, False):
        results = desk.ask("import_secondments", rows=rows, dry_run=dry_run)["results"]
        assert [result.get("errors", [{}])[0].get("code") for result in results] == [
            None,
            "overlap",
            None,
            "unknown-cadre",
            None,
        ]
    assert desk.db["secondments"].count_documents({}) == 3
    assert desk.db["engagements"].count_documents({}) == 2


def test_a_unit_sees_its_own_and_its_guests(desk: Desk) -> None:
    desk.units(CITY, UNIT, OTHER_UNIT)
    mine = a_cadre(desk)
    theirs = a_cadre(desk, unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    first, second = plan(desk, mine), plan(desk, theirs)
    third = plan(desk, theirs, 200, 220, direction="within", host=None, host_unit_id=UNIT)
    seen = desk.ask("list_secondments", by=of_unit(UNIT))["items"]
    assert {row["id"] for row in seen} == {first, third}
    assert desk.refused("get_secondment", by=of_unit(UNIT), secondment_id=second).status == 404
    assert {row["id"] for row in desk.ask("list_secondments", by=self_of(mine))["items"]} == {first}


def test_an_operator_cannot_move_one_onto_another(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    first = plan(desk, cadre_id, 10, 40)
    plan(desk, cadre_id, 60, 80)
    move = {"deadline_id": f"secondment_ends.{first}", "basis": "合成"}
    assert desk.refused("move_deadline", **move, due_on=day(60)).code == "talentpool/secondment-overlap"
    desk.ask("move_deadline", **move, due_on=day(50))
    assert get(desk, first)["ends"] == day(50)
    assert desk.refused("plan_secondment", **out(cadre_id, 50, 55)).code == "talentpool/secondment-overlap"


def test_a_mentor_is_another_cadre_in_service(desk: Desk) -> None:
    cadre_id, gone = a_cadre(desk), a_cadre(desk, status="retired")
    assert desk.refused("plan_secondment", **out(cadre_id, mentor_id=cadre_id)).code == "talentpool/own-mentor"
    assert desk.refused("plan_secondment", **out(cadre_id, mentor_id=gone)).code == "talentpool/unknown-mentor"
    id = plan(desk, cadre_id, mentor_id=a_cadre(desk))
    changed = desk.ask("change_secondment_mentor", secondment_id=id, host_mentor="合成导师")
    assert (changed["mentor_id"], changed["host_mentor"]) == (None, "合成导师")


def test_word_from_before_it_was_planned_changes_nothing(desk: Desk) -> None:
    cadre_id = a_cadre(desk, sequence=7)
    id = plan(desk, cadre_id)
    # The cadre had been away and came back; both came late.
    desk.people(cadre_id, sequence=5, type="cadre.left.v1", handler="secondments_roster", status="left")
    desk.people(cadre_id, sequence=6, handler="secondments_roster", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    assert (get(desk, id)["state"], get(desk, id)["unit_ids"]) == ("planned", [CITY, UNIT])


def test_a_report_that_an_operator_gave_more_time_for_is_still_missed(desk: Desk) -> None:
    id = plan(desk, a_cadre(desk), -10, 300)
    desk.tick()
    desk.ask("move_deadline", deadline_id=f"secondment_report.{id}", due_on=day(150), basis="合成")
    assert get(desk, id)["report_due_on"] == day(150)
    desk.pass_deadline("secondment_report", id)
    assert get(desk, id)["reports_missed"] == 1


def test_a_restriction_that_names_no_effects_bars_everything(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    restrict(desk, cadre_id, True, 1, effects=[])
    assert desk.refused("plan_secondment", **out(cadre_id)).code == "talentpool/secondment-restricted"
    other = a_cadre(desk)
    restrict(desk, other, True, 1, effects=["award"])
    assert plan(desk, other)


@pytest.mark.parametrize("what", ["restricted", "retired"])
def test_what_befalls_the_cadre_between_check_and_commit_is_not_missed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    cadre_id, bind, raced = a_cadre(desk), engagements.bind, []
    restrict(desk, cadre_id, False, 1)

    def bind_late(*args: Any) -> None:
        bind(*args)
        if not raced:
            raced.append(True)
            if what == "restricted":
                restrict(desk, cadre_id, True, 2)
            else:
                desk.people(cadre_id, sequence=5, handler="secondments_roster", status="retired")

    monkeypatch.setattr(engagements, "bind", bind_late)
    with pytest.raises(Problem) as refused:
        plan(desk, cadre_id)
    assert refused.value.code == f"talentpool/secondment-{'restricted' if what == 'restricted' else 'not-serving'}"
    assert desk.db["secondments"].count_documents({"cadre_id": cadre_id}) == 0


def test_a_mentor_at_the_host_who_retires_is_one_no_longer(desk: Desk) -> None:
    mentor = a_cadre(desk)
    id, over = plan(desk, a_cadre(desk), mentor_id=mentor), plan(desk, a_cadre(desk), -9, -1, mentor_id=mentor)
    desk.tick()
    desk.people(mentor, sequence=5, type="cadre.retired.v1", handler="secondments_roster", status="retired")
    assert [get(desk, one)["mentor_id"] for one in (id, over)] == [None, mentor]
    assert len(desk.told("secondment.mentor_changed.v1")) == 1
    # The service's replica of the roster has not heard of it yet.
    changed = {"secondment_id": id, "mentor_id": mentor}
    assert desk.refused("change_secondment_mentor", **changed).code == "talentpool/unknown-mentor"
    for dry_run in (True, False):
        rows = [out(a_cadre(desk), mentor_id=mentor), out(a_cadre(desk), mentor_id=a_cadre(desk))]
        answer = desk.ask("import_secondments", rows=rows, dry_run=dry_run)
        assert [row.get("errors", [{}])[0].get("code") for row in answer["results"]] == ["unknown-mentor", None]


def period(
    desk: Desk, cadre_id: str, begins: int, ends: int | None, *, sequence: int = 1, state: str = "in_force", **more: Any
) -> None:
    """Supervision tells of an effect period."""
    id = more.pop("id", f"rst-{cadre_id}")
    desk.hear(
        "effect_periods",
        "restriction.changed.v1",
        id,
        service="supervision",
        sequence=sequence,
        restriction_id=id,
        cadre_id=cadre_id,
        effects=more.pop("effects", ["pool"]),
        begins=day(begins),
        ends=None if ends is None else day(ends),
        state=state,
    )


@pytest.mark.parametrize(
    ("begins", "ends", "state", "seconded"),
    [
        (-30, 9, "in_force", True),
        (-30, 10, "in_force", False),
        (-30, None, "in_force", False),
        (100, 200, "scheduled", False),
        (101, 200, "scheduled", True),
        (50, 60, "scheduled", False),
        (-300, -200, "ended", True),
        (50, 60, "annulled", True),
    ],
)
def test_it_is_the_effect_period_that_meets_the_days_of_a_secondment_that_counts(
    desk: Desk, begins: int, ends: int | None, state: str, seconded: bool
) -> None:
    cadre_id = a_cadre(desk)
    if state == "in_force":
        restrict(desk, cadre_id, True, 1)
    period(desk, cadre_id, begins, ends, state=state)
    if seconded:
        assert get(desk, plan(desk, cadre_id))["undecided"] is False
    else:
        assert desk.refused("plan_secondment", **out(cadre_id)).code == "talentpool/secondment-restricted"
    assert plan(desk, cadre_id, -900, -800), "what was long ago is entered whatever holds now"


def test_a_period_that_falls_into_a_planned_secondment_is_shown_at_once_and_one_that_no_longer_does_is_not(
    desk: Desk,
) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id)
    period(desk, cadre_id, 50, 60, state="scheduled")
    assert (get(desk, id)["restricted"], get(desk, id)["undecided"]) == (True, True)
    period(desk, cadre_id, 50, 60, state="annulled", sequence=2)
    period(desk, cadre_id, 50, 60, state="scheduled", sequence=1)
    assert (get(desk, id)["restricted"], get(desk, id)["undecided"]) == (False, False)
    assert len(desk.told("secondment.cleared.v1")) == 1


def test_a_result_that_stops_the_pool_stops_a_secondment_until_it_is_over(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    running = plan(desk, cadre_id, -5, 5)
    desk.tick()
    result = {**a_result(cadre_id), "published_on": day(0)}
    told = {"service": "supervision", "sequence": 1, **result}
    desk.hear("results", "result.published.v1", result["result_id"], **told)
    assert (get(desk, running)["state"], get(desk, running)["undecided"]) == ("running", True)
    assert desk.refused("plan_secondment", **out(cadre_id)).code == "talentpool/stopped-by-result"
    wish = {"secondment_id": running, "ends": day(9), "basis": "合成"}
    assert desk.refused("extend_secondment", **wish).code == "talentpool/stopped-by-result"
    assert plan(desk, cadre_id, -900, -800), "what was long ago is entered whatever holds now"
    over = {**told, "state": "withdrawn", "sequence": 2}
    desk.hear("results", "result.withdrawn.v1", result["result_id"], **over)
    assert get(desk, running)["undecided"] is False
    assert plan(desk, cadre_id)


def ended_early(desk: Desk, cadre_id: str, ends: int = 300, **more: Any) -> str:
    id = plan(desk, cadre_id, -20, ends, **more)
    desk.tick()
    desk.ask("end_secondment", secondment_id=id, decided_by="合成人", basis="误操作")
    return id


def resumption(id: str) -> dict[str, Any]:
    return {"secondment_id": id, "decided_by": "合成负责人", "basis": "未曾提前结束"}


def test_one_that_was_ended_early_by_mistake_goes_on_as_before(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = plan(desk, cadre_id, -20, 300)
    desk.tick()
    before = get(desk, id)
    desk.ask("end_secondment", secondment_id=id, decided_by="合成人", basis="误操作")
    for kind in ("secondment_ends", "secondment_report"):
        assert desk.deadline(kind, id)["state"] == "cancelled"
    desk.ask("resume_secondment", **resumption(id))
    found = get(desk, id)
    names = ("state", "ends", "ended_on", "ended_by", "end_reason", "report_due_on", "restricted", "undecided")
    assert {name: found[name] for name in names} == {name: before[name] for name in names}
    (kept,) = found["resumptions"]
    assert (kept["ended_on"], kept["ended_by"], kept["end_reason"]) == (day(0), "合成人", "误操作")
    assert (kept["decided_by"], kept["basis"], kept["by"]) == ("合成负责人", "未曾提前结束", "administrator-1")
    for kind in ("secondment_ends", "secondment_report"):
        assert desk.deadline(kind, id)["state"] == "waiting"
    assert desk.told("secondment.resumed.v1")[-1]["state"] == "running"
    assert desk.db["candidates"].find_one({"_id": cadre_id})["secondment"]["active"] is True
    meets = desk.refused("plan_secondment", **out(cadre_id, 100, 120))
    assert meets.code == "talentpool/secondment-overlap"
    refused = desk.refused("resume_secondment", **resumption(id))
    assert refused.code == "talentpool/secondment-not-in-this-state"


def test_what_goes_on_again_does_not_meet_what_was_planned_since(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    id = ended_early(desk, cadre_id)
    plan(desk, cadre_id, 100, 120)
    assert desk.refused("resume_secondment", **resumption(id)).code == "talentpool/secondment-overlap"


def test_what_goes_on_again_after_its_last_day_is_completed_on_it(desk: Desk) -> None:
    id = ended_early(desk, a_cadre(desk), 10)
    desk.db["secondments"].update_one({"_id": id}, {"$set": {"ends": day(-3), "ended_on": day(-10)}})
    found = desk.ask("resume_secondment", **resumption(id))
    assert (found["state"], found["ended_on"]) == ("completed", day(-3))


def test_what_befell_the_cadre_since_counts_when_it_goes_on_again(desk: Desk) -> None:
    retired, restricted = a_cadre(desk), a_cadre(desk)
    of_retired, of_restricted = ended_early(desk, retired), ended_early(desk, restricted)
    desk.people(retired, sequence=2, status="retired")
    assert desk.refused("resume_secondment", **resumption(of_retired)).code == "talentpool/secondment-not-serving"
    restrict(desk, restricted, True, 1)
    found = desk.ask("resume_secondment", **resumption(of_restricted))
    assert (found["restricted"], found["undecided"]) == (True, True)
    assert get(desk, of_restricted)["undecided"] is True


def test_a_mentor_at_the_host_who_was_retired_by_mistake_is_one_as_before(desk: Desk) -> None:
    mentor, other = a_cadre(desk), a_cadre(desk)
    id, replaced = plan(desk, a_cadre(desk), mentor_id=mentor), plan(desk, a_cadre(desk), mentor_id=mentor)
    gone = {"type": "cadre.retired.v1", "status": "retired", "status_entry": "16"}
    desk.people(mentor, sequence=5, handler="secondments_roster", **gone)
    desk.ask("change_secondment_mentor", secondment_id=replaced, mentor_id=other)
    desk.people(mentor, sequence=6, handler="secondments_roster", set_aside=["15"])
    assert get(desk, id)["mentor_id"] is None
    desk.people(mentor, sequence=7, handler="secondments_roster", set_aside=["15", "16"])
    assert [get(desk, one)["mentor_id"] for one in (id, replaced)] == [mentor, other]


def test_a_mentor_who_has_gone_since_is_one_no_longer_when_it_goes_on_again(desk: Desk) -> None:
    mentor, other = a_cadre(desk), a_cadre(desk)
    within = {"direction": "within", "host": None, "host_unit_id": desk.units(OTHER_UNIT)[0]}
    gone = ended_early(desk, a_cadre(desk), mentor_id=mentor, **within)
    stays = ended_early(desk, a_cadre(desk), mentor_id=other, **within)
    desk.people(mentor, sequence=2, status="retired")
    assert desk.ask("resume_secondment", **resumption(gone))["mentor_id"] is None
    assert desk.ask("resume_secondment", **resumption(stays))["mentor_id"] == other
