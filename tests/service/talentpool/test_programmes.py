"""Programmes (七个一批): the last seat goes to one, restricted cadres to none, and who leaves gives theirs back."""

from __future__ import annotations

import secrets
import threading
from typing import Any

from servicekit.errors import Problem
from services.talentpool.model.members import Standing
from services.talentpool.store.members import STANDINGS
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, of_unit, self_of


def a_programme(desk: Desk, **more: Any) -> dict[str, Any]:
    wish = {
        "code": f"PY-{secrets.token_hex(4)}",
        "title": "合成项目",
        "kind": "kind_1",
        "seats": 2,
        "begins": "2020-01-01",
        "ends": "2099-12-31",
        "basis": "合成",
        "synthetic": True,
    }
    opened: dict[str, Any] = desk.ask("open_programme", **{**wish, **more})
    return opened


def a_cadre(desk: Desk, barred: bool = False, **state: Any) -> str:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}", **state)
    if barred:
        desk.db[STANDINGS.name].insert_one(STANDINGS.to_document(Standing(cadre_id, barred=True, version=1)))
    return cadre_id


def enrol(desk: Desk, programme_id: str, cadre_id: str) -> str:
    return str(desk.ask("enrol", programme_id=programme_id, cadre_id=cadre_id)["id"])


def test_a_cadre_takes_part_advances_and_completes(desk: Desk) -> None:
    programme = a_programme(desk)
    id = enrol(desk, programme["id"], a_cadre(desk))
    desk.ask("note_progress", participant_id=id, progress=40, note="合成")
    assert desk.refused("note_progress", participant_id=id, progress=30, note="合成").code == "talentpool/no-progress"
    done = desk.ask("complete_participant", participant_id=id, note="合格")
    assert (done["state"], done["progress"]) == ("completed", 100)
    assert [line["step"] for line in done["history"]] == ["enrol", "advance", "complete"]
    assert desk.ask("get_programme", programme_id=programme["id"])["completed"] == 1
    refused = desk.refused("leave_programme", participant_id=id, note="晚")
    assert refused.code == "talentpool/not-taking-part"


def test_the_last_seat_goes_to_one_of_two(desk: Desk) -> None:
    programme = a_programme(desk, seats=1)
    cadres, answers = [a_cadre(desk), a_cadre(desk)], []

    def come(cadre_id: str) -> None:
        try:
            answers.append(enrol(desk, programme["id"], cadre_id)[:3])
        except Problem as problem:
            answers.append(problem.code)

    both = [threading.Thread(target=come, args=[cadre_id]) for cadre_id in cadres]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == ["ppt", "talentpool/programme-full"]
    assert desk.ask("get_programme", programme_id=programme["id"])["taken"] == 1


def test_nobody_takes_part_twice_at_a_time(desk: Desk) -> None:
    programme, cadre_id = a_programme(desk), a_cadre(desk)
    id = enrol(desk, programme["id"], cadre_id)
    wish = {"programme_id": programme["id"], "cadre_id": cadre_id}
    assert desk.refused("enrol", **wish).code == "talentpool/takes-part"
    desk.ask("leave_programme", participant_id=id, note="合成")
    assert enrol(desk, programme["id"], cadre_id) != id


def test_restricted_and_retired_cadres_are_not_taken(desk: Desk) -> None:
    programme = a_programme(desk)
    for cadre_id, code in (
        (a_cadre(desk, barred=True), "talentpool/participant-restricted"),
        (a_cadre(desk, status="retired"), "talentpool/participant-not-serving"),
        ("cad-nobody", "unknown-cadre"),
    ):
        assert desk.refused("enrol", programme_id=programme["id"], cadre_id=cadre_id).code == code


def test_who_retires_gives_the_seat_back(desk: Desk) -> None:
    programme, cadre_id = a_programme(desk, seats=1), a_cadre(desk)
    id = enrol(desk, programme["id"], cadre_id)
    moved = {"unit_id": OTHER_UNIT, "unit_ids": [CITY, OTHER_UNIT]}
    desk.people(cadre_id, sequence=4, handler="programmes_roster", **moved)
    assert desk.ask("get_participant", participant_id=id, by=of_unit(OTHER_UNIT))["unit_ids"] == [CITY, OTHER_UNIT]
    desk.people(cadre_id, sequence=3, handler="programmes_roster")  # Comes late, and changes nothing.
    assert desk.refused("get_participant", participant_id=id, by=of_unit(UNIT)).status == 404
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", handler="programmes_roster", status="retired")
    assert desk.ask("get_participant", participant_id=id)["state"] == "left"
    assert desk.told("participant.left.v1")[-1]["state"] == "left"
    assert enrol(desk, programme["id"], a_cadre(desk))


def test_seats_are_not_fewer_than_taken(desk: Desk) -> None:
    programme = a_programme(desk)
    enrol(desk, programme["id"], a_cadre(desk))
    enrol(desk, programme["id"], a_cadre(desk))
    wish = {"programme_id": programme["id"], "basis": "合成"}
    assert desk.refused("change_seats", **wish, seats=1).code == "talentpool/seats-taken"
    assert desk.ask("change_seats", **wish, seats=3)["seat_changes"][0]["seats"] == 3
    desk.ask("close_programme", programme_id=programme["id"])
    refused = desk.refused("enrol", programme_id=programme["id"], cadre_id=a_cadre(desk))
    assert refused.code == "talentpool/programme-closed"


