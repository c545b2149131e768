"""Agencies (联席成员单位) and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.vetting import (
    AlreadyAnswered,
    BasisMissing,
    NotAsked,
    NotYourAgency,
    VettingOver,
)
from services.supervision.model.looked import ALL_CLEAR, RESTRICTED, LookedAt, Weight, reasons

MISSING_OPINIONS, NO_AGENCIES = "missing_opinions", "no_agencies"


class Purpose(StrEnum):
    """What a vetting is for."""

    AWARD = "award"
    POOL = "pool"
    APPOINTMENT = "appointment"


class Opinion(StrEnum):
    """What an agency says: nothing against it, something to be known, or an objection."""

    CLEAR = "clear"
    REMARK = "remark"
    OBJECTION = "objection"


class Outcome(StrEnum):
    """How a vetting ends."""

    PASSED = "passed"
    PASSED_WITH_REMARKS = "passed_with_remarks"
    REFUSED = "refused"
    DEFERRED = "deferred"


class State(Named):
    """Where a vetting stands."""

    OPEN = "open", "征求意见中"
    CONCLUDED = "concluded", "已有结论"
    CANCELLED = "cancelled", "已取消"


class Step(Named):
    """What can happen to a vetting."""

    ANSWER = "answer", "反馈意见"
    ESCALATE = "escalate", "催办"
    CONCLUDE = "conclude", "作出结论"
    DEFER = "defer", "暂缓"
    REOPEN = "reopen", "补报后重开"
    CANCEL = "cancel", "取消"


# fmt: off
LIFE = Lifecycle(
    "联审",
    "Vetting",
    State,
    Step,
    (State.OPEN,),
    (
        Row((State.OPEN,), Step.ANSWER, None, "被征求意见的单位，尚未结论", "by an agency that was asked"),
        Row((State.OPEN,), Step.ESCALATE, None, "期限已过而意见不齐", "opinions are missing on the last day",
            by=By.DEADLINE),
        Row((State.OPEN,), Step.CONCLUDE, State.CONCLUDED, "意见齐全，或有书面依据",
            "all opinions, or a written basis"),
        Row((State.OPEN,), Step.DEFER, State.CONCLUDED, "催办后仍缺意见，或无单位可征求",
            "opinions are still missing after reminders, or there is nobody to ask", by=By.DEADLINE),
        Row((State.CONCLUDED,), Step.REOPEN, State.OPEN, "因缺意见而暂缓，其后补报意见",
            "deferred for a missing opinion that has come since", by=By.FOLLOWS),
        Row((State.OPEN,), Step.CANCEL, State.CANCELLED, "提请方撤回", "whoever asked has withdrawn", by=By.EVENT),
    ),
    VettingOver,
)
# fmt: on


@dataclass
class Agency:
    """A member of the joint platform; `vets` are the purposes for which it is asked."""

    id: str
    code: str
    name: str
    unit_id: str
    kind: str
    vets: list[Purpose] = field(default_factory=list)
    active: bool = True
    synthetic: bool = False
    version: int = 0


@dataclass
class Earlier:
    """What an agency had said before it said otherwise."""

    opinion: Opinion
    codes: list[str]
    text: str | None
    by: str
    at: datetime


@dataclass
class Answer:
    """What one agency has said; `earlier` is what it had said before, the oldest first."""

    agency_id: str
    opinion: Opinion
    codes: list[str]
    text: str | None
    given_on: date
    by: str
    at: datetime
    late: bool = False
    earlier: list[Earlier] = field(default_factory=list)


@dataclass
class Vetting:
    """A vetting of one cadre for one purpose."""

    id: str
    requested_by: str
    request_id: str
    purpose: Purpose
    cadre_id: str
    unit_ids: list[str]
    requested_on: date
    reference_id: str | None = None
    round: int = 1
    state: State = State.OPEN
    outcome: Outcome | None = None
    reasons: list[str] = field(default_factory=list)
    basis: str | None = None
    concluded_by: str | None = None
    concluded_on: date | None = None
    looked_at: list[LookedAt] = field(default_factory=list)
    """What supervision's own books said when it was concluded."""
    asked_ids: list[str] = field(default_factory=list)
    """Ids of the agencies that are asked."""
    asked_unit_ids: list[str] = field(default_factory=list)
    """Units of these agencies, whose liaisons may read the vetting."""
    answers: list[Answer] = field(default_factory=list)
    escalation: int = 0
    due_on: date | None = None
    provisional: bool = False
    moved: int = 0
    """The registry's sequence number of the cadre's last move that was taken in."""
    timeline: list[dict[str, Any]] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def asked(self) -> int:
        return len(self.asked_ids)

    @property
    def answered(self) -> int:
        return len(self.answers)

    @property
    def missing(self) -> list[str]:
        """Ids of the agencies that have not answered."""
        given = {answer.agency_id for answer in self.answers}
        return [id for id in self.asked_ids if id not in given]


