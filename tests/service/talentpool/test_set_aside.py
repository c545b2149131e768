"""What the roster had told was a mistake and has been set aside: what had ended by it is as before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.desk import Desk, officer
from tests.service.talentpool import test_programmes as programmes
from tests.service.talentpool import test_secondments as secondments
from tests.service.talentpool.test_members import career, in_pool, nominated, standing, state_of, vetted
from tests.service.talentpool.test_plans import a_batch, a_tier, places

RETIRED = {"status": "retired", "status_entry": "7"}
PUT_RIGHT = {"status": "serving", "set_aside": ["7"]}


@pytest.fixture
def tier(desk: Desk) -> dict[str, Any]:
    return a_tier(desk, quota=1)


@pytest.fixture
def batch(desk: Desk, tier: dict[str, Any]) -> dict[str, Any]:
    return a_batch(desk, tier, places=1)


def retires(desk: Desk, member: dict[str, Any], sequence: int = 5) -> None:
    career(desk, member["cadre_id"], "cadre.retired.v1", sequence, **RETIRED)


def is_put_right(desk: Desk, member: dict[str, Any], sequence: int = 6, **state: Any) -> dict[str, Any]:
    career(desk, member["cadre_id"], "cadre.changed.v1", sequence, **{**PUT_RIGHT, **state})
    return state_of(desk, member)


def test_a_member_retired_by_mistake_is_in_the_pool_as_before(desk: Desk, tier: Any, batch: Any) -> None:
    member = in_pool(desk, batch)
    desk.ask("begin_key_training", member_id=member["id"], basis="合成")
    before = state_of(desk, member)
    retires(desk, member)
    assert (state_of(desk, member)["state"], places(desk, tier["id"])) == ("left", (0, 0, 1))
    after = is_put_right(desk, member)
    assert is_put_right(desk, member, 7)["timeline"] == after["timeline"], "once"
    same = ("state", "holds_place", "review_due_on", "ages_out_on", "ended_on", "reason", "level_at_admission")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert [one["what"] for one in after["timeline"]][-2:] == ["gone", "back_in_training"]
    assert places(desk, tier["id"]) == (1, 0, 0)
    for kind in ("member_review", "member_age"):
        row = desk.deadline(kind, member["id"])
        assert row is not None
        assert row["state"] == "waiting"
    assert [told["state"] for told in desk.told("member.reinstated.v1")] == ["key_training"]
    assert desk.db["candidates"].find_one({"_id": member["cadre_id"]})["pool"]["state"] == "key_training"
    retires(desk, member, 4)
    assert state_of(desk, member)["state"] == "key_training", "older word comes late"


def test_a_promotion_that_was_set_aside_leaves_the_member_in_the_pool(desk: Desk, tier: Any, batch: Any) -> None:
    member = in_pool(desk, batch)
    risen = {"post_level": "132", "level_entry": "7"}
    career(desk, member["cadre_id"], "cadre.appointed.v1", 5, **risen)
    assert state_of(desk, member)["state"] == "promoted"
    other = {"post_level": "132", "level_entry": "9"}
    assert is_put_right(desk, member, 6, **other)["state"] == "promoted", "another appointment stands in its place"
    after = is_put_right(desk, member, 7, post_level="141", level_entry="3", set_aside=["7", "9"])
    assert (after["state"], after["holds_place"], places(desk, tier["id"])) == ("in_pool", True, (1, 0, 0))


def test_whose_place_is_taken_meanwhile_waits_for_a_person(desk: Desk, tier: Any, batch: Any) -> None:
    member = in_pool(desk, batch)
    retires(desk, member)
    second = a_batch(desk, tier, places=1, number=2)
    in_pool(desk, second)
    after = is_put_right(desk, member)
    assert (after["state"], after["reason"], after["holds_place"]) == ("vetted", "place_taken", False)
    assert places(desk, tier["id"]) == (1, 0, 0)


def test_who_really_left_and_comes_back_is_in_no_pool(desk: Desk, batch: Any) -> None:
    member = in_pool(desk, batch)
    retires(desk, member)
    assert is_put_right(desk, member, set_aside=["3"])["state"] == "left"


def test_a_candidate_goes_on_as_far_as_it_had_come(desk: Desk, batch: Any) -> None:
    passed, asked, waiting = vetted(desk, batch), nominated(desk, batch), nominated(desk, batch, vetting=False)
    for one in (passed, asked, waiting):
        retires(desk, one)
    standing(desk, waiting["cadre_id"], True, 2)
    states = [is_put_right(desk, one)["state"] for one in (passed, asked, waiting)]
    assert states == ["vetted", "vetting", "candidate"]
    assert desk.told("vetting.requested.v1")[-1]["request_id"] == f"{asked['id']}.2"
    assert state_of(desk, waiting)["suspended"] is True, "what was told meanwhile holds"
    desk.ask("admit_member", by=officer(number=3), member_id=passed["id"], basis="部务会")


def test_who_was_nominated_once_more_since_is_followed_there(desk: Desk, batch: Any) -> None:
    member = nominated(desk, batch)
    retires(desk, member)
    desk.people(member["cadre_id"], sequence=6, post_level="141", birth_month="1990-05")
    again = nominated(desk, batch, cadre_id=member["cadre_id"])
    assert is_put_right(desk, member, 6)["state"] == "refused"
    assert state_of(desk, again)["state"] == "vetting"


def test_one_batch_of_events_that_retires_and_puts_right_leaves_nothing_ended(desk: Desk, batch: Any) -> None:
    member = in_pool(desk, batch)
    state = {"unit_ids": member["unit_ids"], "post_level": "141", "birth_month": "1990-05", "birth_year": 1990}
    subject = member["cadre_id"]
    told = [("cadre.changed.v1", 6, PUT_RIGHT), ("cadre.retired.v1", 5, RETIRED)]
    desk.hear_all(
        "member_cadres",
        [
            {"id": f"b{n}", "type": t, "subject": subject, "sequence": n, "service": "registry", "data": {**state, **d}}
            for t, n, d in told
        ],
    )
    assert state_of(desk, member)["state"] == "in_pool"


def of_roster(desk: Desk, handler: str, cadre_id: str) -> None:
    """Retired by mistake, and that set aside."""
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", handler=handler, **RETIRED)
    desk.people(cadre_id, sequence=6, handler=handler, **PUT_RIGHT)


def test_a_secondment_goes_on_until_its_last_day(desk: Desk) -> None:
    cadre_id = secondments.a_cadre(desk)
    ids = [secondments.plan(desk, cadre_id, -5, 400), secondments.plan(desk, cadre_id, 410, 420)]
    desk.tick()
    before = [secondments.get(desk, id) for id in ids]
    of_roster(desk, "secondments_roster", cadre_id)
    after = [secondments.get(desk, id) for id in ids]
    for name in ("state", "ends", "ended_on", "ended_by", "end_reason", "report_due_on"):
        assert [one[name] for one in after] == [one[name] for one in before], name
    assert [told["state"] for told in desk.told("secondment.went_on.v1")] == ["running", "planned"]
    rows = [desk.deadline(kind, id) for kind, id in zip(("secondment_ends", "secondment_begins"), ids, strict=True)]
    assert [row and row["state"] for row in rows] == ["waiting", "waiting"]
    refused = desk.refused("plan_secondment", **secondments.out(cadre_id, 20, 30))
    assert refused.code in ("talentpool/secondment-overlap", "talentpool/secondment-not-serving")
    assert desk.db["candidates"].find_one({"_id": cadre_id})["secondment"]["active"] is True


def test_a_secondment_whose_first_day_comes_between_a_death_and_that_it_was_a_mistake_is_as_before(desk: Desk) -> None:
    """Whichever of the service's replicas has heard of it when the day comes."""
    cadre_id = secondments.a_cadre(desk)
    id = secondments.plan(desk, cadre_id, 0, 40)
    died = {"type": "cadre.left.v1", "status": "deceased", "status_entry": "7"}
    desk.people(cadre_id, sequence=5, **died)
    desk.tick()
    assert secondments.get(desk, id)["state"] == "planned", "it waits for the word that names the entry"
    desk.people(cadre_id, sequence=5, handler="secondments_roster", **died)
    assert secondments.get(desk, id)["state"] == "cancelled"
    desk.people(cadre_id, sequence=6, handler="secondments_roster", **PUT_RIGHT)
    desk.tick()
    assert secondments.get(desk, id)["state"] == "running"


