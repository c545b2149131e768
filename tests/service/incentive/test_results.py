"""A published result stops what is nominated until it is over; a remark of the vetting arrives as one."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from tests.service.desk import Desk
from tests.service.incentive.test_nominations import batch, nominate, standing, up_to_publicised, vet
from tests.support.results import a_result, warning

__all__ = ["batch"]
AWARDS = "supervision.results.award.read"
OFFICER = Principal("incentive-1", ("incentive_officer",), "incentive.nominations.read", Scope(Reach.ALL), (AWARDS,))
OVER = [("result.withdrawn.v1", "withdrawn"), ("result.expired.v1", "expired")]


def tell(desk: Desk, result: dict[str, Any], sequence: int = 1, type: str = "result.published.v1") -> int:
    return desk.hear("results", type, result["result_id"], service="supervision", sequence=sequence, **result)


def state_of(desk: Desk, nomination: str) -> str:
    return str(desk.ask("get_nomination", nomination_id=nomination)["state"])


@pytest.mark.parametrize(("type", "state"), OVER)
def test_a_result_that_stops_awards_stops_a_nomination_until_it_is_over(
    desk: Desk, batch: dict[str, Any], type: str, state: str
) -> None:
    nomination = nominate(desk, batch, "c1")["id"]
    result = a_result("c1")
    assert tell(desk, result) == 1
    assert tell(desk, result) == 0
    stopped = desk.ask("get_nomination", nomination_id=nomination)
    assert (stopped["state"], stopped["reason"]) == ("stopped", "result_problem_found")
    assert [one["request_id"] for one in desk.told("vetting.withdrawn.v1")] == [f"{nomination}.1"]
    assert desk.refused("resume_nomination", nomination_id=nomination).code == "incentive/not-in-this-state"
    tell(desk, {**result, "state": state}, 3, type)
    assert state_of(desk, nomination) == "released"
    tell(desk, result, 2, "result.moved.v1")
    assert state_of(desk, nomination) == "released", "older word that comes late changes nothing"
    assert desk.ask("resume_nomination", nomination_id=nomination)["state"] == "vetting"


def test_while_it_stops_awards_nobody_is_submitted(desk: Desk, batch: dict[str, Any]) -> None:
    draft = nominate(desk, batch, "c1", submit=False)["id"]
    tell(desk, a_result("c1"))
    assert desk.refused("submit_nomination", nomination_id=draft).code == "incentive/stopped-by-result"
    assert state_of(desk, draft) == "draft"


def test_one_that_was_over_before_it_was_heard_stops_nothing(desk: Desk, batch: dict[str, Any]) -> None:
    nomination, result = nominate(desk, batch, "c1")["id"], a_result("c1")
    tell(desk, {**result, "state": "withdrawn"}, 2, "result.withdrawn.v1")
    tell(desk, result, 1)
    assert state_of(desk, nomination) == "vetting"


def test_one_that_names_no_awards_is_nothing_to_them(desk: Desk, batch: dict[str, Any]) -> None:
    nomination = nominate(desk, batch, "c1")["id"]
    tell(desk, a_result("c1", uses=["pool"], stops=["pool"]))
    tell(desk, a_result(None))
    assert state_of(desk, nomination) == "vetting"
    assert desk.ask("get_nomination", by=OFFICER, nomination_id=nomination)["results"] == []


def test_a_restriction_and_a_result_each_stop_it_and_both_must_be_over(desk: Desk, batch: dict[str, Any]) -> None:
    nomination, result = nominate(desk, batch, "c1")["id"], a_result("c1")
    tell(desk, result)
    standing(desk, "c1", True, 1)
    standing(desk, "c1", False, 2)
    assert state_of(desk, nomination) == "stopped", "the result stops it still"
    standing(desk, "c1", True, 3)
    tell(desk, {**result, "state": "expired"}, 2, "result.expired.v1")
    assert state_of(desk, nomination) == "stopped", "the restriction stops it still"
    standing(desk, "c1", False, 4)
    assert state_of(desk, nomination) == "released"


def test_one_that_only_warns_is_shown_to_those_with_the_right(desk: Desk, batch: dict[str, Any]) -> None:
    nomination = nominate(desk, batch, "c1")["id"]
    result = warning("c1")
    tell(desk, result)
    assert state_of(desk, nomination) == "vetting"
    shown = desk.ask("get_nomination", by=OFFICER, nomination_id=nomination)["results"]
    assert [(one["id"], one["result"], one["stops"]) for one in shown] == [(result["result_id"], "reminded", False)]
    listed = desk.ask("list_nominations", by=OFFICER, batch_id=batch["id"])["items"]
    assert [len(row["results"]) for row in listed] == [1]
    assert desk.ask("get_nomination", nomination_id=nomination)["results"] is None
    tell(desk, {**result, "state": "expired"}, 2, "result.expired.v1")
    assert desk.ask("get_nomination", by=OFFICER, nomination_id=nomination)["results"] == []


def refused_clearance(desk: Desk, nomination: str, *reasons: str) -> None:
    desk.hear("clearances", "clearance.refused.v1", "c1", service="supervision", sequence=1, requested_by="incentive",
              reference_id=nomination, request_id=f"{nomination}.c1", given=False, reasons=list(reasons))  # fmt: skip


def test_a_refusal_by_a_result_that_was_heard_to_be_over_before_can_be_resumed(
    desk: Desk, batch: dict[str, Any]
) -> None:
    (nomination,) = up_to_publicised(desk, batch, "c1")
    desk.ask("propose_naming", nomination_id=nomination)
    result = a_result("c1")
    tell(desk, {**result, "state": "withdrawn"}, 2, "result.withdrawn.v1")
    refused_clearance(desk, nomination, "result_problem_found")
    assert state_of(desk, nomination) == "released"


def test_a_refusal_by_a_result_that_is_heard_later_waits_for_its_end(desk: Desk, batch: dict[str, Any]) -> None:
    (nomination,) = up_to_publicised(desk, batch, "c1")
    desk.ask("propose_naming", nomination_id=nomination)
    refused_clearance(desk, nomination, "result_problem_found")
    result = a_result("c1")
    tell(desk, result)
    assert state_of(desk, nomination) == "stopped"
    tell(desk, {**result, "state": "withdrawn"}, 2, "result.withdrawn.v1")
    assert state_of(desk, nomination) == "released"


def test_passed_with_remarks_arrives_with_the_codes_of_its_remarks(desk: Desk, batch: dict[str, Any]) -> None:
    remarked, plain, weighed = (nominate(desk, batch, cadre) for cadre in ("c1", "c2", "c3"))
    vet(desk, remarked, "passed_with_remarks", reasons=["remark", "open_case", "result_reminded"])
    vet(desk, plain, reasons=["all_clear"])
    vet(desk, weighed, reasons=["remark"])
    shown = [desk.ask("get_nomination", nomination_id=one["id"]) for one in (remarked, plain, weighed)]
    assert [(one["state"], one["vetting_outcome"], one["remarks"]) for one in shown] == [
        ("vetted", "passed_with_remarks", ["remark", "open_case", "result_reminded"]),
        ("vetted", "passed", []),
        ("vetted", "passed", ["remark"]),
    ]
    standing(desk, "c1", True, 1)
    standing(desk, "c1", False, 2)
    again = desk.ask("resume_nomination", nomination_id=remarked["id"])
    assert (again["vetting_outcome"], again["remarks"]) == (None, []), "a new round is vetted anew"