def note(vetting: Vetting, what: str, by: str, at: datetime, **more: Any) -> None:
    """An entry of the timeline."""
    vetting.timeline.append({"at": at, "by": by, "what": what, **more})


def ask(vetting: Vetting, agencies: Iterable[Agency]) -> None:
    """Ask every active agency that vets this purpose."""
    asked = [agency for agency in agencies if agency.active and vetting.purpose in agency.vets]
    vetting.asked_ids = [agency.id for agency in asked]
    vetting.asked_unit_ids = sorted({agency.unit_id for agency in asked})


def must_be_of(agency: Agency, unit_id: str | None) -> None:
    """Raises NotYourAgency where a liaison of another unit would answer for it."""
    if unit_id is not None and agency.unit_id != unit_id:
        raise NotYourAgency(agency_id=agency.id)


def answer(vetting: Vetting, given: Answer, *, replaces: bool = False, by_agency: bool = False) -> bool:
    """Take an agency's opinion. Says whether a deferred vetting is open again by it.

    A late answer is taken only where the vetting was deferred for missing it. Raises NotAsked, AlreadyAnswered (unless
    it `replaces` the earlier one before the conclusion; what one account has said another changes only `by_agency`, as
    the agency itself) and VettingOver.
    """
    if given.agency_id not in vetting.asked_ids:
        raise NotAsked(agency_id=given.agency_id, asked=vetting.asked_ids)
    late = vetting.state is State.CONCLUDED and waits_for_late_answers(vetting)
    if not late and vetting.state is not State.OPEN:
        raise VettingOver(state=vetting.state.value, outcome=vetting.outcome)
    there = next((one for one in vetting.answers if one.agency_id == given.agency_id), None)
    if there is not None and (late or not replaces):
        raise AlreadyAnswered(agency_id=given.agency_id)
    if there is not None and not by_agency and there.by != given.by:
        zh, en = "该单位已反馈意见，只能由该单位更正", "The agency has answered; only it changes what it said"
        raise AlreadyAnswered(zh, en, agency_id=given.agency_id)
    if late:
        LIFE.move(vetting, Step.REOPEN, outcome=vetting.outcome)
        vetting.outcome, vetting.reasons, vetting.concluded_by, vetting.concluded_on = None, [], None, None
        vetting.looked_at = []
        given.late = True
    LIFE.move(vetting, Step.ANSWER, outcome=vetting.outcome)
    if there is not None:
        vetting.answers.remove(there)
        said = Earlier(there.opinion, there.codes, there.text, there.by, there.at)
        given.earlier = [*there.earlier, said]
    vetting.answers.append(given)
    return late


def waits_for_late_answers(vetting: Vetting) -> bool:
    """Whether the vetting was deferred because opinions were missing."""
    return vetting.outcome is Outcome.DEFERRED and MISSING_OPINIONS in vetting.reasons


