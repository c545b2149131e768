"""Anonymous weighted ballots (民主测评): who may vote, what is asked, and counts that know no voter.

What is kept of a vote is one more in the counters of the voter's kind, and the voter's mark in a set. Both are changed
in one document and one transaction, so nobody votes twice; neither has a time, an order or a link to the other.
"""

from __future__ import annotations

import base64
import struct
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from servicekit.errors import FieldError, field_error, with_words
from services.appraisal.errors.ballots import (
    BadAnswers,
    BadQuestions,
    BadRoll,
    NotOnRoll,
    VotedAlready,
    WrongMode,
)
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.vocabulary.ballots import LIFE, BallotState, BallotStep, Mode, Scale

MOST_POINTS = 100
ABSTAIN = "abstain"
"""No opinion (弃权、不了解): counted, and in no mean."""


# fmt: on
FILLED_BY = {Mode.ELECTRONIC: BallotStep.VOTE, Mode.PAPER: BallotStep.TALLY}
"""How each mode's counts come in."""


Names = Callable[[], Mapping[str, str]]
"""What kinds of voters and grades are called, by key: asked where something is refused, of their dictionaries."""


@dataclass
class Option:
    """A grade (等次) that can be chosen, and the points that it counts for."""

    key: str
    score: Decimal


@dataclass
class Question:
    """What is asked (测评项目), and the dimension of the appraisal's model that it scores; none for an overall one."""

    key: str
    text: str
    scale: Scale = Scale.GRADES
    dimension: str | None = None


@dataclass
class Kind:
    """A kind of voters (参加人员类别) and its weight; all weights of a ballot add up to 1."""

    key: str
    weight: Decimal
    entitled: int = 0
    """Voters of this kind on the roll; known from the opening on."""


@dataclass
class Voter:
    """A line of the roll."""

    cadre_id: str
    kind: str


@dataclass
class Left:
    """Who is on the roll and has retired, left or died, by the entry `by` of their file."""

    cadre_id: str
    by: str | None
    sequence: int
    """Of that word."""


@dataclass
class Ballot:
    """A ballot of an appraisal. It does not change while votes come in."""

    id: str
    appraisal_id: str
    title: str
    mode: Mode
    questions: list[Question]
    kinds: list[Kind]
    options: list[Option]
    subject_kind: str
    subject_id: str
    cadre_id: str | None
    unit_ids: list[str]
    closes_on: date | None = None
    state: BallotState = BallotState.PREPARED
    roll: list[Voter] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    entitled: int = 0
    voted: int | None = None
    """How many voted; known from the closing on."""
    valid: bool | None = None
    """Whether the quorum was there; known from the closing on."""
    held_on: date | None = None
    """The day for which its result counts: that of the meeting on paper, else of the closing."""
    ended_by: str | None = None
    end_basis: str | None = None
    annulled_by: str | None = None
    annulled_because: str | None = None
    synthetic: bool = False
    version: int = 0


@dataclass
class Box:
    """The box of an open electronic ballot: counts without voters, and who has voted without their votes.

    `sealed` holds the counts encrypted and always equally long, so that two backups of the database, or its log of
    changes, do not show which counter a vote has raised. `voted` is in the order of the ids. Closing destroys the box.
    """

    id: str
    sealed: bytes
    voted: list[str] = field(default_factory=list)
    version: int = 0


def move(ballot: Ballot, step: BallotStep) -> None:
    """Take a step. Raises BallotNotOpen."""
    LIFE.move(ballot, step, ballot_id=ballot.id)


def must_be_open(ballot: Ballot, mode: Mode) -> None:
    """Raises BallotNotOpen and WrongMode."""
    LIFE.must(ballot, FILLED_BY[mode], ballot_id=ballot.id)
    if ballot.mode is not mode:
        raise WrongMode(mode=ballot.mode.value)


