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
from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.incentive.errors.honours import HonourNotInThisState, HonourRecorded, NotAPastYear


class HonourState(Named):
    """Whether an honour counts."""

    IN_FORCE = "in_force", "有效"
    UNDER_REVIEW = "under_review", "复核中"
    REVOKED = "revoked", "已撤销"


class HonourStep(Named):
    """What can happen to an honour."""

    CERTIFY = "certify", "出具证书"
    OPEN_REVIEW = "open_review", "启动复核"
    KEEP = "keep", "复核后保留"
    REVOKE = "revoke", "撤销"


_DECIDED = ("具名人员写明书面依据", "a named person with a written basis")
# fmt: off
LIFE = Lifecycle(
    "荣誉",
    "Honour",
    HonourState,
    HonourStep,
    (HonourState.IN_FORCE,),
    (
        Row((HonourState.IN_FORCE, HonourState.UNDER_REVIEW), HonourStep.CERTIFY, None),
        Row((HonourState.IN_FORCE,), HonourStep.OPEN_REVIEW, HonourState.UNDER_REVIEW,
            "不得表彰的影响期覆盖授予之日，或所依据的联审更正为未通过",
            "a restriction that bars awards covers the day of conferring, or the vetting that it rests on was put "
            "right and not passed", by=By.EVENT),
        Row((HonourState.UNDER_REVIEW,), HonourStep.KEEP, HonourState.IN_FORCE, *_DECIDED),
        Row((HonourState.IN_FORCE, HonourState.UNDER_REVIEW), HonourStep.REVOKE, HonourState.REVOKED, *_DECIDED),
    ),
    HonourNotInThisState,
)
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


@dataclass
class Decision:
    """A step that was taken: by whom, when, on what basis; `cause` is the id of a restriction or a vetting where it
    came by itself."""

    step: HonourStep
    by: str
    at: datetime
    basis: str
    cause: str | None = None


@dataclass
class Honour:
    """An honour that was conferred on a cadre: by a nomination of a batch, or in a past year, as its ledger says."""

    id: str
    nomination_id: str | None
    cadre_id: str
    unit_ids: list[str]
    programme_id: str | None
    level: str
    batch_id: str | None
    field: str | None
    conferred_on: date
    certificate_number: str | None
    title: str | None = None
    """What it is called, where it was entered from the ledger of a past year; else its programme says that."""
    document: str | None = None
    """The number of the decision (文号), where it was entered with one."""
    recorded_by: str | None = None
    """Who has entered it from the ledger of a past year."""
    state: HonourState = HonourState.IN_FORCE
    status_index: int | None = None
    """Its place in the status list, from the first certificate on."""
    first_issued_at: datetime | None = None
    reviewed_for: list[str] = made(default_factory=list)
    """Restrictions and vettings for which it has been put under review; each only once, whatever was decided."""
    decisions: list[Decision] = made(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def recorded(self) -> bool:
        """Whether it was entered from the ledger of a past year."""
        return self.recorded_by is not None


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


BY_ITSELF = "system"
"""Stands for the named person where nobody had to decide."""


def open_review(honour: Honour, cause: str, basis: str, at: datetime) -> bool:
    """Put an honour in force under review for something that has come to be known, once for each cause."""
    if honour.state is not HonourState.IN_FORCE or cause in honour.reviewed_for:
        return False
    honour.reviewed_for.append(cause)
    take(honour, Decision(HonourStep.OPEN_REVIEW, BY_ITSELF, at, basis, cause))
    return True