def advice(vetting: Vetting, looked: Sequence[LookedAt]) -> tuple[Outcome, list[str]]:
    """The outcome that the opinions and supervision's own books suggest, and why; a person decides (结论建议)."""
    opinions = [one.opinion for one in vetting.answers]
    codes = [code for one in vetting.answers for code in one.codes]
    remarks = reasons(looked, Weight.REMARK)
    if stops := reasons(looked, Weight.STOP):
        return Outcome.REFUSED, _once(*stops, *codes)
    if Opinion.OBJECTION in opinions:
        return Outcome.REFUSED, _once("objection", *codes, *remarks)
    if vetting.missing:
        return Outcome.DEFERRED, [MISSING_OPINIONS]
    if not vetting.asked_ids:
        return Outcome.DEFERRED, [NO_AGENCIES]
    if Opinion.REMARK in opinions:
        return Outcome.PASSED_WITH_REMARKS, _once("remark", *codes, *remarks)
    if remarks:
        return Outcome.PASSED_WITH_REMARKS, _once(*remarks, *codes)
    return Outcome.PASSED, [ALL_CLEAR]


def _once(*codes: str) -> list[str]:
    return list(dict.fromkeys(codes))


def restricted(looked: Iterable[LookedAt]) -> bool:
    """Whether a restriction in force bars the purpose."""
    return RESTRICTED in reasons(looked, Weight.STOP)


def could_conclude_itself(vetting: Vetting) -> bool:
    """Whether all who were asked have answered, and nothing that they said is to be weighed."""
    return (
        vetting.state is State.OPEN
        and bool(vetting.asked_ids)
        and not vetting.missing
        and all(one.opinion is Opinion.CLEAR for one in vetting.answers)
        and all(said.opinion is Opinion.CLEAR for one in vetting.answers for said in one.earlier)
    )


def concludes_itself(vetting: Vetting, looked: Sequence[LookedAt], allowed: bool) -> bool:
    """Whether nothing is left for a person to weigh: all have answered, all clear, and so are the books."""
    return allowed and could_conclude_itself(vetting) and all(one.weight is Weight.CLEAR for one in looked)


def conclude(
    vetting: Vetting,
    outcome: Outcome,
    reasons: Sequence[str],
    basis: str | None,
    by: str,
    on: date,
    *,
    looked: Sequence[LookedAt],
) -> None:
    """Conclude (作出结论), and keep what was looked at.

    Raises VettingOver, and BasisMissing where it departs from the advice without a basis.
    """
    if vetting.state is not State.OPEN:
        raise VettingOver(state=vetting.state.value, outcome=vetting.outcome)
    advised, _ = advice(vetting, looked)
    if (vetting.missing or outcome is not advised) and not basis:
        raise BasisMissing(advised=advised.value, missing=vetting.missing)
    LIFE.move(vetting, Step.CONCLUDE, outcome=vetting.outcome)
    vetting.outcome, vetting.reasons, vetting.basis = outcome, list(dict.fromkeys(reasons)), basis
    vetting.concluded_by, vetting.concluded_on, vetting.looked_at = by, on, list(looked)


def defer(vetting: Vetting, reason: str, on: date) -> None:
    """Put off by itself (暂缓), because an answer is missing or nobody can be asked. Raises VettingOver."""
    LIFE.move(vetting, Step.DEFER, outcome=vetting.outcome)
    vetting.outcome, vetting.reasons, vetting.concluded_on = Outcome.DEFERRED, [reason], on


def cancel(vetting: Vetting) -> bool:
    """The request was withdrawn. Says whether anything changed: what is over stays as it is."""
    if vetting.state is not State.OPEN:
        return False
    LIFE.move(vetting, Step.CANCEL, outcome=vetting.outcome)
    return True


def bars(effects: Mapping[str, Any] | Collection[str], purpose: Purpose) -> bool:
    """Whether the effects of restrictions bar a purpose; what bars a higher post bars a vetting for one."""
    wanted = {"promotion", "post", "appointment"} if purpose is Purpose.APPOINTMENT else {purpose.value}
    return not wanted.isdisjoint(effects)