def check(ballot: Ballot, dimensions: Mapping[str, str]) -> None:
    """Raises WeightsDoNotAddUp with the sum, and BadQuestions. `dimensions` are the model's, with their names."""
    total = sum((kind.weight for kind in ballot.kinds), Decimal(0))
    if total != 1:
        wrong = field_error(
            "/kinds", "weights", f"权重之和为 {total}，应为 1", f"The weights add up to {total}, not to 1"
        )
        raise WeightsDoNotAddUp(sum=str(total), errors=[wrong])
    errors = [
        *_repeated("/kinds", [kind.key for kind in ballot.kinds]),
        *_repeated("/questions", [question.key for question in ballot.questions]),
        *_repeated("/options", [option.key for option in ballot.options]),
    ]
    for number, question in enumerate(ballot.questions):
        if question.dimension is not None and question.dimension not in dimensions:
            errors.append(
                field_error(
                    f"/questions/{number}/dimension",
                    "unknown-dimension",
                    f"该考察所用模型没有这个维度，可用：{with_words(dimensions)}",
                    f"The appraisal's model has no such dimension; it has {', '.join(dimensions)}",
                )
            )
    if any(not 0 <= option.score <= MOST_POINTS for option in ballot.options):
        errors.append(field_error("/options", "outside-scale", "分值应为 0 至 100", "A grade counts from 0 to 100"))
    if any(option.key == ABSTAIN for option in ballot.options):
        errors.append(field_error("/options", "reserved", "弃权（“abstain”）不是等次", "abstain is no grade"))
    if not ballot.options and any(question.scale is Scale.GRADES for question in ballot.questions):
        errors.append(
            field_error("/options", "required", "按等次测评的项目需要等次", "Questions on grades need grades")
        )
    if errors:
        raise BadQuestions(errors=errors)


def _repeated(pointer: str, keys: Sequence[str]) -> list[FieldError]:
    seen: set[str] = set()
    errors = []
    for number, key in enumerate(keys):
        if key in seen:
            errors.append(field_error(f"{pointer}/{number}", "repeated", f"重复：“{key}”", f"Repeated: {key}"))
        seen.add(key)
    return errors


def enrol(ballot: Ballot, roll: Sequence[Voter], known: Collection[str], names: Names) -> None:
    """Fix the roll; `known` are those of its cadres who are in service. Nobody votes on themselves. Raises BadRoll."""
    kinds = {kind.key: kind for kind in ballot.kinds}
    errors = _repeated("/roll", [voter.cadre_id for voter in roll])
    for number, voter in enumerate(roll):
        if voter.kind not in kinds:
            errors.append(unknown_kind(f"/roll/{number}/kind", kinds, names))
        if voter.cadre_id == ballot.cadre_id:
            zh, en = "测评对象不参加对本人的测评", "The subject does not vote on themselves"
            errors.append(field_error(f"/roll/{number}/cadre_id", "subject", zh, en))
        if voter.cadre_id not in known:
            errors.append(
                field_error(f"/roll/{number}/cadre_id", "unknown-cadre", "不是在职干部", "Not a cadre in service")
            )
    counted = dict.fromkeys(kinds, 0)
    for voter in roll:
        if voter.kind in counted:
            counted[voter.kind] += 1
    _entitle(ballot, counted, errors, "/roll", names)
    ballot.roll = sorted(roll, key=lambda voter: voter.cadre_id)


def discharge(ballot: Ballot, voted: Collection[str], aside: Collection[str] = ()) -> None:
    """At the end: who has left without voting was not to vote, nor who stands aside, kin since the roll was fixed.

    Not before, so that nobody sees who has voted.
    """
    without = {one.cadre_id for one in ballot.left}.union(aside) - set(voted)
    for voter in ballot.roll:
        if voter.cadre_id in without:
            next(kind for kind in ballot.kinds if kind.key == voter.kind).entitled -= 1
            ballot.entitled -= 1


def entitle(ballot: Ballot, entitled: Mapping[str, int], names: Names) -> None:
    """Fix how many of each kind may vote on paper. Raises BadRoll."""
    kinds = {kind.key: kind for kind in ballot.kinds}
    errors = [unknown_kind(f"/entitled/{key}", kinds, names) for key in entitled if key not in kinds]
    _entitle(ballot, {key: entitled.get(key, 0) for key in kinds}, errors, "/entitled", names)


def unknown_kind(pointer: str, kinds: Collection[str], names: Names) -> FieldError:
    """The refusal of a kind of voters that the ballot does not have, with those that it has."""
    zh, en = f"没有这个类别，可用：{with_words(names(), kinds)}", f"No such kind; there are {', '.join(kinds)}"
    return field_error(pointer, "unknown-kind", zh, en)


def unknown_question(pointer: str, questions: Mapping[str, Question]) -> FieldError:
    """The refusal of a question that the ballot does not have, with those that it has."""
    texts = {key: question.text for key, question in questions.items()}
    zh = f"没有这个测评项目，可用：{with_words(texts)}"
    return field_error(pointer, "unknown-question", zh, f"There is no such question; there are {', '.join(questions)}")


def _entitle(ballot: Ballot, counted: Mapping[str, int], errors: list[FieldError], pointer: str, names: Names) -> None:
    errors.extend(
        field_error(
            pointer,
            "kind-without-voters",
            f"{with_words(names(), [key])}没有参加人员",
            f"There is no voter of the kind {key}",
        )
        for key, number in counted.items()
        if number == 0
    )
    if errors:
        raise BadRoll(errors=errors)
    for kind in ballot.kinds:
        kind.entitled = counted[kind.key]
    ballot.entitled = sum(counted.values())


