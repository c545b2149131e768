"""Agencies (联席成员单位) and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servicekit.errors import BuiltOn, ChangedSince, field_error
from servicekit.lifecycle import Entry, Mark, hands_of
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.vettings import Outcome as Outcome
from services.supervision.errors.vetting import (
    AlreadyAnswered,
    ApproverMissing,
    BasisMissing,
    NotAsked,
    NotConcluded,
    NotYourAgency,
    ReasonMissing,
    VettingOver,
)
from services.supervision.model.joint import must_be_its_own_word
from services.supervision.model.looked import ALL_CLEAR, RESTRICTED, LookedAt, reasons, unknown
from services.supervision.vocabulary.looked import Weight
from services.supervision.vocabulary.vetting import LIFE, OPEN, PUT_RIGHT, Opinion, Purpose, State, Step

MISSING_OPINIONS, NO_AGENCIES, GONE = "missing_opinions", "no_agencies", "gone"
OVERRULED = "overruled"
"""The reason of a vetting that is passed although an agency objects, the books stop it, or opinions are missing."""


PASSED = (Outcome.PASSED, Outcome.PASSED_WITH_REMARKS)
"""Whoever asked may go on by it."""


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
    document: str | None = None


@dataclass
class Answer:
    """What one agency has said; `earlier` is what it had said before, the oldest first.

    `document` is the number of the agency's paper (来函文号) that somebody else has entered it from.
    """

    agency_id: str
    opinion: Opinion
    codes: list[str]
    text: str | None
    given_on: date
    by: str
    at: datetime
    late: bool = False
    earlier: list[Earlier] = field(default_factory=list)
    document: str | None = None


@dataclass
class TakenBack:
    """An opinion that counts no more: who took it back, when and why."""

    answer: Answer
    by: str
    at: datetime
    basis: str


@dataclass
class Conclusion:
    """A conclusion that did not stay: what it said, who had come to it, and when and why the vetting was opened again.

    `because` is "late_opinion", "learnt" or "put_right"; `correction` is the basis of the last.
    """

    outcome: Outcome
    reasons: list[str]
    basis: str | None
    concluded_by: str | None
    concluded_on: date | None
    looked_at: list[LookedAt]
    because: str
    reopened_at: datetime
    reopened_by: str
    correction: str | None = None
    approver: str | None = None
    overruling: str | None = None


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
    approver: str | None = None
    """Who approved that it is passed against an objection, by name; `overruling` says why that does not hold."""
    overruling: str | None = None
    concluded_by: str | None = None
    concluded_on: date | None = None
    looked_at: list[LookedAt] = field(default_factory=list)
    """What supervision's own books said when it was concluded, and what was learnt since."""
    earlier: list[Conclusion] = field(default_factory=list)
    """Conclusions that did not stay, the oldest first."""
    asked_ids: list[str] = field(default_factory=list)
    """Ids of the agencies that are asked."""
    asked_unit_ids: list[str] = field(default_factory=list)
    """Units of these agencies, whose liaisons may read the vetting."""
    answers: list[Answer] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    """Opinions that were imported by mistake, the oldest first."""
    escalation: int = 0
    due_on: date | None = None
    provisional: bool = False
    died_on: date | None = None
    """The day of the death with which it ended."""
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


def answer(vetting: Vetting, given: Answer, mark: Mark, *, replaces: bool = False, by_agency: bool = False) -> bool:
    """Take an agency's opinion. Says whether a vetting that was concluded is open again by it.

    What comes after the conclusion is late, and is taken nevertheless: it opens one that was deferred for missing it,
    and one that was passed if there is something to be weighed. Raises NotAsked, AlreadyAnswered (unless it `replaces`
    the earlier one; what one account has said another changes only `by_agency`, as the agency itself), VettingOver,
    ReasonMissing for an objection without one, and NotIndependent for an account that asked for the vetting, or has
    spoken for another agency and names no document.
    """
    if given.opinion is Opinion.OBJECTION and not (given.text or given.codes):
        raise ReasonMissing(errors=[field_error("/text", "missing", ReasonMissing.zh, ReasonMissing.en)])
    if given.agency_id not in vetting.asked_ids:
        raise NotAsked(agency_id=given.agency_id, asked=vetting.asked_ids)
    LIFE.must(vetting, Step.ANSWER, outcome=vetting.outcome)
    there = next((one for one in vetting.answers if one.agency_id == given.agency_id), None)
    if there is not None and not replaces:
        raise AlreadyAnswered(agency_id=given.agency_id)
    if there is not None and not by_agency and there.by != given.by:
        zh, en = "该单位已反馈意见，只能由该单位更正", "The agency has answered; only it changes what it said"
        raise AlreadyAnswered(zh, en, agency_id=given.agency_id)
    _must_be_its_own_word(vetting, given)
    given.late = vetting.state is State.CONCLUDED
    was_missing = there is None and waits_for_late_answers(vetting)
    reopens = was_missing or (passed(vetting) and given.opinion is not Opinion.CLEAR)
    if there is not None:
        vetting.answers.remove(there)
        said = Earlier(there.opinion, there.codes, there.text, there.by, there.at, there.document)
        given.earlier = [*there.earlier, said]
    vetting.answers.append(given)
    if reopens:
        _reopen(vetting, Step.REOPEN, "late_opinion", mark)
    return reopens


