"""Ballots: nobody votes twice, nobody sees anything before the end, and nothing kept joins a voter to an answer."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from servicekit.errors import Problem
from servicekit.sealing import receipt_in
from services.appraisal.store.ballots import BALLOTS, BOXES, TALLIES
from tests.service.appraisal.ballot_room import (
    CLOSES_ON,
    COMPETENT,
    EXCELLENT,
    an_appraisal,
    ballot_wish,
    close,
    dimension_of,
    opened,
    prepared,
    vote,
    voters,
    with_cipher,
)
from tests.service.desk import OTHER_UNIT, Desk, at_once, of_unit, officer, self_of
from tests.support.days import today

ENDED = {"ended_by": "合成人", "basis": "合成"}
TALLY = {
    "kind": "team",
    "sheets": 2,
    "entered_by": "甲",
    "counts": [
        {"question": "overall", "answer": "excellent", "number": 2},
        {"question": "first", "answer": "90", "number": 2},
    ],
}


@pytest.fixture
def room(desk: Desk) -> Desk:
    return with_cipher(desk)


def everything(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Every document of the service's database."""
    return {name: list(desk.db[name].find()) for name in desk.db.list_collection_names()}


def test_a_closed_ballot_scores_its_dimension_and_explains_itself(room: Desk) -> None:
    appraisal, roll = an_appraisal(room), voters(room)
    ballot_id = opened(room, roll, appraisal=appraisal)
    for voter in roll:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT if voter["kind"] == "team" else COMPETENT)
    closed = close(room, ballot_id)
    assert (closed["state"], closed["voted"], closed["valid"]) == ("closed", 10, True)
    result = room.ask("get_ballot_results", ballot_id=ballot_id)
    assert [question["score"] for question in result["questions"]] == [92, 78]
    assert result["questions"][0]["groups"][0]["counts"] == {"excellent": 5}
    assert result["questions"][1]["groups"][0]["counts"] == {"90-100": 5}, "the very points would tell who gave them"
    (evidence,) = room.db["evidence"].find({"reference": ballot_id})
    assert (evidence["source"], evidence["dimension"]) == ("appraisal.ballot", dimension_of(room)[1])
    assert (evidence["subject_id"], str(evidence["value"])) == (appraisal.subject_id, "78.00")
    assert [event["voted"] for event in room.told("ballot.opened.v1")] == [None]
    assert [event["voted"] for event in room.told("ballot.closed.v1")] == [10]


def test_nobody_votes_twice_and_a_repetition_is_no_second_vote(room: Desk) -> None:
    roll = voters(room)
    ballot_id, first = opened(room, roll), roll[0]["cadre_id"]
    assert vote(room, ballot_id, first, EXCELLENT, once="key-1") == {"ballot_id": ballot_id, "counted": True}
    assert vote(room, ballot_id, first, COMPETENT, once="key-1") == {"ballot_id": ballot_id, "counted": True}
    with pytest.raises(Problem) as refused:
        vote(room, ballot_id, first, COMPETENT)
    assert refused.value.code == "appraisal/voted-already"
    for voter in roll[1:]:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    close(room, ballot_id)
    result = room.ask("get_ballot_results", ballot_id=ballot_id)
    assert [group["counts"] for group in result["questions"][0]["groups"]] == [{"excellent": 5}] * 2


def test_of_two_votes_of_one_voter_at_once_exactly_one_counts(room: Desk) -> None:
    roll = voters(room)
    ballot_id, first = opened(room, roll), roll[0]["cadre_id"]
    outcomes: list[str] = []

    def go() -> None:
        try:
            vote(room, ballot_id, first, EXCELLENT)
            outcomes.append("counted")
        except Problem as problem:
            outcomes.append(problem.code)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["appraisal/voted-already"] * 3 + ["counted"]


