"""Ballots as they are held: without a quorum, twice, with votes that are forgotten or mistyped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.desk import Desk, officer
from tests.service.incentive.test_nominations import MEMBERS, batch, clear, nominate, standing, state_of, vet

__all__ = ["batch"]


def vetted(desk: Desk, batch: dict[str, Any], *cadres: str) -> list[str]:
    made = [nominate(desk, batch, cadre) for cadre in cadres]
    for nomination in made:
        vet(desk, nomination)
    return [nomination["id"] for nomination in made]


def convene(desk: Desk, batch: dict[str, Any], present: int = 5, held_on: str = "2026-03-02", **wish: Any) -> str:
    ballot = desk.ask("convene_ballot", batch_id=batch["id"], held_on=held_on, members=MEMBERS, **wish)
    desk.ask("attend_ballot", ballot_id=ballot["id"], present=MEMBERS[:present])
    return str(ballot["id"])


def vote(desk: Desk, ballot: str, nomination: str, approve: int, reject: int = 0) -> None:
    words = ["approve"] * approve + ["reject"] * reject
    votes = [{"member_id": member, "vote": word} for member, word in zip(MEMBERS, words, strict=False)]
    desk.ask("cast_votes", ballot_id=ballot, nomination_id=nomination, votes=votes)


def put_right(desk: Desk, ballot: str, nomination: str, member: str, vote: str | None) -> Any:
    wish = {"ballot_id": ballot, "nomination_id": nomination, "member_id": member, "vote": vote}
    return desk.ask("correct_vote", **wish, basis="与表决票原件核对")


def test_a_ballot_without_quorum_is_cancelled_with_a_basis_and_a_second_meeting_votes(
    desk: Desk, batch: dict[str, Any]
) -> None:
    first, second = vetted(desk, batch, "c1", "c2")
    ballot = convene(desk, batch, present=3)
    assert desk.refused("close_ballot", ballot_id=ballot).code == "incentive/no-quorum"
    again = {"batch_id": batch["id"], "held_on": "2026-03-09", "members": MEMBERS, "nominations": [first, second]}
    open_still = desk.refused("convene_ballot", **again)
    assert (open_still.code, open_still.facts["open_ballots"]) == ("incentive/no-candidates", [ballot])
    assert desk.refused("cancel_ballot", ballot_id=ballot).code == "invalid-fields", "a basis is needed"
    cancelled = desk.ask("cancel_ballot", ballot_id=ballot, basis="到会人数不足")
    assert (cancelled["state"], cancelled["cancelled_by"]) == ("cancelled", "administrator-1")
    assert cancelled["cancelled_basis"] == "到会人数不足"
    assert [told["ballot_id"] for told in desk.told("ballot.cancelled.v1")] == [ballot]
    assert (state_of(desk, first)["timeline"][-1]["note"], state_of(desk, first)["timeline"][-1]["about_ids"]) == (
        None,
        [ballot],
    )
    assert desk.refused("close_ballot", ballot_id=ballot).code == "incentive/ballot-closed"
    meeting = convene(desk, batch, held_on="2026-03-09", nominations=[first, second])
    for id in (first, second):
        vote(desk, meeting, id, approve=4)
    assert desk.ask("close_ballot", ballot_id=meeting)["elected"] == 2


def test_what_nobody_voted_on_waits_for_another_ballot(desk: Desk, batch: dict[str, Any]) -> None:
    first, forgotten = vetted(desk, batch, "c1", "c2")
    ballot = convene(desk, batch)
    assert desk.refused("close_ballot", ballot_id=ballot).code == "incentive/nobody-voted"
    vote(desk, ballot, first, approve=4)
    closed = desk.ask("close_ballot", ballot_id=ballot)
    assert (closed["elected"], closed["not_elected"], closed["left_over"]) == (1, 0, 1)
    assert (state_of(desk, forgotten)["state"], state_of(desk, forgotten)["ballot_id"]) == ("vetted", None)
    assert [row["elected"] for row in desk.ask("list_tallies", ballot_id=ballot)["items"]] == [True, None]
    wish = {"ballot_id": ballot, "nomination_id": forgotten, "member_id": "m1", "vote": "approve", "basis": "补录"}
    assert desk.refused("correct_vote", **wish).code == "incentive/ballot-closed"
    later = convene(desk, batch, held_on="2026-03-09")
    vote(desk, later, forgotten, approve=4)
    assert desk.ask("close_ballot", ballot_id=later)["elected"] == 1


def test_a_mistyped_vote_is_put_right_and_before_and_after_stay(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = vetted(desk, batch, "c1")
    ballot = convene(desk, batch)
    vote(desk, ballot, id, approve=3, reject=1)
    tally = put_right(desk, ballot, id, "m4", "approve")
    assert tally["votes"]["m4"] == "approve"
    (correction,) = tally["corrections"]
    assert (correction["before"], correction["after"], correction["by"]) == ("reject", "approve", "administrator-1")
    same = {"ballot_id": ballot, "nomination_id": id, "member_id": "m4", "vote": "approve", "basis": "再次核对"}
    assert desk.refused("correct_vote", **same).code == "incentive/vote-unchanged"
    assert desk.refused("correct_vote", **same | {"member_id": "m6"}).code == "incentive/member-absent"
    assert "m4" not in put_right(desk, ballot, id, "m4", None)["votes"]
    put_right(desk, ballot, id, "m4", "approve")
    assert desk.ask("close_ballot", ballot_id=ballot)["elected"] == 1


@pytest.mark.parametrize("reached", ["elected", "publicity", "publicised", "naming"])
def test_a_closed_ballot_is_counted_anew_and_what_followed_follows(
    desk: Desk, batch: dict[str, Any], reached: str
) -> None:
    (id,) = vetted(desk, batch, "c1")
    ballot = convene(desk, batch)
    vote(desk, ballot, id, approve=4)
    desk.ask("close_ballot", ballot_id=ballot)
    if reached == "publicity":
        desk.ask("publicise", nomination_id=id)
    elif reached != "elected":
        desk.ask("publicise", nomination_id=id, begins="2026-03-02", basis="补录")
        desk.tick()
    if reached == "naming":
        desk.ask("propose_naming", nomination_id=id)
    assert state_of(desk, id)["state"] == reached
    put_right(desk, ballot, id, "m1", "reject")
    now = state_of(desk, id)
    assert (now["state"], now["publicity_ends"]) == ("not_elected", None)
    assert desk.ask("get_batch", batch_id=batch["id"])["reserved"] == 0
    kept = desk.ask("get_ballot", ballot_id=ballot)
    assert (kept["elected"], kept["not_elected"]) == (0, 1)
    assert [told["not_elected"] for told in desk.told("ballot.corrected.v1")] == [1]
    if reached == "naming":
        clear(desk, id)
        assert state_of(desk, id)["state"] == "not_elected", "a clearance that was under way names nobody"
    put_right(desk, ballot, id, "m1", "approve")
    assert state_of(desk, id)["state"] == "elected"
    assert desk.ask("publicise", nomination_id=id)["state"] == "publicity"


def test_a_correction_elects_nobody_against_whom_something_stands_and_unnames_nobody(
    desk: Desk, batch: dict[str, Any]
) -> None:
    barred, retired, named = vetted(desk, batch, "c1", "c2", "c3")
    ballot = convene(desk, batch)
    for id in (barred, retired):
        vote(desk, ballot, id, approve=3, reject=1)
    vote(desk, ballot, named, approve=4)
    desk.ask("close_ballot", ballot_id=ballot)
    standing(desk, "c1", True, 5)
    desk.people("c2", sequence=9, type="cadre.retired.v1", status="retired")
    wish = {"ballot_id": ballot, "member_id": "m4", "vote": "approve", "basis": "与表决票原件核对"}
    assert desk.refused("correct_vote", **wish, nomination_id=barred).code == "incentive/restricted"
    assert desk.refused("correct_vote", **wish, nomination_id=retired).code == "incentive/retired"
    desk.ask("publicise", nomination_id=named, begins="2026-03-02", basis="补录")
    desk.tick()
    desk.ask("propose_naming", nomination_id=named)
    clear(desk, named)
    refused = desk.refused("correct_vote", **wish | {"vote": "reject"}, nomination_id=named)
    assert (refused.code, refused.facts["state"]) == ("incentive/not-in-this-state", "named")


def test_nobody_votes_about_themselves_nor_before_the_meeting(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = vetted(desk, batch, "c1")
    members = ["c1", "m2", "m3", "m4"]
    ballot = desk.ask("convene_ballot", batch_id=batch["id"], held_on="2026-03-02", members=members)["id"]
    desk.ask("attend_ballot", ballot_id=ballot, present=members)
    own = {"ballot_id": ballot, "nomination_id": id}
    vote = {"member_id": "c1", "vote": "approve"}
    assert desk.refused("cast_votes", **own, votes=[vote]).code == "incentive/conflict-of-interest"
    many = {"ballot_id": ballot, "nominations": [{"nomination_id": id, "votes": [vote]}]}
    assert desk.refused("cast_many_votes", **many).code == "incentive/conflict-of-interest"
    assert desk.refused("correct_vote", **own, **vote, basis="补录").code == "incentive/conflict-of-interest"
    votes = [{"member_id": "m2", "vote": "approve"}, {"member_id": "m3", "vote": "approve"}]
    desk.ask("cast_votes", **own, votes=votes, by=officer())
    desk.ask("close_ballot", ballot_id=ballot)
    (tally,) = desk.ask("list_tallies", ballot_id=ballot)["items"]
    assert (tally["approvals"], tally["needed"]) == (2, 2), "three entitled: the nominee is not in the base"
    vetted(desk, batch, "c2")
    coming = desk.ask("convene_ballot", batch_id=batch["id"], held_on="2090-01-02", members=members)["id"]
    assert desk.refused("attend_ballot", ballot_id=coming, present=members).code == "incentive/ballot-day"


def test_who_stands_aside_with_the_closing_is_not_to_attend_and_their_vote_is_taken_out(
    desk: Desk, batch: dict[str, Any]
) -> None:
    """Of six members three stand aside: two of three are present, and one of them approves: not more than half."""
    (nomination,) = vetted(desk, batch, "c1")
    ballot = convene(desk, batch, present=3, nominations=[nomination])
    vote(desk, ballot, nomination, approve=2)
    assert desk.refused("close_ballot", ballot_id=ballot).facts["members"] == len(MEMBERS) == 6
    strange = desk.refused("close_ballot", ballot_id=ballot, recusals={nomination: ["x9"]})
    assert strange.code == "incentive/unknown-member"
    elsewhere = desk.refused("close_ballot", ballot_id=ballot, recusals={"nom-x": MEMBERS[:1]})
    assert elsewhere.code == "incentive/not-a-candidate"
    aside = [MEMBERS[0], *MEMBERS[4:]]
    closed = desk.ask("close_ballot", ballot_id=ballot, recusals={nomination: aside})
    assert (closed["entitled"], closed["quorum"], closed["elected"]) == (3, 2, 0)
    (tally,) = desk.ask("list_tallies", ballot_id=ballot)["items"]
    assert (tally["recused"], tally["needed"], tally["votes"]) == (aside, 2, {MEMBERS[1]: "approve"})
