"""Who may vote, when a ballot is valid, and what a majority is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.lifecycle import Mark
from services.incentive.errors import ballots as errors
from services.incentive.model import ballots as model
from services.incentive.model.ballots import Ballot, Tally
from services.incentive.vocabulary.ballots import Vote

TWO_THIRDS, HALF = Fraction("2/3"), Fraction("1/2")
MEETING, MARK = date(2026, 3, 2), Mark(datetime(2026, 3, 2, tzinfo=UTC), "acc-1")


def a_ballot(members: int = 5, present: int = 5) -> tuple[Ballot, Tally]:
    people = [f"m{i}" for i in range(members)]
    return Ballot("b", "bat", date(2026, 3, 2), people, ["n"], people[:present]), Tally("b.n", "b", "n")


@pytest.mark.parametrize(("members", "needed"), [(3, 2), (4, 3), (5, 4), (6, 4), (9, 6)])
def test_two_thirds_are_rounded_up(members: int, needed: int) -> None:
    ballot, tally = a_ballot(members, needed)
    model.must_have_quorum(ballot, [tally], set(), TWO_THIRDS, "《示例》第一条")
    ballot.present.pop()
    with pytest.raises(errors.NoQuorum) as refused:
        model.must_have_quorum(ballot, [tally], set(), TWO_THIRDS, "《示例》第一条")
    assert (refused.value.facts["present"], refused.value.facts["needed"]) == (needed - 1, needed)


def test_who_has_no_vote_on_anything_is_not_among_those_who_are_to_attend() -> None:
    ballot, first = a_ballot(6)
    ballot.present = ["m1", "m3", "m4"]
    second = Tally("b.o", "b", "o", recused=["m0"])
    first.recused = ["m0", "m1"]
    nominated = {"m2"}
    model.must_have_quorum(ballot, [first, second], nominated, TWO_THIRDS, "《示例》第一条")
    assert (ballot.entitled, ballot.quorum) == (4, 3), "m1 votes on the second"
    ballot.present = ["m0", "m1", "m2", "m3"]
    with pytest.raises(errors.NoQuorum) as refused:
        model.must_have_quorum(ballot, [first, second], nominated, TWO_THIRDS, "《示例》第一条")
    assert (refused.value.facts["present"], refused.value.facts["members"]) == (2, 4)


def test_a_nominee_a_recused_an_absent_and_a_stranger_have_no_vote_and_nobody_votes_twice() -> None:
    ballot, tally = a_ballot(5, 4)
    model.declare(ballot, tally, ["m1"])
    for member, problem in [
        ("m0", errors.ConflictOfInterest),
        ("m1", errors.ConflictOfInterest),
        ("m4", errors.MemberAbsent),
        ("x", errors.UnknownMember),
    ]:
        with pytest.raises(problem):
            model.cast(ballot, tally, [(member, Vote.APPROVE)], {"m0"}, "《示例》第一条")
    model.cast(ballot, tally, [("m2", Vote.APPROVE)], {"m0"}, "《示例》第一条")
    with pytest.raises(errors.VotedAlready):
        model.cast(ballot, tally, [("m2", Vote.REJECT)], {"m0"}, "《示例》第一条")


@given(st.integers(1, 30), st.data())
def test_elected_means_more_than_half_of_those_who_do_not_stand_aside(members: int, data: st.DataObject) -> None:
    ballot, tally = a_ballot(members, members)
    aside = data.draw(st.sets(st.sampled_from(ballot.members), max_size=members - 1))
    model.declare(ballot, tally, sorted(aside)) if aside else None
    base = [member for member in ballot.members if member not in aside]
    approving = data.draw(st.sets(st.sampled_from(base)))
    model.cast(ballot, tally, [(member, Vote.APPROVE) for member in sorted(approving)], set(), "《示例》第一条")
    assert model.decide(ballot, tally, set(), HALF) == (2 * len(approving) > len(base))


@given(st.integers(2, 9), st.data())
def test_votes_in_any_order_and_with_mistakes_that_are_put_right_are_counted_as_those_cast_rightly(
    members: int, data: st.DataObject
) -> None:
    right, tally = a_ballot(members, members)
    people = right.members
    votes = {one: data.draw(st.sampled_from([*Vote, None])) for one in people}
    aside = data.draw(st.sets(st.sampled_from(people), max_size=members - 1))
    present = [one for one in people if data.draw(st.booleans())] or people[:1]
    counting = {one: vote for one, vote in votes.items() if vote and one in present and one not in aside}
    model.attend(right, present, MEETING)
    model.declare(right, tally, sorted(aside)) if aside else None
    model.cast(right, tally, list(counting.items()), set(), "《示例》第一条")

    other, muddled = a_ballot(members, members)
    slips = {one: data.draw(st.sampled_from(Vote)) for one in people if data.draw(st.booleans())}
    first = {**counting, **slips}
    for one in data.draw(st.permutations(sorted(first))):
        model.cast(other, muddled, [(one, first[one])], set(), "《示例》第一条")
    if data.draw(st.booleans()) and aside:
        model.declare(other, muddled, sorted(aside))
    for closed in (False, True):
        if closed:
            model.decide(other, muddled, set(), HALF)
            muddled.elected = bool(muddled.elected)
        for one in data.draw(st.permutations(people)):
            # Whoever was not there, or stands aside, has no vote: one that was entered all the same is taken out.
            if muddled.votes.get(one) is not counting.get(one) and (closed or data.draw(st.booleans())):
                model.correct(other, muddled, (one, counting.get(one)), set(), "《示例》第一条", "票样核对", MARK)
    model.attend(other, present, MEETING)
    model.declare(other, muddled, sorted(aside)) if aside else None
    assert muddled.votes == tally.votes
    assert model.decide(other, muddled, set(), HALF) == model.decide(right, tally, set(), HALF)
    assert (muddled.approvals, muddled.needed) == (tally.approvals, tally.needed)