def test_nothing_that_is_kept_joins_a_voter_to_an_answer(room: Desk) -> None:
    """Two worlds in which the same voters vote in the same order, with their answers exchanged, are kept alike."""
    worlds = []
    for turned in (False, True):
        roll = [{"cadre_id": f"cad-v{n}", "kind": "team" if n < 4 else "staff"} for n in range(8)]
        room.db["journal"].delete_many({})
        room.people(*(voter["cadre_id"] for voter in roll), sequence=2 if turned else 1)
        ballot_id = opened(room, roll)
        before = everything(room)
        for number, voter in enumerate(roll):
            vote(room, ballot_id, voter["cadre_id"], EXCELLENT if (number % 2 == 0) != turned else COMPETENT)
        after = everything(room)
        changed = {name for name in after if after[name] != before.get(name)}
        assert changed == {BOXES.name, "journal"}
        (box,) = room.db[BOXES.name].find({"_id": ballot_id})
        assert set(box) == {"_id", "sealed", "voted", "version"}
        entries = list(room.db["journal"].find({"action": "appraisal.cast_vote"}).sort("at", 1))
        assert all(entry["events"] == [] for entry in entries)
        kept = [receipt_in(entry, room.runtime.cipher) for entry in entries]
        assert all(answer == {"ballot_id": ballot_id, "counted": True} for _, answer in kept)
        assert len({fingerprint for fingerprint, _ in kept}) == len({len(entry["receipt"]) for entry in entries}) == 1
        told = [{k: v for k, v in entry.items() if k not in _OF_THE_MOMENT} for entry in entries]
        opens = room.service.ballot_cipher.open(box["sealed"], f"appraisal.ballot:{ballot_id}")  # type: ignore[attr-defined]
        worlds.append((told, box["voted"], box["version"], opens, len(box["sealed"])))
    assert worlds[0] == worlds[1]


_OF_THE_MOMENT = {"_id", "uid", "at", "request_id", "receipt", "traceparent"}


def test_the_box_does_not_open_without_the_key_and_is_destroyed_at_the_end(room: Desk) -> None:
    roll = voters(room)
    ballot_id = opened(room, roll)
    empty = room.db[BOXES.name].find_one({"_id": ballot_id})
    vote(room, ballot_id, roll[0]["cadre_id"], EXCELLENT)
    one = room.db[BOXES.name].find_one({"_id": ballot_id})
    assert empty is not None
    assert one is not None
    assert len(empty["sealed"]) == len(one["sealed"])
    assert b"excellent" not in one["sealed"]
    for voter in roll[1:]:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    close(room, ballot_id)
    assert room.db[BOXES.name].find_one({"_id": ballot_id}) is None


def test_nothing_is_shown_before_the_end(room: Desk) -> None:
    roll = voters(room)
    ballot_id = opened(room, roll)
    before = room.ask("get_ballot", ballot_id=ballot_id)
    vote(room, ballot_id, roll[0]["cadre_id"], EXCELLENT)
    assert room.ask("get_ballot", ballot_id=ballot_id) == before
    assert before["voted"] is None
    assert room.refused("get_ballot_results", ballot_id=ballot_id).code == "appraisal/results-not-yet"


def test_a_small_kind_is_merged_and_too_few_voters_show_nothing(room: Desk) -> None:
    roll = voters(room, team=4, staff=2)
    ballot_id = opened(room, roll)
    for voter in roll:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    close(room, ballot_id)
    result = room.ask("get_ballot_results", ballot_id=ballot_id)
    assert [(group["kinds"], group["merged"]) for group in result["groups"]] == [(["staff", "team"], True)]
    poor = opened(room, voters(room))
    closed = close(room, poor)
    assert (closed["voted"], closed["valid"]) == (0, False)
    result = room.ask("get_ballot_results", ballot_id=poor)
    assert (result["withheld"], result["questions"], result["groups"]) == ("no_quorum", [], [])
    assert room.db["evidence"].count_documents({"reference": poor}) == 0


def test_who_is_looked_at_is_no_voter_and_voters_see_whom_it_is_about(room: Desk) -> None:
    appraisal, roll = an_appraisal(room), voters(room)
    room.people(appraisal.subject_id)
    opening = {"ballot_id": prepared(room, appraisal), "closes_on": CLOSES_ON}
    own = [*roll, {"cadre_id": appraisal.subject_id, "kind": "team"}]
    refused = room.refused("open_ballot", roll=own, **opening)
    assert [(one.code, one.pointer) for one in refused.errors] == [("subject", "/roll/10/cadre_id")]
    ballot = room.ask("open_ballot", roll=roll, **opening)
    (mine,) = room.ask("list_my_ballots", by=self_of(roll[0]["cadre_id"]))["items"]
    assert (mine["subject_kind"], mine["cadre_id"]) == ("cadre", appraisal.subject_id)
    # A roll of before may still name them.
    room.db[BALLOTS.name].update_one({"_id": ballot["id"]}, {"$set": {"roll": own}})
    me = self_of(appraisal.subject_id)
    assert room.ask("list_my_ballots", by=me)["items"] == []
    assert room.refused("cast_vote", by=me, ballot_id=ballot["id"], answers=EXCELLENT).code == "appraisal/not-on-roll"