def test_a_programme_closes_when_its_last_day_is_over(desk: Desk) -> None:
    programme = a_programme(desk, begins="2019-01-01")
    id = enrol(desk, programme["id"], a_cadre(desk))
    move = {"deadline_id": f"programme_ends.{programme['id']}", "basis": "合成"}
    assert desk.refused("move_deadline", **move, due_on="2018-12-31").code == "ends-before-it-begins"
    desk.pass_deadline("programme_ends", programme["id"])
    found = desk.ask("get_programme", programme_id=programme["id"])
    assert (found["state"], found["ends"]) == ("closed", "2020-01-01")
    assert [event["state"] for event in desk.told("programme.closed.v1")] == ["closed"]
    assert desk.ask("complete_participant", participant_id=id, note="合格")["state"] == "completed"


def test_many_at_once_share_the_seats(desk: Desk) -> None:
    programme = a_programme(desk, seats=2)
    one, other, third = (a_cadre(desk) for _ in range(3))
    code = programme["code"]
    rows = [
        {"programme_code": code, "cadre_id": cadre_id}
        for cadre_id in (one, one, a_cadre(desk, barred=True), other, third)
    ] + [{"programme_code": "PY-none", "cadre_id": one}]
    for dry_run in (True, False):
        results = desk.ask("import_participants", rows=rows, dry_run=dry_run)["results"]
        assert [result.get("errors", [{}])[0].get("code") for result in results] == [
            None,
            "talentpool/takes-part",
            "talentpool/participant-restricted",
            None,
            "talentpool/programme-full",
            "no-programme",
        ]
    assert desk.db["participants"].count_documents({}) == 2
    assert desk.ask("get_programme", programme_id=programme["id"])["taken"] == 2


def test_a_unit_and_a_cadre_see_their_own(desk: Desk) -> None:
    programme = a_programme(desk)
    mine = a_cadre(desk)
    theirs = a_cadre(desk, unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    first, second = enrol(desk, programme["id"], mine), enrol(desk, programme["id"], theirs)
    assert [row["id"] for row in desk.ask("list_participants", by=of_unit(UNIT))["items"]] == [first]
    assert [row["id"] for row in desk.ask("list_participants", by=self_of(theirs))["items"]] == [second]
    assert len(desk.ask("list_participants", programme_id=programme["id"])["items"]) == 2


def test_a_programme_is_of_a_known_kind_and_a_period_that_makes_sense(desk: Desk) -> None:
    wish = {"title": "合成", "seats": 1, "begins": "2026-01-01", "ends": "2026-12-31", "basis": "合成"}
    code = f"PY-{secrets.token_hex(4)}"
    assert desk.refused("open_programme", **wish, code=code, kind="eighth").code == "unknown-entry"
    late = {**wish, "begins": "2027-01-01"}
    assert desk.refused("open_programme", **late, code=code, kind="kind_1").code == "ends-before-it-begins"
    a_programme(desk, code=code)
    assert desk.refused("open_programme", **wish, code=code, kind="kind_2").code == "talentpool/programme-known"


def test_who_retires_at_the_moment_of_the_enrolment_is_not_taken(desk: Desk) -> None:
    programme, cadre_id = a_programme(desk), a_cadre(desk)
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", handler="programmes_roster", status="retired")
    # The service's replica of the roster has not heard of it yet.
    refused = desk.refused("enrol", programme_id=programme["id"], cadre_id=cadre_id)
    assert refused.code == "talentpool/participant-not-serving"


def test_word_from_before_the_enrolment_changes_nothing(desk: Desk) -> None:
    programme, cadre_id = a_programme(desk), a_cadre(desk, sequence=7)
    id = enrol(desk, programme["id"], cadre_id)
    desk.people(cadre_id, sequence=5, type="cadre.left.v1", handler="programmes_roster", status="left")
    desk.people(cadre_id, sequence=6, handler="programmes_roster", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    found = desk.ask("get_participant", participant_id=id)
    assert (found["state"], found["unit_ids"]) == ("enrolled", [CITY, UNIT])


def test_a_row_for_nobody_leaves_nothing_behind(desk: Desk) -> None:
    programme = a_programme(desk)
    rows = [{"programme_code": programme["code"], "cadre_id": id} for id in ("cad-nobody", a_cadre(desk))]
    assert desk.ask("import_participants", rows=rows, dry_run=False)["done"] == 1
    assert desk.db[STANDINGS.name].count_documents({"_id": "cad-nobody"}) == 0


def test_a_completion_or_a_leaving_entered_wrongly_is_put_right_and_the_counts_follow(desk: Desk) -> None:
    programme = a_programme(desk, seats=1)["id"]
    id = enrol(desk, programme, a_cadre(desk))

    def counts() -> tuple[int, int, int]:
        found = desk.ask("get_programme", programme_id=programme)
        return found["taken"], found["completed"], found["left"]

    desk.ask("complete_participant", participant_id=id, note="合格")
    assert counts() == (1, 1, 0)
    right = {"participant_id": id, "progress": 60, "basis": "登记对象有误"}
    again = desk.ask("correct_participant", **right)
    assert (again["state"], again["progress"], again["ended_on"]) == ("enrolled", 60, None)
    assert [line["step"] for line in again["history"]] == ["enrol", "complete", "put_right"]
    assert counts() == (1, 0, 0)
    desk.ask("leave_programme", participant_id=id, note="合成")
    assert counts() == (0, 0, 1)
    other = enrol(desk, programme, a_cadre(desk))
    assert desk.refused("correct_participant", **right).code == "talentpool/programme-full"
    desk.ask("leave_programme", participant_id=other, note="合成")
    assert desk.ask("correct_participant", **right)["state"] == "enrolled"
    assert counts() == (1, 0, 1)
    assert desk.ask("correct_participant", **{**right, "progress": 20})["progress"] == 20, "progress too"
    assert [told["state"] for told in desk.told("participant.advanced.v1")] == ["enrolled"] * 3
