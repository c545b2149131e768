"""Nominations (推荐): what the steps of their way change, and what stands against them.

Every function takes the nomination and, where a place of the quota is touched, the batch that guards it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date

from servicekit import vettings
from servicekit.eligibility import Override
from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Mark, trace
from servicekit.results import PublishedResult, stopping
from services.incentive.errors.nominations import Restricted, StoppedByResult
from services.incentive.errors.publicity import NamingDay, ObjectionOpen, PublicityNotOver
from services.incentive.model import programmes
from services.incentive.model.programmes import Batch
from services.incentive.vocabulary.nomination_life import LIFE, OPEN, State, Step
from services.incentive.vocabulary.nominations import VETTING_OPEN

AWARD = "award"
"""What nominations are for, as supervision calls it."""


@dataclass
class Nomination:
    """A cadre nominated for an honour of a batch."""

    id: str
    batch_id: str
    programme_id: str
    level: str
    cadre_id: str
    unit_id: str
    field: str
    merits: str
    unit_ids: list[str] = default(default_factory=list)
    classification: str = "internal"
    evidence: list[str] = default(default_factory=list)
    state: State = State.DRAFT
    reason: str | None = None
    round: int = 0
    proposals: int = 0
    request_id: str | None = None
    clearance_id: str | None = None
    vetting_sequence: int = -1
    """The newest word of supervision about the vetting of this round that was taken in."""
    vetting_outcome: str | None = None
    """How the vetting of this round ended; `remarks` are the codes of what was remarked."""
    remarks: list[str] = default(default_factory=list)
    counts: bool = True
    """Whether it keeps the cadre from being nominated once more in the batch."""
    override: Override | None = None
    ballot_id: str | None = None
    elected_on: date | None = None
    """The day of the newest meeting that elected it; a later round is neither voted on nor public before."""
    publicity_begins: date | None = None
    publicity_ends: date | None = None
    publicity_days: int | None = None
    publicity_summary: str | None = None
    """The merits as they were entered for publicity, for everybody to read."""
    provisional: bool = False
    open_objections: int = 0
    naming_overdue: bool = False
    recorded_for: date | None = None
    """The day of a naming that is recorded afterwards; else it is the day of the clearance."""
    named_on: date | None = None
    honour_id: str | None = None
    nominee_sequence: int = -1
    nominee_gone: str | None = None
    """Retired or left, as the registry's newest event says; a draft of such a nominee cannot be submitted."""
    ended_by: str | None = None
    """The entry of the nominee's file because of which it is ineligible; `ended_from` is where it stood."""
    ended_from: State | None = None
    timeline: list[Entry] = default(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def over(self) -> bool:
        """Whether it has reached a final state."""
        return self.state not in OPEN


@dataclass
class Standing:
    """What is known of a cadre's restrictions and published results, and the guard that a submission and they change.

    `barred`, `since` and `sequence` are of the restrictions.
    """

    id: str
    barred: bool = False
    since: date | None = None
    sequence: int = -1
    results: list[PublishedResult] = default(default_factory=list)
    version: int = 0

    @property
    def stopped_by(self) -> list[str]:
        """The codes of the published results that stop an award now."""
        return [one.reason for one in stopping(self.results, AWARD)]

    @property
    def clear(self) -> bool:
        """Whether neither a restriction nor a result stands against an award."""
        return not (self.barred or self.stopped_by)


def bars_awards(restricted: bool, effects: Sequence[str]) -> bool:
    """Whether a standing bars awards; a restriction that names no effects bars everything."""
    return restricted and (not effects or "award" in effects)


def take(nomination: Nomination, step: Step, mark: Mark, *, reason: str | None = None, note: str | None = None) -> None:
    """Take a step that leads on. Raises NotInThisState."""
    LIFE.move(nomination, step, nomination_id=nomination.id)
    nomination.reason = reason
    if nomination.state is State.VETTING:
        if step is not Step.VETTING_REOPENED:
            nomination.round += 1
            nomination.request_id, nomination.vetting_sequence = f"{nomination.id}.{nomination.round}", -1
        nomination.ballot_id = None
        nomination.vetting_outcome, nomination.remarks = None, []
    if nomination.state in (State.VETTING, State.NOT_ELECTED) or step is Step.BACK_TO_ELECTED:
        nomination.publicity_begins = nomination.publicity_ends = None
        nomination.publicity_days, nomination.provisional, nomination.publicity_summary = None, False, None
    nomination.counts = nomination.state is not State.WITHDRAWN
    nomination.naming_overdue = False
    trace(nomination, step, mark, note or reason)


def happen(nomination: Nomination, step: Step, mark: Mark, batch: Batch, *, reason: str | None = None) -> bool:
    """Let a step happen that an event or a deadline brings; False, and noted as ignored, where no row fits."""
    if not LIFE.may(nomination, step):
        trace(nomination, step, mark, reason, ignored=True)
        return False
    held = nomination.state is State.NAMING
    take(nomination, step, mark, reason=reason)
    if step is Step.CLEARANCE_GIVEN:
        programmes.use(batch)
    elif held:
        programmes.give_back(batch, nomination.field)
    return True


def must_not_be_barred(standing: Standing) -> None:
    """Raises Restricted, and StoppedByResult."""
    if standing.barred:
        raise Restricted(cadre_id=standing.id, since=standing.since.isoformat() if standing.since else None)
    if standing.stopped_by:
        raise StoppedByResult(cadre_id=standing.id)


VETTING_STEPS = vettings.steps(Step.VETTING_PASSED, Step.VETTING_REFUSED, Step.VETTING_DEFERRED)


def vetting_concluded(
    nomination: Nomination,
    request_id: str,
    sequence: int,
    outcome: str | None,
    codes: Sequence[str],
    mark: Mark,
    batch: Batch,
) -> bool:
    """Take in supervision's conclusion; one of an earlier round, or before newer word of this one, changes nothing."""
    step = VETTING_STEPS.get(outcome or "")
    if step is None:
        return False
    if not vettings.is_news(nomination, request_id, sequence):
        trace(nomination, step, mark, request_id, ignored=True)
        return False
    reason = None if step is Step.VETTING_PASSED else ",".join(codes) or step.value
    if not happen(nomination, step, mark, batch, reason=reason):
        return False
    nomination.vetting_outcome = outcome
    nomination.remarks = vettings.remarks(codes) if step is Step.VETTING_PASSED else []
    return True


def named_on_what_did_not_stay(nomination: Nomination, request_id: str, sequence: int, outcome: str | None) -> bool:
    """Whether an honour was conferred on a vetting that has not passed, by supervision's newest word."""
    newest = (request_id, sequence) == (nomination.request_id, nomination.vetting_sequence)
    step = VETTING_STEPS.get(outcome or "", Step.VETTING_PASSED)
    return nomination.state is State.NAMED and newest and step is not Step.VETTING_PASSED


def vetting_reopened(nomination: Nomination, request_id: str, sequence: int, mark: Mark, batch: Batch) -> bool:
    """Take in that supervision has opened the vetting of this round again; else it is noted as ignored.

    What was refused or stopped for another reason than the vetting stays so.
    """
    mine = vettings.is_news(nomination, request_id, sequence)
    if nomination.state is State.REFUSED:
        mine = mine and nomination.vetting_outcome == "refused"
    if nomination.state is State.STOPPED:
        mine = mine and nomination.reason == VETTING_OPEN
    if not mine:
        if nomination.ended_from is not None:
            nomination.ended_from = State.VETTING
        trace(nomination, Step.VETTING_REOPENED, mark, request_id, ignored=True)
        return False
    return happen(nomination, Step.VETTING_REOPENED, mark, batch)


def ballot_decided(nomination: Nomination, batch: Batch, elected: bool, on: date, mark: Mark, note: str) -> Step:
    """Take in what the meeting of a day decided, also where a vote was put right later; a reserved place is given back.

    Raises NotInThisState.
    """
    step, held = (Step.ELECT if elected else Step.NOT_ELECT), nomination.state is State.NAMING
    take(nomination, step, mark, note=note)
    nomination.elected_on = on if elected else nomination.elected_on
    if held:
        programmes.give_back(batch, nomination.field)
    return step


def propose_naming(
    nomination: Nomination,
    batch: Batch,
    mark: Mark,
    *,
    on: date | None = None,
    today: date | None = None,
    basis: str = "",
) -> None:
    """Ask for clearance, with a place reserved; `on` is the day of a naming that is recorded afterwards.

    Raises PublicityNotOver, ObjectionOpen, NotInThisState, QuotaExceeded, and NamingDay for a day before the end of
    publicity, after today, or before today without a basis.
    """
    if nomination.state is State.PUBLICITY:
        ends = nomination.publicity_ends
        raise PublicityNotOver(
            f"公示尚未期满{f'，至{ends}止' if ends else ''}{'（暂定）' if nomination.provisional else ''}",
            f"Publicity ends on {ends}{' (provisional)' if nomination.provisional else ''}",
            nomination_id=nomination.id,
            ends=ends.isoformat() if ends else None,
            provisional=nomination.provisional,
        )
    if nomination.state is State.PUBLICISED and nomination.open_objections:
        raise ObjectionOpen(nomination_id=nomination.id, open_objections=nomination.open_objections)
    ends = nomination.publicity_ends
    if on is not None and ((ends and on <= ends) or (today and (on > today or (on < today and not basis)))):
        zh = f"命名日期应在公示期满（{ends}）之后、不晚于今天；早于今天的须写明依据"
        en = f"A naming is after publicity has ended ({ends}) and not after today; an earlier one needs a basis"
        raise NamingDay(zh, en, errors=[field_error("/named_on", "naming-day", zh, en)])
    if nomination.state is State.PUBLICISED:
        programmes.reserve(batch, nomination.field)
    take(nomination, Step.PROPOSE_NAMING, mark, note=basis or None)
    nomination.recorded_for = on
    nomination.proposals += 1
    nomination.clearance_id = f"{nomination.id}.c{nomination.proposals}"


def withdraw(nomination: Nomination, batch: Batch, mark: Mark, reason: str) -> None:
    """Withdraw; a reserved place is given back. Raises NotInThisState once it is over."""
    held = nomination.state is State.NAMING
    take(nomination, Step.WITHDRAW, mark, reason="withdrawn", note=reason)
    if held:
        programmes.give_back(batch, nomination.field)


def clearance_answered(
    nomination: Nomination, request_id: str, given: bool, codes: Sequence[str], mark: Mark, batch: Batch
) -> bool:
    """Take in supervision's clearance; one of an earlier proposal changes nothing."""
    step = Step.CLEARANCE_GIVEN if given else Step.CLEARANCE_REFUSED
    if request_id != nomination.clearance_id:
        trace(nomination, step, mark, request_id, ignored=True)
        return False
    return happen(nomination, step, mark, batch, reason=None if given else ",".join(codes) or step.value)