def test_a_secondment_whose_days_are_taken_stays_ended_and_says_why(desk: Desk) -> None:
    cadre_id = secondments.a_cadre(desk)
    id = secondments.plan(desk, cadre_id, 10, 40)
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", handler="secondments_roster", **RETIRED)
    desk.people(cadre_id, sequence=6, **PUT_RIGHT)
    secondments.plan(desk, cadre_id, 20, 60)
    desk.people(cadre_id, sequence=7, handler="secondments_roster", **PUT_RIGHT)
    found = secondments.get(desk, id)
    assert (found["state"], found["end_reason"]) == ("cancelled", "days_taken")


def test_a_participant_takes_the_seat_again_where_one_is_free(desk: Desk) -> None:
    programme, cadre_id = programmes.a_programme(desk, seats=1), programmes.a_cadre(desk)
    id = programmes.enrol(desk, programme["id"], cadre_id)
    of_roster(desk, "programmes_roster", cadre_id)
    found = desk.ask("get_participant", participant_id=id)
    assert (found["state"], found["ended_on"]) == ("enrolled", None)
    assert [one["step"] for one in found["history"]] == ["enrol", "leave", "go_on"]
    counted = desk.ask("get_programme", programme_id=programme["id"])
    assert (counted["taken"], counted["left"]) == (1, 0)


def test_a_participant_whose_seat_is_taken_waits_for_a_person(desk: Desk) -> None:
    programme, cadre_id = programmes.a_programme(desk, seats=1), programmes.a_cadre(desk)
    id = programmes.enrol(desk, programme["id"], cadre_id)
    desk.people(cadre_id, sequence=5, type="cadre.retired.v1", handler="programmes_roster", **RETIRED)
    programmes.enrol(desk, programme["id"], programmes.a_cadre(desk))
    desk.people(cadre_id, sequence=6, handler="programmes_roster", **PUT_RIGHT)
    found = desk.ask("get_participant", participant_id=id)
    assert (found["state"], found["history"][-1]["step"]) == ("left", "go_on")
    assert "名额已满" in found["history"][-1]["note"]
    desk.ask("change_seats", programme_id=programme["id"], seats=2, basis="合成")
    wish = {"participant_id": id, "progress": 0, "basis": "合成"}
    assert desk.ask("correct_participant", **wish)["state"] == "enrolled"