def test_an_electronic_ballot_closes_by_itself_after_its_last_day(room: Desk) -> None:
    roll = voters(room)
    ballot_id = opened(room, roll)
    room.pass_deadline("ballot_closes", ballot_id)
    room.tick()
    assert room.ask("get_ballot", ballot_id=ballot_id)["state"] == "closed"
    late = room.refused("cast_vote", by=self_of(roll[0]["cadre_id"]), ballot_id=ballot_id, answers=EXCELLENT)
    assert late.code == "appraisal/ballot-not-open"


def test_nobody_votes_after_the_last_day_though_nothing_has_closed_the_ballot_yet(room: Desk) -> None:
    roll = voters(room)
    ballot_id, yesterday = opened(room, roll), today() - timedelta(days=1)
    room.db[BALLOTS.name].update_one({"_id": ballot_id}, {"$set": {"closes_on": yesterday.isoformat()}})
    late = room.refused("cast_vote", by=self_of(roll[0]["cadre_id"]), ballot_id=ballot_id, answers=EXCELLENT)
    assert late.code == "appraisal/ballot-not-open"


def test_a_ballot_that_was_called_off_counts_for_nothing(room: Desk) -> None:
    roll = voters(room)
    ballot_id = opened(room, roll)
    vote(room, ballot_id, roll[0]["cadre_id"], EXCELLENT)
    assert room.ask("cancel_ballot", ballot_id=ballot_id, **ENDED)["state"] == "cancelled"
    assert room.db[BOXES.name].find_one({"_id": ballot_id}) is None
    assert room.refused("get_ballot_results", ballot_id=ballot_id).code == "appraisal/results-not-yet"
    waiting = room.deadline("ballot_closes", ballot_id)
    assert waiting is not None
    assert waiting["state"] == "cancelled"


def test_a_voter_sees_the_ballots_that_are_still_theirs_to_cast(room: Desk) -> None:
    roll = voters(room)
    ballot_id, first = opened(room, roll), roll[0]["cadre_id"]
    mine = room.ask("list_my_ballots", by=self_of(first))["items"]
    assert [ballot["id"] for ballot in mine] == [ballot_id]
    assert "kinds" not in mine[0]
    vote(room, ballot_id, first, EXCELLENT)
    assert room.ask("list_my_ballots", by=self_of(first))["items"] == []
    assert room.ask("list_my_ballots", by=self_of("cad-nobody"))["items"] == []


def test_only_who_is_on_the_roll_votes_and_only_for_themselves(room: Desk) -> None:
    ballot_id = opened(room, voters(room))
    for stranger in (self_of("cad-stranger"), officer()):
        assert room.refused("cast_vote", by=stranger, ballot_id=ballot_id, answers=EXCELLENT).status == 403
    forged = room.refused(
        "cast_vote", by=self_of("cad-stranger"), ballot_id=ballot_id, answers=EXCELLENT, cadre_id="cad-1"
    )
    assert forged.status == 422
    assert room.refused("cast_vote", by=self_of("cad-1"), ballot_id="blt-none", answers=EXCELLENT).status == 403


def hears(room: Desk, cadre_id: str, sequence: int, status: str = "retired", **more: Any) -> None:
    room.people(cadre_id, handler="ballot_rolls", sequence=sequence, status=status, **more)


def test_who_retires_before_voting_votes_no_more_and_is_not_among_those_entitled(room: Desk) -> None:
    roll = voters(room)
    ballot_id, gone, voted = opened(room, roll), roll[0]["cadre_id"], roll[1]["cadre_id"]
    vote(room, ballot_id, voted, EXCELLENT)
    for cadre_id in (gone, voted):
        hears(room, cadre_id, 7, status_entry="16", type="cadre.retired.v1")
    assert room.refused("cast_vote", by=self_of(gone), ballot_id=ballot_id, answers=EXCELLENT).status == 403
    assert room.ask("list_my_ballots", by=self_of(gone))["items"] == []
    assert room.ask("get_ballot", ballot_id=ballot_id)["entitled"] == 10, "nobody sees who has voted"
    for voter in roll[2:]:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    closed = close(room, ballot_id)
    assert (closed["entitled"], closed["voted"], closed["valid"]) == (9, 9, True)


def test_who_became_kin_before_voting_is_not_among_those_entitled_and_a_vote_of_before_counts(room: Desk) -> None:
    roll = voters(room)
    ballot_id, *kin = opened(room, roll), roll[0]["cadre_id"], roll[1]["cadre_id"]
    assert room.ask("get_roll", ballot_id=ballot_id)["cadre_ids"] == sorted(one["cadre_id"] for one in roll)
    for voter in roll[1:]:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    closed = close(room, ballot_id, aside=kin)
    assert (closed["entitled"], closed["voted"]) == (9, 9)


