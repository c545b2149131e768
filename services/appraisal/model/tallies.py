"""Tally sheets (计票单) of a ballot on paper: counted by two tellers, each for themselves, until they agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from servicekit.errors import field_error
from servicekit.lifecycle import hands_of
from services.appraisal.errors.ballots import (
    BadTally,
    SameTeller,
    TalliesOutstanding,
    TallyDiffers,
    TallyKnown,
)
from services.appraisal.model.ballots import Ballot, Cell, Names, no_votes, slots, unknown_kind, unknown_question
from services.appraisal.model.names import alike
from services.appraisal.vocabulary.tallies import ENTER, LIFE, TallyState, TallyStep

# fmt: on


@dataclass
class Count:
    """How many sheets give an answer to a question."""

    question: str
    answer: str
    number: int


@dataclass
class Tally:
    """The count of one box of one kind of voters."""

    id: str
    ballot_id: str
    kind: str
    box: int
    sheets: int
    counts: list[Count]
    entered_by: str
    account: str
    invalid: int = 0
    state: TallyState = TallyState.ENTERED
    live: bool = True
    """Whether it stands for its box: a rejected one makes room for another."""
    confirmed_by: str | None = None
    """The second teller, also of one that was set aside afterwards."""
    settled_by: str | None = None
    settled_account: str | None = None
    reason: str | None = None
    synthetic: bool = False
    version: int = 0
    cadre_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)

    @property
    def unit_id(self) -> str | None:
        """The unit of whom the ballot is about."""
        return self.unit_ids[-1] if self.unit_ids else None


def _numbers(counts: Iterable[Count]) -> Mapping[tuple[str, str], int]:
    return {(count.question, count.answer): count.number for count in counts if count.number}


def check(ballot: Ballot, tally: Tally, others: Iterable[Tally], names: Names) -> None:
    """Raises TallyKnown, and BadTally: each question adds up to the sheets, of which there are no more than voters."""
    others = [other for other in others if other.kind == tally.kind and other.live]
    if any(other.box == tally.box for other in others):
        raise TallyKnown(kind=tally.kind, box=tally.box)
    kinds = {kind.key: kind for kind in ballot.kinds}
    questions = {question.key: question for question in ballot.questions}
    errors = []
    if tally.kind not in kinds:
        errors.append(unknown_kind("/kind", kinds, names))
    seen: set[tuple[str, str]] = set()
    totals = dict.fromkeys(questions, 0)
    for number, count in enumerate(tally.counts):
        place = f"/counts/{number}"
        if count.question not in questions:
            errors.append(unknown_question(f"{place}/question", questions))
        elif count.answer not in slots(ballot, questions[count.question]):
            errors.append(field_error(f"{place}/answer", "outside-scale", "不在该项目的分值内", "Outside the scale"))
        elif (count.question, count.answer) in seen:
            errors.append(field_error(place, "repeated", "重复", "Repeated"))
        else:
            seen.add((count.question, count.answer))
            totals[count.question] += count.number
    errors.extend(
        field_error(
            "/counts",
            "sum",
            f"项目“{questions[key].text}”合计 {total}，应等于有效票 {tally.sheets}",
            f"{key} adds up to {total}, not to the {tally.sheets} valid sheets",
        )
        for key, total in totals.items()
        if total != tally.sheets
    )
    if tally.kind in kinds:
        returned = sum(one.sheets + one.invalid for one in (tally, *others))
        if returned > kinds[tally.kind].entitled:
            most = kinds[tally.kind].entitled
            errors.append(
                field_error(
                    "/sheets",
                    "more-than-entitled",
                    f"该类别收回 {returned} 票，参加人员只有 {most} 人",
                    f"{returned} sheets of this kind, from {most} voters",
                )
            )
    if errors:
        raise BadTally(errors=errors)


def _settle(tally: Tally, step: TallyStep, teller: str, account: str) -> None:
    LIFE.move(tally, step)
    tally.settled_by, tally.settled_account = teller, account


def confirm(tally: Tally, teller: str, account: str, sheets: int, invalid: int, counts: Sequence[Count]) -> None:
    """Let the second teller's own count settle a tally.

    Raises BallotNotOpen, SameTeller, NotIndependent, and TallyDiffers without saying what the first teller counted.
    """
    LIFE.must(tally, TallyStep.CONFIRM)
    LIFE.must_be_another(tally, TallyStep.CONFIRM, account, hands_of((tally.account, ENTER)))
    if alike(teller, tally.entered_by):
        raise SameTeller(tally_id=tally.id)
    if (sheets, invalid) != (tally.sheets, tally.invalid) or _numbers(counts) != _numbers(tally.counts):
        raise TallyDiffers(tally_id=tally.id)
    _settle(tally, TallyStep.CONFIRM, teller, account)
    tally.confirmed_by = teller


def reject(tally: Tally, by: str, account: str, reason: str) -> None:
    """Set a tally aside, also one on which both agreed, so that its box is counted again. Raises BallotNotOpen."""
    _settle(tally, TallyStep.REJECT, by, account)
    tally.live, tally.reason = False, reason


def sum_up(ballot: Ballot, tallies: Iterable[Tally]) -> dict[Cell, int]:
    """The counters of a ballot on paper. Raises TalliesOutstanding while a second teller has not confirmed."""
    counted = no_votes(ballot)
    waiting = []
    for tally in tallies:
        if tally.state is TallyState.ENTERED:
            waiting.append(tally.id)
        if tally.state is TallyState.CONFIRMED:
            for count in tally.counts:
                counted[tally.kind, count.question, count.answer] += count.number
    if waiting:
        raise TalliesOutstanding(tallies=waiting)
    return counted