def take_back(vetting: Vetting, agency_id: str, at: datetime, basis: str, mark: Mark) -> bool:
    """Take back an opinion that was given by mistake `at` that moment; says whether there is one to take back.

    Raises ChangedSince where the agency has said something else since, and BuiltOn where a conclusion rests on it.
    """
    given = next((one for one in vetting.answers if one.agency_id == agency_id), None)
    if given is None or any(one.answer.agency_id == agency_id and one.answer.at == at for one in vetting.taken_back):
        return False
    LIFE.must(vetting, Step.TAKE_BACK)
    if given.at != at:
        raise ChangedSince()
    concluded = [one["at"] for one in vetting.timeline if one["what"] == "concluded"]
    if vetting.state is State.CONCLUDED and any(given.at <= day for day in concluded):
        raise BuiltOn(
            "已据以作出联审结论，予以保留；请先更正该结论（联审随即重开），再撤销导入",
            "A conclusion rests on it: put that right first, which opens the vetting again, then undo again",
        )
    vetting.answers.remove(given)
    vetting.taken_back.append(TakenBack(given, mark.by, mark.at, basis))
    return True


def learn(vetting: Vetting, found: Iterable[LookedAt], mark: Mark, on: date) -> bool:
    """Add what was learnt about somebody after their vetting was passed; says whether the vetting is open again by it.

    It is where there is something to be weighed that weighs no less than what was known of the same entry.
    """
    if not passed(vetting):
        return False
    new = unknown(found, vetting.looked_at, on)
    vetting.looked_at = [*vetting.looked_at, *new]
    if not new:
        return False
    _reopen(vetting, Step.REOPEN, "learnt", mark)
    return True


def put_right(vetting: Vetting, correction: str, mark: Mark) -> None:
    """Open a vetting whose conclusion was wrong; it is kept, and a person concludes anew.

    Raises NotConcluded where there is none yet, and VettingOver for one that is cancelled.
    """
    if vetting.state is State.OPEN:
        raise NotConcluded(vetting_id=vetting.id)
    LIFE.must(vetting, Step.PUT_RIGHT, outcome=vetting.outcome)
    _reopen(vetting, Step.PUT_RIGHT, PUT_RIGHT, mark, correction)


def _reopen(vetting: Vetting, step: Step, because: str, mark: Mark, correction: str | None = None) -> None:
    LIFE.happen(vetting, step)
    if vetting.outcome is not None:
        vetting.earlier.append(
            Conclusion(
                vetting.outcome,
                vetting.reasons,
                vetting.basis,
                vetting.concluded_by,
                vetting.concluded_on,
                vetting.looked_at,
                because,
                mark.at,
                mark.by,
                correction,
                vetting.approver,
                vetting.overruling,
            )
        )
    vetting.outcome, vetting.reasons, vetting.looked_at = None, [], []
    vetting.basis = vetting.approver = vetting.overruling = None
    vetting.concluded_by = vetting.concluded_on = None


def passed(vetting: Vetting) -> bool:
    """Whether it is concluded, and whoever asked may go on by it."""
    return vetting.outcome in PASSED


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
    """Whether all who were asked have answered, and nothing that they said is to be weighed.

    What was opened again for a person to weigh is for a person to conclude, and so is what one account has entered for
    several agencies: else it would have passed by that one person.
    """
    return (
        vetting.state is State.OPEN
        and all(one.outcome is Outcome.DEFERRED and one.because == "late_opinion" for one in vetting.earlier)
        and bool(vetting.asked_ids)
        and not vetting.missing
        and len({one.by for one in vetting.answers}) == len(vetting.answers)
        and all(one.opinion is Opinion.CLEAR for one in vetting.answers)
        and all(said.opinion is Opinion.CLEAR for one in vetting.answers for said in one.earlier)
    )


def concludes_itself(vetting: Vetting, looked: Sequence[LookedAt], allowed: bool) -> bool:
    """Whether nothing is left for a person to weigh: all have answered, all clear, and so are the books."""
    return allowed and could_conclude_itself(vetting) and all(one.weight is Weight.CLEAR for one in looked)


def concluded_day(vetting: Vetting, said: date | None, basis: str | None, today: date) -> date:
    """The day of a conclusion: today, or the earlier one of a paper from which it is entered afterwards (补录).

    It is no earlier than what it rests on. Raises DayNotCome, EndsBeforeItBegins, and BasisMissing without the paper.
    """
    if said is None or said == today:
        return today
    must_have_come(said, today, "/concluded_on")
    last = max((one.given_on for one in vetting.answers), default=vetting.requested_on)
    must_not_end_before_it_begins(max(last, vetting.requested_on), said, "/concluded_on")
    if not basis:
        zh, en = "补录以前的结论，须写明书面依据", "A conclusion that is entered afterwards needs a written basis"
        raise BasisMissing(zh, en)
    return said


