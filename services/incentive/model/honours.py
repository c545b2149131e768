"""The ledger of honours (荣誉台账): conferred, reviewed where a restriction covers the day, revoked by a person.

An honour is never deleted; a revocation (撤销) stays on record with the person answerable and the basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime
from typing import Protocol

from servicekit.errors import field_error
from services.incentive.errors.honours import HonourNotInThisState, HonourRecorded, NotAPastYear
from services.incentive.vocabulary.honours import BY_ITSELF, LIFE, Decision, Honour, HonourState, HonourStep

# fmt: on


class _Nomination(Protocol):
    id: str
    cadre_id: str
    unit_ids: list[str]
    field: str
    synthetic: bool


class _Programme(Protocol):
    id: str

    @property
    def level(self) -> str: ...


class _Batch(Protocol):
    id: str


def must_be_of_a_past_year(on: date, today: date) -> None:
    """Raises NotAPastYear: this year's honours come of nominations."""
    if on.year >= today.year:
        raise NotAPastYear(errors=[field_error("/conferred_on", "past-year", NotAPastYear.zh, NotAPastYear.en)])


def must_be_new(known: Iterable[Honour], title: str, programme_id: str | None, on: date) -> None:
    """Raises HonourRecorded where an honour of this name and day counts already."""
    for one in known:
        alike = one.title == title or (programme_id is not None and one.programme_id == programme_id)
        if alike and one.conferred_on == on and one.state is not HonourState.REVOKED:
            raise HonourRecorded(honour_id=one.id)


def must_be_of_a_nomination(honour: Honour) -> None:
    """Raises HonourNotInThisState for one of a past year: its certificate is the one that was handed over then."""
    if honour.recorded:
        raise HonourNotInThisState(
            "历年表彰以当时颁发的证书为准，不另出具证书",
            "An honour of a past year has the certificate of that day, and no other",
        )


def confer(nomination: _Nomination, programme: _Programme, batch: _Batch, on: date, number: str, id: str) -> Honour:
    """The honour that a naming leads to. It is to be added in the transaction of the naming."""
    return Honour(
        id=id,
        nomination_id=nomination.id,
        cadre_id=nomination.cadre_id,
        unit_ids=list(nomination.unit_ids),
        programme_id=programme.id,
        level=str(programme.level),
        batch_id=batch.id,
        field=nomination.field,
        conferred_on=on,
        certificate_number=number,
        synthetic=nomination.synthetic,
    )


def take(honour: Honour, decision: Decision) -> None:
    """Take a step and keep by whose decision. Raises HonourNotInThisState."""
    LIFE.move(honour, decision.step)
    honour.decisions.append(decision)


def covers(begins: date, ends: date | None, day: date) -> bool:
    """Whether a restriction from `begins` to `ends`, both included, covers a day."""
    return begins <= day and (ends is None or day <= ends)


@dataclass
class Bar:
    """A restriction (限制) on awards, as supervision's newest event tells it; `counts` is false once annulled."""

    restriction_id: str
    begins: date
    ends: date | None
    counts: bool
    sequence: int


@dataclass
class AwardBars:
    """A cadre's restrictions on awards: `id` is the cadre's.

    It is also the guard between two reactions: one to a restriction, one to an honour that was just conferred. Both
    change it, so that whichever comes second sees what the first one knew, and no honour slips between them.
    """

    id: str
    bars: list[Bar] = made(default_factory=list)
    looked: int = 0
    version: int = 0

    def keep(self, bar: Bar) -> None:
        """Take what is newer than what is known."""
        known = next((kept for kept in self.bars if kept.restriction_id == bar.restriction_id), None)
        if known is None:
            self.bars.append(bar)
        elif bar.sequence > known.sequence:
            self.bars[self.bars.index(known)] = bar


def open_reviews(honours: Sequence[Honour], bars: Sequence[Bar], at: datetime) -> list[Honour]:
    """Put honours in force under review whose day a restriction covers; each restriction does so once per honour."""
    opened = []
    for honour in honours:
        cause = next(
            (
                bar.restriction_id
                for bar in bars
                if bar.counts
                and bar.restriction_id not in honour.reviewed_for
                and covers(bar.begins, bar.ends, honour.conferred_on)
            ),
            None,
        )
        if cause is not None and open_review(honour, cause, "授予日处于影响期内", at):
            opened.append(honour)
    return opened


def open_review(honour: Honour, cause: str, basis: str, at: datetime) -> bool:
    """Put an honour in force under review for something that has come to be known, once for each cause."""
    if honour.state is not HonourState.IN_FORCE or cause in honour.reviewed_for:
        return False
    honour.reviewed_for.append(cause)
    take(honour, Decision(HonourStep.OPEN_REVIEW, BY_ITSELF, at, basis, cause))
    return True