def test_who_was_retired_by_mistake_may_vote_as_before(room: Desk) -> None:
    roll = voters(room)
    ballot_id, back = opened(room, roll), roll[0]["cadre_id"]
    hears(room, back, 7, status_entry="16", type="cadre.retired.v1")
    hears(room, back, 8, status_entry="17", set_aside=["16"])
    hears(room, back, 9, status="serving", set_aside=["16"])
    assert room.refused("cast_vote", by=self_of(back), ballot_id=ballot_id, answers=EXCELLENT).status == 403
    hears(room, back, 10, status="serving", set_aside=["16", "17"])
    vote(room, ballot_id, back, EXCELLENT)
    assert close(room, ballot_id)["entitled"] == 10


@pytest.mark.parametrize(
    "answers",
    [
        [{"question": "overall", "answer": "excellent"}],
        [{"question": "overall", "answer": "excellent"}, {"question": "first", "answer": 101}],
        [{"question": "overall", "answer": "splendid"}, {"question": "first", "answer": 1}],
        [{"question": "overall", "answer": 3.5}, {"question": "first", "answer": 1}],
        [{"question": "overall", "answer": True}, {"question": "first", "answer": {}}],
        [{"question": "zeal", "answer": "excellent"}, {"question": "first", "answer": 1}],
    ],
)
def test_answers_outside_the_questions_are_refused_and_no_vote_is_used_up(room: Desk, answers: list[Any]) -> None:
    roll = voters(room)
    ballot_id, first = opened(room, roll), self_of(roll[0]["cadre_id"])
    refused = room.refused("cast_vote", by=first, ballot_id=ballot_id, answers=answers)
    assert refused.status == 422
    assert refused.errors
    assert room.ask("cast_vote", by=first, ballot_id=ballot_id, answers=EXCELLENT)["counted"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"kinds": [{"key": "team", "weight": 0.6}, {"key": "staff", "weight": 0.3}]},
            "appraisal/weights-do-not-add-up",
        ),
        ({"kinds": [{"key": "neighbours", "weight": 1}]}, "unknown-entry"),
        ({"questions": [{"key": "q", "text": "问", "dimension": "eleventh"}]}, "appraisal/bad-questions"),
        ({"options": [{"key": "splendid", "score": 1}, {"key": "excellent", "score": 2}]}, "unknown-entry"),
    ],
)
def test_a_ballot_that_cannot_be_counted_is_not_prepared(room: Desk, change: dict[str, Any], code: str) -> None:
    wish = ballot_wish(room, **change)
    assert room.refused("prepare_ballot", appraisal_id=an_appraisal(room).id, **wish).code == code


def test_a_ballot_belongs_to_an_appraisal_that_runs(room: Desk) -> None:
    planned = an_appraisal(room, state="planned")
    wish = ballot_wish(room)
    assert room.refused("prepare_ballot", appraisal_id=planned.id, **wish).code == "appraisal/not-running"
    running = an_appraisal(room)
    ballot_id = prepared(room, running)
    room.db["appraisals"].update_one({"_id": running.id}, {"$set": {"state": "drafted"}})
    opening = {"ballot_id": ballot_id, "roll": voters(room), "closes_on": CLOSES_ON}
    assert room.refused("open_ballot", **opening).code == "appraisal/not-running"


def test_with_an_appraisal_its_ballots_are_called_off_and_what_was_counted_is_destroyed(room: Desk) -> None:
    roll, appraisal = voters(room), an_appraisal(room)
    room.people(appraisal.subject_id)
    open_one, waiting = opened(room, roll, appraisal=appraisal), prepared(room, appraisal)
    paper = prepared(room, appraisal, mode="paper")
    room.ask("open_ballot", ballot_id=paper, entitled={"team": 3, "staff": 5})
    room.ask("enter_tally", ballot_id=paper, **TALLY)
    vote(room, open_one, roll[0]["cadre_id"], EXCELLENT)
    room.ask("cancel_appraisal", appraisal_id=appraisal.id, basis="不再任用")
    for ballot_id in (open_one, waiting, paper):
        ballot = room.ask("get_ballot", ballot_id=ballot_id)
        assert (ballot["state"], ballot["ended_by"], ballot["end_basis"]) == ("cancelled", None, "不再任用")
    assert room.db[BOXES.name].find_one({"_id": open_one}) is None
    assert [tally["counts"] for tally in room.db[TALLIES.name].find({"ballot_id": paper})] == [[]]
    assert len(room.told("ballot.cancelled.v1")) == 3
    assert room.refused("close_ballot", ballot_id=open_one, **ENDED).code == "appraisal/ballot-not-open"


