"""Tally sheets: they add up, and two tellers agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from servicekit.errors import NotIndependent
from services.appraisal.errors.ballots import (
    BadTally,
    BallotNotOpen,
    SameTeller,
    TalliesOutstanding,
    TallyDiffers,
    TallyKnown,
)
from services.appraisal.model import ballots, tallies
from services.appraisal.model.ballots import Ballot, Kind, Option, Question
from services.appraisal.model.tallies import Count, Tally
from services.appraisal.vocabulary.ballots import Mode
from services.appraisal.vocabulary.tallies import TallyState

NAMES = {"team": "班子成员", "staff": "中层", "yes": "赞成", "no": "不赞成"}


def a_ballot() -> Ballot:
    ballot = Ballot(
        "blt-1",
        "apr-1",
        "合成测评",
        Mode.PAPER,
        [Question("overall", "总体评价")],
        [Kind("team", Decimal("0.5")), Kind("staff", Decimal("0.5"))],
        [Option("yes", Decimal(100)), Option("no", Decimal(0))],
        "team",
        "unt-1",
        None,
        ["unt-1"],
    )
    ballots.entitle(ballot, {"team": 10, "staff": 20}, lambda: NAMES)
    return ballot


def a_tally(yes: int, no: int, sheets: int | None = None, kind: str = "team", box: int = 1, invalid: int = 0) -> Tally:
    counts = [Count("overall", "yes", yes), Count("overall", "no", no)]
    valid = yes + no if sheets is None else sheets
    return Tally(f"tly-{box}", "blt-1", kind, box, valid, counts, "甲", "account-1", invalid)


def test_a_question_adds_up_to_the_sheets() -> None:
    tallies.check(a_ballot(), a_tally(3, 4), [], lambda: NAMES)
    with pytest.raises(BadTally) as refused:
        tallies.check(a_ballot(), a_tally(3, 4, sheets=8), [], lambda: NAMES)
    assert refused.value.errors[0].code == "sum"


def test_no_more_sheets_come_back_than_there_are_voters() -> None:
    first = a_tally(3, 4)
    tallies.check(a_ballot(), a_tally(2, 1, box=2), [first], lambda: NAMES)
    with pytest.raises(BadTally):
        tallies.check(a_ballot(), a_tally(2, 1, box=2, invalid=1), [first], lambda: NAMES)
    with pytest.raises(TallyKnown):
        tallies.check(a_ballot(), a_tally(2, 1), [first], lambda: NAMES)
    tallies.reject(first, "丙", "account-3", "重计")
    tallies.check(a_ballot(), a_tally(5, 5), [first], lambda: NAMES)


@pytest.mark.parametrize(
    "counts",
    [
        [Count("zeal", "yes", 1)],
        [Count("overall", "perhaps", 1)],
        [Count("overall", "yes", 1), Count("overall", "yes", 0)],
    ],
)
def test_what_was_not_asked_is_not_counted(counts: list[Count]) -> None:
    tally = a_tally(1, 0)
    tally.counts = counts
    with pytest.raises(BadTally):
        tallies.check(a_ballot(), tally, [], lambda: NAMES)


def test_another_teller_comes_to_the_same_count() -> None:
    tally = a_tally(3, 4)
    same = [Count("overall", "no", 4), Count("overall", "yes", 3)]
    with pytest.raises(NotIndependent):
        tallies.confirm(tally, "乙", "account-1", 7, 0, same)
    with pytest.raises(SameTeller):
        tallies.confirm(tally, " 甲 ", "account-2", 7, 0, same)
    with pytest.raises(TallyDiffers):
        tallies.confirm(tally, "乙", "account-2", 7, 0, [Count("overall", "no", 3), Count("overall", "yes", 4)])
    with pytest.raises(TalliesOutstanding):
        tallies.sum_up(a_ballot(), [tally])
    tallies.confirm(tally, "乙", "account-2", 7, 0, same)
    assert tally.state is TallyState.CONFIRMED
    assert tallies.sum_up(a_ballot(), [tally])["team", "overall", "no"] == 4
    tallies.reject(tally, "丙", "account-3", "票箱混放")
    assert (tally.state, tally.live, tally.confirmed_by, tally.settled_by) == (TallyState.REJECTED, False, "乙", "丙")
    assert tallies.sum_up(a_ballot(), [tally])["team", "overall", "no"] == 0
    with pytest.raises(BallotNotOpen):
        tallies.reject(tally, "丙", "account-3", "又")
