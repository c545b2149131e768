"""What a closed ballot says: per question and group of voters, weighted and explained, and nothing of few people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from services.appraisal.model.ballots import ABSTAIN, Ballot, Cell, Question, scores, slots, votes_of
from services.appraisal.vocabulary.ballot_results import WITHHELD
from services.appraisal.vocabulary.ballots import Scale
from services.appraisal.vocabulary.evidence import SubjectKind

_CENT = Decimal("0.01")
_BAND, _TOP = 10, 90
"""Points are shown by bands of ten, the highest with a hundred in it: very points would tell who gave them."""


@dataclass
class Group:
    """Kinds of voters that are shown together: one kind, or small ones merged so that nobody's vote can be told."""

    kinds: list[str]
    weight: Decimal
    votes: int
    merged: bool = False


@dataclass
class GroupResult:
    """What a group answered to a question. `share` is its weight among the groups; points are counted by bands."""

    kinds: list[str]
    counts: dict[str, int]
    answered: int
    mean: Decimal | None
    share: Decimal


@dataclass
class QuestionResult:
    """The answers to one question; `score` is the weighted mean of the groups' means.

    Its groups are as large as the rule wants by those who answered this question: an abstention hides nobody.
    """

    question: str
    dimension: str | None
    groups: list[GroupResult]
    score: Decimal | None
    withheld: str | None = None
    """`too_few` where so few answered that nothing is shown."""


@dataclass
class Result:
    """What is kept of a closed ballot; the counts by kind that led to it are destroyed."""

    id: str
    ballot_id: str
    entitled: int
    voted: int
    quorum: int
    least_votes: int
    least_kind_votes: int
    withheld: str | None = None
    """Why nothing is shown: `no_quorum` or `too_few`."""
    groups: list[Group] = field(default_factory=list)
    questions: list[QuestionResult] = field(default_factory=list)
    dimensions: dict[str, Decimal] = field(default_factory=dict)
    """The points of each dimension: the mean of its questions' scores."""
    explained: str = ""
    annulled_because: str | None = None
    """Why it counts no more."""
    cadre_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def subject_kind(self) -> SubjectKind:
        """Whether the ballot was about a cadre or about a team."""
        return SubjectKind.CADRE if self.cadre_id else SubjectKind.TEAM


def needed(entitled: int, quorum: Fraction) -> int:
    """How many of those on the roll must have voted."""
    return ceil(entitled * quorum)


def groups_of(ballot: Ballot, votes: Mapping[str, int], least: int) -> list[Group]:
    """The kinds in `votes` as they are shown.

    Kinds with fewer than `least` votes are merged; while they are too few together, the smallest of the others joins
    them. A merged group keeps the sum of the weights, so no weight is lost.
    """
    weights = {kind.key: kind.weight for kind in ballot.kinds if kind.key in votes}
    order = sorted(weights, key=lambda key: (votes[key], key))
    merged = [key for key in order if votes[key] < least]
    apart = [key for key in order if votes[key] >= least]
    while merged and apart and sum(votes[key] for key in merged) < least:
        merged.append(apart.pop(0))
    groups = [Group([key], weights[key], votes[key]) for key in weights if key in apart]
    if merged:
        kinds = sorted(merged)
        weight = sum((weights[key] for key in kinds), Decimal(0))
        groups.append(Group(kinds, weight, sum(votes[key] for key in kinds), merged=len(kinds) > 1))
    return groups


def judge(
    ballot: Ballot, counts: Mapping[Cell, int], *, quorum: Fraction, least_votes: int, least_kind_votes: int
) -> Result:
    """The result of a ballot from its counters; what must not be shown is not in it."""
    votes = votes_of(ballot, counts)
    result = Result(
        id=ballot.id,
        ballot_id=ballot.id,
        entitled=ballot.entitled,
        voted=sum(votes.values()),
        quorum=needed(ballot.entitled, quorum),
        least_votes=least_votes,
        least_kind_votes=least_kind_votes,
        cadre_id=ballot.cadre_id,
        unit_ids=ballot.unit_ids,
        synthetic=ballot.synthetic,
    )
    if result.voted < result.quorum:
        result.withheld = "no_quorum"
    elif result.voted < max(least_votes, least_kind_votes):
        result.withheld = "too_few"
    if result.withheld is not None:
        result.explained = f"参加 {result.voted} 人，应到 {result.entitled} 人，不出结果：{WITHHELD[result.withheld]}"
        return result
    result.groups = groups_of(ballot, votes, least_kind_votes)
    result.questions = [_answers(ballot, question, least_kind_votes, counts) for question in ballot.questions]
    by_dimension: dict[str, list[Decimal]] = {}
    for answered in result.questions:
        if answered.dimension is not None and answered.score is not None:
            by_dimension.setdefault(answered.dimension, []).append(answered.score)
    result.dimensions = {
        dimension: _rounded(sum(points, Decimal(0)) / len(points)) for dimension, points in by_dimension.items()
    }
    result.explained = (
        "各组得分为作答者的平均分（弃权不计）；项目得分为各组得分按权重加权，权重在有作答的各组之间归一；"
        f"维度得分为其各项目得分的平均。每组至少有{least_kind_votes}人作答，不足的与其他类别合并；分数按十分一段计数。"
    )
    return result


def _answers(ballot: Ballot, question: Question, least: int, counts: Mapping[Cell, int]) -> QuestionResult:
    points = scores(ballot, question)
    by_kind = {kind.key: _answered(ballot, question, [kind.key], counts) for kind in ballot.kinds}
    answering = {kind: number for kind, told in by_kind.items() if (number := _opinions(told))}
    if sum(answering.values()) < least:
        return QuestionResult(question.key, question.dimension, [], None, "too_few")
    groups = groups_of(ballot, answering, least)
    whole, score = sum((group.weight for group in groups), Decimal(0)), Decimal(0)
    results = []
    for group in groups:
        told = _answered(ballot, question, group.kinds, counts)
        total = sum((points[answer] * number for answer, number in told.items() if answer != ABSTAIN), Decimal(0))
        mean = total / group.votes
        score += group.weight * mean
        share = (group.weight / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        results.append(GroupResult(group.kinds, _shown(question, told), group.votes, _rounded(mean), share))
    return QuestionResult(question.key, question.dimension, results, _rounded(score / whole))


def _answered(ballot: Ballot, question: Question, kinds: list[str], counts: Mapping[Cell, int]) -> dict[str, int]:
    """How many of these kinds gave each answer, of those that anybody gave."""
    return {
        answer: number
        for answer in slots(ballot, question)
        if (number := sum(counts[kind, question.key, answer] for kind in kinds))
    }


def _opinions(told: Mapping[str, int]) -> int:
    return sum(number for answer, number in told.items() if answer != ABSTAIN)


def _shown(question: Question, told: Mapping[str, int]) -> dict[str, int]:
    """Counts by grade, or by band of points."""
    if question.scale is not Scale.POINTS:
        return dict(told)
    shown: dict[str, int] = {}
    for answer, number in told.items():
        name = answer if answer == ABSTAIN else _band(int(answer))
        shown[name] = shown.get(name, 0) + number
    return shown


def _band(points: int) -> str:
    low = min(points // _BAND * _BAND, _TOP)
    return f"{low}-{100 if low == _TOP else low + _BAND - 1}"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