def conclude(
    vetting: Vetting,
    outcome: Outcome,
    reasons: Sequence[str],
    basis: str | None,
    by: str,
    on: date,
    *,
    looked: Sequence[LookedAt],
    approver: str | None = None,
    overruling: str | None = None,
) -> None:
    """Conclude (作出结论), and keep what was looked at.

    To pass somebody against an objection, or whom the books stop, or before the missing have been reminded, wants
    besides the basis who approved it (`approver`, a name) and why that does not hold, or is not waited for
    (`overruling`); the reasons say so to whoever asked. Raises VettingOver, BasisMissing where it departs from the
    advice without a basis, and ApproverMissing.
    """
    if vetting.state is not State.OPEN:
        raise VettingOver(state=vetting.state.value, outcome=vetting.outcome)
    advised, _ = advice(vetting, looked)
    if (vetting.missing or outcome is not advised) and not basis:
        raise BasisMissing(advised=advised.value, missing=vetting.missing)
    unheard = bool(vetting.missing) and not vetting.escalation
    overrules = outcome in PASSED and (advised is Outcome.REFUSED or unheard)
    if overrules and not (approver and overruling):
        raise ApproverMissing(errors=_absent(approver=approver, overruling=overruling), advised=advised.value)
    LIFE.move(vetting, Step.CONCLUDE, outcome=vetting.outcome)
    vetting.outcome, vetting.reasons, vetting.basis = outcome, list(dict.fromkeys(reasons)), basis
    vetting.concluded_by, vetting.concluded_on, vetting.looked_at = by, on, list(looked)
    if overrules:
        vetting.reasons = _once(OVERRULED, *vetting.reasons)
        vetting.approver, vetting.overruling = approver, overruling


def must_have_had_no_part(vetting: Vetting, account: str) -> None:
    """Raises NotIndependent for an account that asked for an open vetting, recorded an opinion in it, or came to a
    conclusion of it that was put right: another one concludes."""
    wrong = ((one.concluded_by, Step.CONCLUDE) for one in vetting.earlier if one.because == PUT_RIGHT)
    LIFE.must_be_another(_Course(vetting, vetting.timeline), Step.CONCLUDE, account, hands_of(*wrong))


def _must_be_its_own_word(vetting: Vetting, given: Answer) -> None:
    """Raises NotIndependent for an account that asked for the vetting, or has spoken in it for another agency, unless
    that is entered from the agency's paper."""
    opened = [one for one in vetting.timeline if one["what"] == "opened"]
    must_be_its_own_word(LIFE, Step.ANSWER, _Course(vetting, opened), given, vetting.answers)


_WORDS = {"opened": OPEN, "answered": Step.ANSWER}
"""Words of the timeline that are those of steps."""


def told(step: str) -> str:
    """How the timeline calls a step, or that a vetting came to be."""
    return next((word for word, meant in _WORDS.items() if meant == step), step)


class _Course:
    """What has happened to a vetting, in the words of its steps."""

    def __init__(self, vetting: Vetting, entries: Iterable[Mapping[str, Any]]) -> None:
        self.state = vetting.state
        told = ((one, _WORDS.get(one["what"])) for one in entries)
        self.timeline = [Entry(one["at"], one["by"], word, "") for one, word in told if word]


def _absent(**fields: str | None) -> list[Any]:
    zh, en = ApproverMissing.zh, ApproverMissing.en
    return [field_error(f"/{name}", "missing", zh, en) for name, value in fields.items() if not value]


def defer(vetting: Vetting, reason: str, on: date) -> None:
    """Put off by itself (暂缓), because an answer is missing, nobody can be asked, or the cadre serves no more.

    Raises VettingOver.
    """
    LIFE.move(vetting, Step.DEFER, outcome=vetting.outcome)
    vetting.outcome, vetting.reasons, vetting.concluded_on = Outcome.DEFERRED, [reason], on


def cancel(vetting: Vetting) -> bool:
    """The request was withdrawn. Says whether anything changed: what is over stays as it is."""
    if vetting.state is not State.OPEN:
        return False
    LIFE.move(vetting, Step.CANCEL, outcome=vetting.outcome)
    return True


def end_with_death(vetting: Vetting, died_on: date) -> bool:
    """Nobody is asked about somebody who has died. Says whether it was open."""
    if not LIFE.happen(vetting, Step.DIE):
        return False
    vetting.died_on = died_on
    return True


def go_on(vetting: Vetting) -> bool:
    """The death with which it had ended was none. Says whether it is open again."""
    if vetting.died_on is None or not LIFE.happen(vetting, Step.RETURN):
        return False
    vetting.died_on = None
    return True


def bars(effects: Mapping[str, Any] | Collection[str], purpose: Purpose) -> bool:
    """Whether the effects of restrictions bar a purpose; what bars a higher post bars a vetting for one."""
    wanted = {"promotion", "post", "appointment"} if purpose is Purpose.APPOINTMENT else {purpose.value}
    return not wanted.isdisjoint(effects)
