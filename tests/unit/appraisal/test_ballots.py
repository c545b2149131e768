"""Ballots: weights, rolls, counters that know no voter, and results that show nobody."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.errors.ballots import (
    BadAnswers,
    BadQuestions,
    BadRoll,
    NotOnRoll,
    VotedAlready,
    WrongMode,
)
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.model import ballots
from services.appraisal.model.ballot_results import groups_of, judge
from services.appraisal.model.ballots import ABSTAIN, Ballot, Box, Kind, Option, Question, Voter
from services.appraisal.vocabulary.ballots import BallotState, Mode, Scale

KINDS = {"team": "班子成员", "staff": "中层"}
NAMES = {**KINDS, "excellent": "优秀", "competent": "称职", "incompetent": "不称职", ABSTAIN: "弃权"}
GRADES = [Option("excellent", Decimal(100)), Option("competent", Decimal(80)), Option("incompetent", Decimal(0))]
QUESTIONS = [Question("overall", "总体评价"), Question("morals", "德", Scale.POINTS, "dimension_1")]


def a_ballot(weights: dict[str, str] | None = None, **more: Any) -> Ballot:
    kinds = [Kind(key, Decimal(weight)) for key, weight in (weights or {"team": "0.6", "staff": "0.4"}).items()]
    settings: dict[str, Any] = {
        "mode": Mode.ELECTRONIC,
        "questions": QUESTIONS,
        "options": GRADES,
        "subject_kind": "cadre",
        "subject_id": "cad-0",
        "cadre_id": "cad-0",
        "unit_ids": ["unt-1"],
        **more,
    }
    return Ballot("blt-1", "apr-1", "合成测评", kinds=kinds, **settings)


def enrolled(ballot: Ballot, **voters: int) -> Ballot:
    roll = [Voter(f"{kind}-{number}", kind) for kind, many in voters.items() for number in range(many)]
    ballots.enrol(ballot, roll, {voter.cadre_id for voter in roll}, lambda: NAMES)
    ballot.state = BallotState.OPEN
    return ballot


VOTES = st.lists(
    st.tuples(st.sampled_from(["excellent", "competent", "incompetent", ABSTAIN]), st.integers(0, 100)),
    min_size=1,
    max_size=12,
)


def count(ballot: Ballot, cast: list[tuple[str, list[tuple[str, str]]]]) -> tuple[Box, dict[ballots.Cell, int]]:
    box, counts = Box(ballot.id, b""), ballots.no_votes(ballot)
    for voter, answers in cast:
        ballots.cast(ballot, box, counts, voter, answers, lambda: NAMES)
    return box, counts


@given(votes=VOTES, data=st.data())
def test_any_order_of_votes_leaves_the_same_counters_and_the_same_marks(
    votes: list[tuple[str, int]], data: st.DataObject
) -> None:
    ballot = enrolled(a_ballot(), team=6, staff=6)
    voters = [voter.cadre_id for voter in ballot.roll]
    cast = [
        (voter, [("overall", grade), ("morals", str(points))])
        for voter, (grade, points) in zip(voters, votes, strict=False)
    ]
    box, counts = count(ballot, cast)
    other_box, other_counts = count(ballot, data.draw(st.permutations(cast)))
    assert (box, counts) == (other_box, other_counts)
    assert ballots.pack(ballot, counts) == ballots.pack(ballot, other_counts)
    for question in ballot.questions:
        assert sum(number for (_, key, _), number in counts.items() if key == question.key) == len(box.voted)
    assert ballots.unpack(ballot, ballots.pack(ballot, counts)) == counts


@given(votes=VOTES)
def test_packed_counters_are_equally_long_whatever_was_voted(votes: list[tuple[str, int]]) -> None:
    ballot = enrolled(a_ballot(), team=12, staff=1)
    cast = [(f"team-{n}", [("overall", grade), ("morals", str(points))]) for n, (grade, points) in enumerate(votes)]
    assert len(ballots.pack(ballot, count(ballot, cast)[1])) == len(ballots.pack(ballot, ballots.no_votes(ballot)))


def test_nobody_votes_twice_and_the_first_vote_stays() -> None:
    ballot = enrolled(a_ballot(), team=2, staff=1)
    box, counts = count(ballot, [("team-0", [("overall", "excellent"), ("morals", "90")])])
    before = dict(counts)
    with pytest.raises(VotedAlready):
        ballots.cast(ballot, box, counts, "team-0", [("overall", "incompetent"), ("morals", "1")], lambda: NAMES)
    assert counts == before
    with pytest.raises(NotOnRoll):
        ballots.cast(ballot, box, counts, "team-9", [], lambda: NAMES)


@pytest.mark.parametrize(
    ("answers", "code", "pointer"),
    [
        ([("overall", "excellent"), ("morals", "101")], "outside-scale", "/answers/1/answer"),
        ([("overall", "excellent"), ("morals", "-1")], "outside-scale", "/answers/1/answer"),
        ([("overall", "excellent"), ("morals", "07")], "outside-scale", "/answers/1/answer"),
        ([("overall", "splendid"), ("morals", "7")], "outside-scale", "/answers/0/answer"),
        ([("overall", "excellent")], "missing", "/answers"),
        ([("overall", "excellent"), ("morals", "7"), ("zeal", "7")], "unknown-question", "/answers/2/question"),
        ([("overall", "excellent"), ("morals", "7"), ("morals", "8")], "repeated", "/answers/2"),
    ],
)
def test_answers_fit_the_questions_or_are_refused_with_their_place(
    answers: list[tuple[str, str]], code: str, pointer: str
) -> None:
    ballot = enrolled(a_ballot(), team=1, staff=1)
    with pytest.raises(BadAnswers) as refused:
        count(ballot, [("team-0", answers)])
    assert [(error.code, error.pointer) for error in refused.value.errors] == [(code, pointer)]


def test_weights_that_do_not_add_up_are_refused_with_their_sum() -> None:
    with pytest.raises(WeightsDoNotAddUp) as refused:
        ballots.check(a_ballot({"team": "0.6", "staff": "0.3"}), {"dimension_1": "政治素质"})
    assert "0.9" in refused.value.errors[0].zh


def test_questions_are_of_the_model_and_each_is_asked_once() -> None:
    ballots.check(a_ballot(), {"dimension_1": "政治素质"})
    with pytest.raises(BadQuestions):
        ballots.check(a_ballot(), {"dimension_2": "工作实绩"})
    with pytest.raises(BadQuestions):
        ballots.check(a_ballot(questions=[QUESTIONS[0], QUESTIONS[0]]), {"dimension_1": "政治素质"})
    with pytest.raises(BadQuestions):
        ballots.check(a_ballot(options=[]), {"dimension_1": "政治素质"})
    with pytest.raises(BadQuestions):
        ballots.check(a_ballot(options=[*GRADES, Option(ABSTAIN, Decimal(0))]), {"dimension_1": "政治素质"})
    with pytest.raises(BadQuestions):
        ballots.check(a_ballot(options=[*GRADES, Option("splendid", Decimal(101))]), {"dimension_1": "政治素质"})


def test_a_roll_names_each_voter_once_and_leaves_no_kind_empty() -> None:
    ballot = a_ballot()
    for roll in (
        [],
        [Voter("a", "team"), Voter("a", "staff")],
        [Voter("a", "team"), Voter("b", "served")],
        [Voter("a", "team"), Voter("nobody", "staff")],
        [Voter("a", "team"), Voter("b", "team")],
    ):
        with pytest.raises(BadRoll):
            ballots.enrol(ballot, roll, {"a", "b"}, lambda: NAMES)
    assert (ballot.roll, ballot.entitled) == ([], 0)


def test_votes_go_to_electronic_ballots_and_sheets_to_those_on_paper() -> None:
    with pytest.raises(WrongMode):
        ballots.must_be_open(enrolled(a_ballot(), team=1, staff=1), Mode.PAPER)


@given(votes=st.dictionaries(st.sampled_from("abcde"), st.integers(0, 9), min_size=1), least=st.integers(1, 5))
def test_no_group_is_smaller_than_the_rule_and_no_weight_is_lost(votes: dict[str, int], least: int) -> None:
    ballot = a_ballot({key: str(Decimal(1) / 8) for key in votes})
    groups = groups_of(ballot, votes, least)
    assert sum(group.votes for group in groups) == sum(votes.values())
    assert sum(group.weight for group in groups) == Decimal(1) / 8 * len(votes)
    assert sorted(kind for group in groups for kind in group.kinds) == sorted(votes)
    if sum(votes.values()) >= least:
        assert all(group.votes >= least for group in groups)


def test_the_score_is_the_weighted_mean_of_the_groups_means() -> None:
    ballot = enrolled(a_ballot(), team=3, staff=4)
    cast = [(f"team-{n}", [("overall", "excellent"), ("morals", points)]) for n, points in enumerate("789")]
    cast += [(f"staff-{n}", [("overall", "competent"), ("morals", ABSTAIN)]) for n in range(3)]
    cast += [("staff-3", [("overall", ABSTAIN), ("morals", "10")])]
    _, counts = count(ballot, cast)
    result = judge(ballot, counts, quorum=Fraction(2, 3), least_votes=5, least_kind_votes=3)
    overall, morals = result.questions
    assert overall.score == Decimal("92.00")
    assert overall.groups[1].counts == {"competent": 3, ABSTAIN: 1}
    # The one of the staff with an opinion on morals is shown among the others only.
    assert [(group.kinds, group.answered, group.counts) for group in morals.groups] == [
        (["staff", "team"], 4, {"0-9": 3, "10-19": 1, ABSTAIN: 3})
    ]
    assert result.dimensions == {"dimension_1": Decimal("8.50")}


def test_a_group_without_an_opinion_leaves_its_weight_to_the_others() -> None:
    ballot = enrolled(a_ballot(), team=3, staff=3)
    cast = [(f"team-{n}", [("overall", "competent"), ("morals", "50")]) for n in range(3)]
    cast += [(f"staff-{n}", [("overall", ABSTAIN), ("morals", "50")]) for n in range(3)]
    _, counts = count(ballot, cast)
    overall = judge(ballot, counts, quorum=Fraction(1, 2), least_votes=5, least_kind_votes=3).questions[0]
    assert (overall.score, [group.kinds for group in overall.groups]) == (Decimal("80.00"), [["team"]])
    assert overall.groups[0].share == Decimal(1)


@given(votes=VOTES, data=st.data(), least=st.integers(2, 6))
def test_no_number_that_is_shown_is_of_fewer_people_than_the_rule_wants(
    votes: list[tuple[str, int]], data: st.DataObject, least: int
) -> None:
    ballot = enrolled(a_ballot(), team=6, staff=6)
    voters = data.draw(st.permutations([voter.cadre_id for voter in ballot.roll]))
    abstains = data.draw(st.lists(st.booleans(), min_size=12, max_size=12))
    cast = [
        (voter, [("overall", grade), ("morals", ABSTAIN if silent else str(points))])
        for voter, silent, (grade, points) in zip(voters, abstains, votes, strict=False)
    ]
    result = judge(ballot, count(ballot, cast)[1], quorum=Fraction(0), least_votes=1, least_kind_votes=least)
    for question in result.questions:
        assert all(group.answered >= least for group in question.groups)
        assert (question.withheld is None) == (question.score is not None) == bool(question.groups)
        opinions = [dict(answers)[question.question] for _, answers in cast]
        assert sum(group.answered for group in question.groups) in (0, len(opinions) - opinions.count(ABSTAIN))
        if question.question == "morals":
            assert all("-" in name or name == ABSTAIN for group in question.groups for name in group.counts)


@pytest.mark.parametrize(
    ("team", "staff", "least", "withheld"), [(3, 0, 1, "no_quorum"), (2, 2, 5, "too_few"), (2, 2, 1, None)]
)
def test_too_few_votes_show_nothing(team: int, staff: int, least: int, withheld: str | None) -> None:
    ballot = enrolled(a_ballot(), team=3, staff=3)
    answers = [("overall", "excellent"), ("morals", "100")]
    cast = [(f"team-{n}", answers) for n in range(team)] + [(f"staff-{n}", answers) for n in range(staff)]
    result = judge(ballot, count(ballot, cast)[1], quorum=Fraction(2, 3), least_votes=least, least_kind_votes=3)
    assert result.withheld == withheld
    assert bool(result.questions) is (withheld is None)
    if withheld is None:
        assert [group.merged for group in result.groups] == [True]