def test_no_ballot_survives_an_appraisal_that_is_cancelled_at_the_same_moment(room: Desk) -> None:
    for number in range(16):
        appraisal = an_appraisal(room)
        if number % 2:
            wish = {"ballot_id": prepared(room, appraisal), "roll": voters(room), "closes_on": CLOSES_ON}
            act = partial(room.ask, "open_ballot", **wish)
        else:
            act = partial(prepared, room, appraisal)
        outcomes = at_once(act, partial(room.ask, "cancel_appraisal", appraisal_id=appraisal.id, basis="合成"))
        assert outcomes in (["done", "done"], ["appraisal/not-running", "done"], ["appraisal/ballot-not-open", "done"])
        assert {one["state"] for one in room.db[BALLOTS.name].find({"appraisal_id": appraisal.id})} <= {"cancelled"}


def test_a_ballot_moves_with_who_it_is_about(room: Desk) -> None:
    appraisal, moved = an_appraisal(room), ["unt-city", OTHER_UNIT]
    ballot_id = prepared(room, appraisal)
    room.hear("appraisals_moved", "cadre.transferred.v1", appraisal.subject_id, sequence=5, unit_ids=moved)
    there = of_unit(OTHER_UNIT, "appraisal_officer")
    assert room.ask("get_ballot", by=there, ballot_id=ballot_id)["unit_ids"] == moved
    wish = {"ballot_id": ballot_id, "roll": voters(room), "closes_on": CLOSES_ON}
    assert room.ask("open_ballot", by=there, **wish)["unit_ids"] == moved


def test_another_units_officer_sees_nothing_of_it(room: Desk) -> None:
    ballot_id = prepared(room)
    assert room.refused("get_ballot", by=of_unit(OTHER_UNIT), ballot_id=ballot_id).status == 404
    assert room.refused("close_ballot", by=of_unit(OTHER_UNIT), ballot_id=ballot_id, **ENDED).status == 404
    assert room.db[BALLOTS.name].count_documents({"_id": ballot_id}) == 1


def test_votes_that_race_the_closing_count_in_the_result_or_are_refused(room: Desk) -> None:
    roll = voters(room, team=6, staff=6)
    ballot_id = opened(room, roll)
    for voter in roll[:3] + roll[-5:]:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    outcomes: list[str] = []

    def go(cadre_id: str) -> None:
        try:
            vote(room, ballot_id, cadre_id, EXCELLENT)
            outcomes.append("counted")
        except Problem as problem:
            outcomes.append(problem.code)

    threads = [threading.Thread(target=go, args=(voter["cadre_id"],)) for voter in roll[3:7]]
    threads.insert(2, threading.Thread(target=close, args=(room, ballot_id)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(outcomes) <= {"counted", "appraisal/ballot-not-open"}
    result = room.ask("get_ballot_results", ballot_id=ballot_id)
    assert result["voted"] == 8 + outcomes.count("counted")
    assert sum(sum(group["counts"].values()) for group in result["questions"][0]["groups"]) == result["voted"]


def test_a_ballots_last_day_follows_its_deadline(room: Desk) -> None:
    ballot_id = opened(room, voters(room))
    room.ask("move_deadline", deadline_id=f"ballot_closes.{ballot_id}", due_on="2099-12-31", basis="延长")
    assert room.ask("get_ballot", ballot_id=ballot_id)["closes_on"] == "2099-12-31"


def test_a_ballot_of_a_team_scores_a_dimension_of_the_teams_model(room: Desk) -> None:
    appraisal, dimension = an_appraisal(room, kind="team"), dimension_of(room, "team")[1]
    questions = [{"key": "overall", "text": "总体评价"}, {"key": "first", "text": "一", "scale": "points"}]
    questions[1]["dimension"] = dimension
    roll = voters(room)
    ballot_id = opened(room, roll, appraisal=appraisal, questions=questions)
    for voter in roll:
        vote(room, ballot_id, voter["cadre_id"], EXCELLENT)
    close(room, ballot_id)
    (evidence,) = room.db["evidence"].find({"reference": ballot_id})
    assert (evidence["subject_kind"], evidence["subject_id"]) == ("team", appraisal.subject_id)
    assert (evidence["dimension"], str(evidence["value"])) == (dimension, "90.00")


def test_many_who_vote_at_once_are_all_counted(room: Desk) -> None:
    roll = voters(room, team=8, staff=8)
    ballot_id = opened(room, roll)
    threads = [threading.Thread(target=vote, args=(room, ballot_id, voter["cadre_id"], EXCELLENT)) for voter in roll]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert close(room, ballot_id)["voted"] == 16