def kind_of(ballot: Ballot, cadre_id: str | None) -> str:
    """The kind of a voter, who serves and is never the subject, whatever the roll says. Raises NotOnRoll."""
    found = next((voter.kind for voter in ballot.roll if voter.cadre_id == cadre_id), None)
    has_left = any(one.cadre_id == cadre_id for one in ballot.left)
    if cadre_id is None or found is None or has_left or cadre_id == ballot.cadre_id:
        raise NotOnRoll(ballot_id=ballot.id)
    return found


def slots(ballot: Ballot, question: Question) -> list[str]:
    """What a question can be answered with, in a fixed order, the abstention last."""
    if question.scale is Scale.POINTS:
        return [*(str(points) for points in range(MOST_POINTS + 1)), ABSTAIN]
    return [*(option.key for option in ballot.options), ABSTAIN]


def scores(ballot: Ballot, question: Question) -> dict[str, Decimal]:
    """The points of each answer; an abstention has none."""
    if question.scale is Scale.POINTS:
        return {str(points): Decimal(points) for points in range(MOST_POINTS + 1)}
    return {option.key: option.score for option in ballot.options}


Cell = tuple[str, str, str]
"""Kind of voter, question, answer."""


def cells(ballot: Ballot) -> list[Cell]:
    """All counters of a ballot, in a fixed order."""
    return [
        (kind.key, question.key, answer)
        for kind in ballot.kinds
        for question in ballot.questions
        for answer in slots(ballot, question)
    ]


def no_votes(ballot: Ballot) -> dict[Cell, int]:
    """Every counter at nought."""
    return dict.fromkeys(cells(ballot), 0)


def pack(ballot: Ballot, counts: Mapping[Cell, int]) -> str:
    """The counters as a text whose length says nothing of what was counted."""
    numbers = [counts[cell] for cell in cells(ballot)]
    return base64.b64encode(struct.pack(f"<{len(numbers)}H", *numbers)).decode()


def unpack(ballot: Ballot, text: str) -> dict[Cell, int]:
    """The counters that `pack` wrote for the same ballot."""
    names = cells(ballot)
    return dict(zip(names, struct.unpack(f"<{len(names)}H", base64.b64decode(text)), strict=True))


def check_answers(ballot: Ballot, answers: Sequence[tuple[str, str]], names: Names) -> None:
    """Raises BadAnswers: each question is answered once, within its scale."""
    questions = {question.key: question for question in ballot.questions}
    errors = _repeated("/answers", [key for key, _ in answers])
    for number, (key, answer) in enumerate(answers):
        if key not in questions:
            errors.append(unknown_question(f"/answers/{number}/question", questions))
            continue
        allowed = slots(ballot, questions[key])
        if answer not in allowed:
            points = questions[key].scale is Scale.POINTS
            zh, en = (
                (" 0 至 100 的整数或弃权（“abstain”）", "a whole number from 0 to 100, or abstain")
                if points
                else (with_words(names(), allowed), ", ".join(allowed))
            )
            errors.append(field_error(f"/answers/{number}/answer", "outside-scale", f"应为{zh}", f"The answer is {en}"))
    missing = sorted(set(questions) - {key for key, _ in answers})
    if missing:
        texts = {key: question.text for key, question in questions.items()}
        zh, en = f"未作答：{with_words(texts, missing)}", f"Not answered: {', '.join(missing)}"
        errors.append(field_error("/answers", "missing", zh, en))
    if errors:
        raise BadAnswers(errors=errors)


def cast(
    ballot: Ballot,
    box: Box,
    counts: dict[Cell, int],
    voter: str,
    answers: Sequence[tuple[str, str]],
    names: Names,
) -> None:
    """Count a vote and mark the voter. Raises NotOnRoll, VotedAlready and BadAnswers."""
    kind = kind_of(ballot, voter)
    place = bisect_left(box.voted, voter)
    if place < len(box.voted) and box.voted[place] == voter:
        raise VotedAlready(ballot_id=ballot.id)
    check_answers(ballot, answers, names)
    for question, answer in answers:
        counts[kind, question, answer] += 1
    box.voted.insert(place, voter)


def votes_of(ballot: Ballot, counts: Mapping[Cell, int]) -> dict[str, int]:
    """How many of each kind have voted: every vote answers the first question once."""
    first = ballot.questions[0]
    return {
        kind.key: sum(counts[kind.key, first.key, answer] for answer in slots(ballot, first)) for kind in ballot.kinds
    }
