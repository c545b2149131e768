"""A published result keeps a cadre out of the pool, shortlists and successions until it is over; a warning is shown."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from services.talentpool.parts import standing_marks
from services.talentpool.vocabulary.conditions import RESULTS, RIGHTS
from tests.service.desk import Desk
from tests.service.talentpool.test_candidates import a_post, candidate, new_id
from tests.service.talentpool.test_candidates import standing as candidate_standing
from tests.service.talentpool.test_matches import OFFICER, a_match, candidates, ranked
from tests.service.talentpool.test_members import (
    batch,
    concluded,
    in_pool,
    nominated,
    standing,
    state_of,
    tier,
    vetted,
    wish_for,
)
from tests.service.talentpool.test_successions import a_cadre as a_successor
from tests.service.talentpool.test_successions import naming
from tests.support.results import a_result, warning

__all__ = ["batch", "tier"]
READER = Principal("young-1", ("young_cadre_officer",), "talentpool.members.read", Scope(Reach.ALL), (RESULTS,))
BLIND = Principal("young-2", ("x",), "talentpool.matches.make", Scope(), tuple(one for one in RIGHTS if one != RESULTS))


def tell(desk: Desk, result: dict[str, Any], sequence: int = 1, type: str = "result.published.v1") -> int:
    return desk.hear("results", type, result["result_id"], service="supervision", sequence=sequence, **result)


def over(desk: Desk, result: dict[str, Any], state: str = "withdrawn", sequence: int = 3) -> None:
    tell(desk, {**result, "state": state}, sequence, f"result.{state}.v1")


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_a_member_is_suspended_by_it_and_back_when_it_is_over(desk: Desk, batch: dict[str, Any], state: str) -> None:
    member = in_pool(desk, batch)
    result = a_result(member["cadre_id"])
    assert (tell(desk, result), tell(desk, result)) == (1, 0)
    suspended = state_of(desk, member)
    assert (suspended["state"], suspended["suspended"], suspended["suspended_since"]) == ("in_pool", True, "2026-03-02")
    refused = desk.refused("begin_key_training", member_id=member["id"], basis="部务会")
    assert refused.code == "talentpool/stopped-by-result"
    over(desk, result, state)
    tell(desk, result, 2, "result.moved.v1")
    restored = state_of(desk, member)
    assert (restored["suspended"], restored["suspended_since"]) == (False, None)
    assert [entry["what"] for entry in restored["timeline"]][-2:] == ["suspended", "restored"]
    assert desk.ask("begin_key_training", member_id=member["id"], basis="部务会")["state"] == "key_training"


def test_who_is_not_admitted_yet_goes_back_to_the_beginning(desk: Desk, batch: dict[str, Any]) -> None:
    waiting, passed = nominated(desk, batch), vetted(desk, batch)
    for member in (waiting, passed):
        tell(desk, a_result(member["cadre_id"]))
        stopped = state_of(desk, member)
        assert (stopped["state"], stopped["reason"]) == ("candidate", "result_problem_found")
    refused = desk.refused("request_member_vetting", member_id=passed["id"])
    assert refused.code == "talentpool/stopped-by-result"


def test_the_reason_for_which_a_candidate_was_taken_back_goes_with_what_it_came_of(
    desk: Desk, batch: dict[str, Any]
) -> None:
    member = vetted(desk, batch)
    result = a_result(member["cadre_id"])
    tell(desk, result)
    standing(desk, member["cadre_id"], True, 1)
    assert state_of(desk, member)["reason"] == "result_problem_found"
    over(desk, result)
    assert state_of(desk, member)["reason"] == "restricted", "what holds still"
    standing(desk, member["cadre_id"], False, 2)
    freed = state_of(desk, member)
    assert (freed["state"], freed["reason"]) == ("candidate", None)
    assert desk.ask("request_member_vetting", member_id=member["id"])["state"] == "vetting"


def test_nobody_is_nominated_while_it_stops_the_pool(desk: Desk, batch: dict[str, Any]) -> None:
    (cadre_id,) = desk.people(new_id(), birth_year=1990, birth_month="1990-05", post_level="141")
    result = a_result(cadre_id)
    tell(desk, result)
    assert desk.refused("nominate_member", **wish_for(cadre_id, batch)).code == "talentpool/stopped-by-result"
    over(desk, result)
    assert desk.ask("nominate_member", **wish_for(cadre_id, batch))["state"] == "candidate"


def test_a_restriction_and_a_result_both_must_be_over(desk: Desk, batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    result = a_result(member["cadre_id"])
    tell(desk, result)
    standing(desk, member["cadre_id"], True, 1)
    standing(desk, member["cadre_id"], False, 2)
    assert state_of(desk, member)["suspended"] is True
    standing(desk, member["cadre_id"], True, 3)
    over(desk, result)
    assert state_of(desk, member)["suspended"] is True
    standing(desk, member["cadre_id"], False, 4)
    assert state_of(desk, member)["suspended"] is False


def test_a_warning_stops_nothing_and_is_shown_to_those_with_the_right(desk: Desk, batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    result = warning(member["cadre_id"])
    tell(desk, result)
    shown = desk.ask("get_member", by=READER, member_id=member["id"])
    assert (shown["suspended"], [(one["id"], one["stops"]) for one in shown["results"]]) == (
        False,
        [(result["result_id"], False)],
    )
    assert state_of(desk, member)["results"] is None


def test_passed_with_remarks_arrives_with_the_codes_of_its_remarks(desk: Desk, batch: dict[str, Any]) -> None:
    member = nominated(desk, batch)
    concluded(desk, member, "passed_with_remarks")
    passed = state_of(desk, member)
    assert (passed["state"], passed["vetting_outcome"], passed["remarks"]) == (
        "vetted",
        "passed_with_remarks",
        ["objection"],
    )


def test_a_shortlist_leaves_out_whom_it_stops_and_marks_whom_it_warns_of(desk: Desk) -> None:
    ids = candidates(desk, fine="80.00", stopped="95.00", warned="70.00")
    result = a_result(ids["stopped"], uses=["appointment"], stops=["appointment"], warns=[])
    tell(desk, result)
    tell(desk, warning(ids["warned"]))
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    assert ranked(match) == [ids["fine"], ids["warned"]]
    assert [line["warned"] for line in match["lines"]] == [False, True]
    assert next(one["count"] for one in match["excluded"] if one["key"] == "result") == 1
    assert [one["cadre_id"] for one in match["nearest"]] == [ids["stopped"]]
    blind = desk.ask("get_match", by=BLIND, match_id=match["id"])
    assert [line["warned"] for line in blind["lines"]] == [None, None]
    assert ids["stopped"] not in [one["cadre_id"] for one in blind["nearest"]]
    over(desk, result)
    assert candidate(desk, ids["stopped"])["stopped"] is False
    assert ranked(a_match(desk, a_post(desk, new_id("pst"), [])))[0] == ids["stopped"]


def test_who_is_on_a_shortlist_or_named_is_suspended_at_once_and_restored(desk: Desk) -> None:
    ids = candidates(desk, one="90.00")
    post = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post)
    named = a_successor(desk)
    successor = desk.ask("name_successor", **naming(post, named))["id"]
    results = [a_result(ids["one"]), a_result(named)]
    for result in results:
        tell(desk, result)

    def suspended() -> list[bool]:
        line = desk.ask("get_match", by=OFFICER, match_id=match["id"])["lines"][0]["suspended"]
        rows = desk.ask("list_successors", post_id=post)["items"]
        return [line, *(row["suspended"] for row in rows if row["id"] == successor)]

    assert suspended() == [True, True]
    choice = {"match_id": match["id"], "cadre_id": ids["one"], "confirmed_by": "合成", "reason": "合成"}
    assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/choice-barred"
    other = a_post(desk, new_id("pst"), [])
    assert desk.refused("name_successor", **naming(other, named)).code == "talentpool/successor-barred"
    candidate_standing(desk, ids["one"], True, 1, ["promotion"])
    candidate_standing(desk, ids["one"], False, 2)
    assert suspended() == [True, True], "no restriction any more, the result still"
    for result in results:
        over(desk, result)
    assert suspended() == [False, False]
    assert desk.ask("confirm_match", by=OFFICER, **choice)["state"] == "confirmed"


def test_a_restrictions_end_and_a_result_at_once_leave_the_line_as_both_say(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = candidates(desk, one="90.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    candidate_standing(desk, ids["one"], True, 1, ["promotion"])
    follow, raced = standing_marks.follow_standings, []

    def follow_late(*args: Any) -> None:
        if not raced:
            raced.append(True)
            tell(desk, a_result(ids["one"]))
        follow(*args)

    monkeypatch.setattr("services.talentpool.parts.candidates.follow_standings", follow_late)
    candidate_standing(desk, ids["one"], False, 2)
    assert raced
    assert desk.ask("get_match", by=OFFICER, match_id=match["id"])["lines"][0]["suspended"] is True


def test_a_search_shows_and_asks_for_it_with_the_right_alone(desk: Desk) -> None:
    ids = candidates(desk, one="90.00", two="80.00")
    tell(desk, a_result(ids["one"]))
    wish = {"conditions": [{"field": "unit", "op": "is", "value": "unt-bureau"}]}

    def flags(by: Principal) -> dict[str, Any]:
        items = desk.ask("make_search", by=by, **wish)["items"]
        return {row["cadre_id"]: row["stopped_by_result"] for row in items if row["cadre_id"] in ids.values()}

    assert flags(OFFICER) == {ids["one"]: True, ids["two"]: False}
    assert flags(BLIND) == {ids["one"]: None, ids["two"]: None}
    asked = {"conditions": [*wish["conditions"], {"field": "stopped_by_result", "op": "is", "value": True}]}
    assert desk.refused("make_search", by=BLIND, **asked).code == "talentpool/field-not-allowed"
    assert [row["cadre_id"] for row in desk.ask("make_search", by=OFFICER, **asked)["items"]] == [ids["one"]]
