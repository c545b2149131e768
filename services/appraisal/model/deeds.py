"""Deeds: the five positive and five negative ones (正负面五件事), and positive and negative items of political quality.

One person records, another verifies; what is verified counts as evidence until it is withdrawn, and its history stays.
The source fixes "five" of each sign; of which period it does not say, so the year is a setting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servicekit.lifecycle import Entry, Mark, trace
from services.appraisal.errors.deeds import TooManyDeeds
from services.appraisal.model.days import must_not_be_later
from services.appraisal.model.names import must_be_two
from services.appraisal.vocabulary.deeds import LIFE, RECORD, DeedKind, Sign, State, Step
from services.appraisal.vocabulary.evidence import SubjectKind

# fmt: on

DICTIONARY = {
    (DeedKind.DEED, Sign.POSITIVE): "appraisal.positive_deeds",
    (DeedKind.DEED, Sign.NEGATIVE): "appraisal.negative_deeds",
    (DeedKind.POLITICAL, Sign.POSITIVE): "appraisal.political_positives",
    (DeedKind.POLITICAL, Sign.NEGATIVE): "appraisal.political_negatives",
}
"""Which dictionary names the items of a kind and sign."""


@dataclass
class Deed:
    """What a cadre or a team did, as somebody recorded it."""

    id: str
    kind: DeedKind
    sign: Sign
    item: str
    subject_kind: SubjectKind
    subject_id: str
    unit_ids: list[str]
    happened_on: date
    text: str
    source: str
    classification: str
    recorded_by: str
    cadre_id: str | None = None
    unit_id: str | None = None
    dimension: str | None = None
    recorded_account: str = ""
    verified_by: str | None = None
    verified_on: date | None = None
    withdrawn_by: str | None = None
    withdrawal_basis: str | None = None
    state: State = State.RECORDED
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def counted_as(self) -> str:
        """The id of the count that guards how many of its sign there are in its year."""
        return f"{self.subject_id}.{self.happened_on.year}.{self.sign.value}"

    @property
    def evidence_source(self) -> str:
        """The source under which it is evidence."""
        return f"appraisal.{self.kind.value}.{self.sign.value}"


@dataclass
class DeedCount:
    """Which deeds of a sign count for a subject and a year: whoever verifies one changes this."""

    id: str
    deeds: list[str] = field(default_factory=list)
    version: int = 0


def record(deed: Deed, today: date, by: Mark) -> None:
    """Note a new deed, which has happened. Raises BadPeriod."""
    must_not_be_later(deed.happened_on, today, "/happened_on")
    deed.recorded_account = by.by
    trace(deed, RECORD, by)


def _must_be_another(deed: Deed, named: str, pointer: str) -> None:
    must_be_two(deed.recorded_by, named, pointer, "须由记录人以外的人核实", "Another person than who recorded it")


def verify(
    deed: Deed, count: DeedCount, most: int, cited: str, named: str, on: date, by: Mark, *, on_paper: bool = False
) -> None:
    """Another named person verifies a deed: it counts.

    `on_paper`: what two people signed is entered by one clerk, so only the names are compared.
    Raises StepNotPossible, NotAnother, NotIndependent, and TooManyDeeds naming the rule.
    """
    LIFE.must(deed, Step.VERIFY)
    _must_be_another(deed, named, "/verified_by")
    if deed.kind is DeedKind.DEED and len(count.deeds) >= most:
        raise TooManyDeeds(
            f"{deed.happened_on.year} 年已计入 {len(count.deeds)} 项，最多 {most} 项（{cited}）",
            f"{len(count.deeds)} count in {deed.happened_on.year}, at most {most} may ({cited})",
            counting=list(count.deeds),
        )
    LIFE.take(deed, Step.VERIFY, by, named, on_paper=on_paper)
    if deed.kind is DeedKind.DEED:
        count.deeds.append(deed.id)
    deed.verified_by, deed.verified_on = named, on


def reject(deed: Deed, named: str, reason: str, by: Mark) -> None:
    """Another named person finds that it is not so. Raises StepNotPossible, NotAnother and NotIndependent."""
    LIFE.must(deed, Step.REJECT)
    _must_be_another(deed, named, "/rejected_by")
    LIFE.take(deed, Step.REJECT, by, reason)
    deed.withdrawn_by, deed.withdrawal_basis = named, reason


def withdraw(deed: Deed, count: DeedCount, named: str, basis: str, by: Mark) -> bool:
    """Take a deed back; whether it counted. Raises StepNotPossible."""
    counted = deed.state is State.VERIFIED
    LIFE.take(deed, Step.WITHDRAW, by, basis)
    deed.withdrawn_by, deed.withdrawal_basis = named, basis
    if deed.id in count.deeds:
        count.deeds.remove(deed.id)
    return counted
