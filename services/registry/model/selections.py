"""The selection of a leading cadre (选拔任用): what each step asks for and leaves behind.

By 党政领导干部选拔任用工作条例: 动议, 民主推荐, 考察, 联审, 讨论决定, 任前公示, 任职. Each step that a person records
has a day of its own, which may lie in the past, and a record of its figures and basis (全程纪实). A record is never
changed: one that is wrong is marked so, with the basis, and the right one stands beside it (`selection_put_right`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from servicekit import clock
from servicekit.errors import field_error
from servicekit.lifecycle import By, Entry, Mark, trace
from servicekit.people import Status
from services.registry.errors.selections import (
    AppointmentObjectionOpen,
    AppointmentPublicityNotOver,
    AppointmentPublicityTooShort,
    CandidateBarred,
    NotRecommended,
    SelectionDay,
    UnknownObjection,
    VettingReopened,
    VettingStale,
)
from services.registry.model import careers, checks, vettings
from services.registry.model.person import Cadre, Voided, valid
from services.registry.model.person import Entry as FileEntry
from services.registry.model.rules import Rules
from services.registry.model.selection_figures import Figures, agreed, check_recommendation, checked_inspection
from services.registry.vocabulary.selection_life import LIFE, PROPOSED, STOPPED, State, Step
from services.registry.vocabulary.selection_life import PASSED as STANDING_ON_A_VETTING
from services.registry.vocabulary.selections import RESTRICTED
from services.registry.vocabulary.status import ServiceStep


@dataclass
class Record:
    """What one step was: its day, basis and figures; `put_right` says why it no longer counts."""

    number: str
    step: str
    on: date
    basis: str
    figures: Figures
    by: str
    at: datetime
    put_right: Voided | None = None
    instead_of: str | None = None
    """The number of the record that this one puts right."""


@dataclass
class Objection:
    """What was said against the candidate during the publicity (公示反映), and what came of it."""

    number: str
    received_on: date
    text: str
    recorded_by: str
    recorded_at: datetime
    upheld: bool | None = None
    basis: str = ""
    settled_by: str | None = None
    settled_at: datetime | None = None


@dataclass
class Selection:
    """The selection of a cadre for a post."""

    id: str
    post_id: str
    unit_ids: list[str]
    """The post's unit and those above it, top first."""
    moved_by: str
    state: State = State.PROPOSED
    reason: str | None = None
    stood_at: State | None = None
    """Where it stood when it was held or its candidate moved, or when the vetting that it stood on was opened again."""
    held_for: list[str] = field(default_factory=list)
    """What stopped it, as the candidate's file and supervision's book name it."""
    recommended_ids: list[str] = field(default_factory=list)
    cadre_ids: list[str] = field(default_factory=list)
    """Who is under consideration: 考察对象, and from the end of the inspection on the one who is put forward."""
    round: int = 0
    request_id: str | None = None
    asked_id: str | None = None
    """The cadre about whom supervision was asked last, and on which day."""
    asked_on: date | None = None
    vetting_sequence: int = -1
    """Of the newest event about the present request; an older one changes nothing."""
    vetting_outcome: str | None = None
    vetting_reasons: list[str] = field(default_factory=list)
    """As codes: also what remarks a vetting was passed with."""
    vetted_on: date | None = None
    fresh_until: date | None = None
    publicity_begins: date | None = None
    publicity_days: int | None = None
    publicity_ends: date | None = None
    provisional: bool = False
    objections: list[Objection] = field(default_factory=list)
    appointed_on: date | None = None
    entry: str | None = None
    """The number of the appointment in the cadre's file."""
    records: list[Record] = field(default_factory=list)
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def unit_id(self) -> str:
        """The post's unit."""
        return self.unit_ids[-1]

    @property
    def open_objections(self) -> int:
        return len(self.open_objection_numbers)

    @property
    def open_objection_numbers(self) -> list[str]:
        return [one.number for one in self.objections if one.upheld is None]

    def counting(self, *steps: str) -> list[Record]:
        """The records that count: of these steps, or all."""
        return [one for one in self.records if one.put_right is None and (not steps or one.step in steps)]


REFUSED_RULE = "registry.selection_refused_days"


def refused_on(selection: Selection) -> date:
    """The day on which a selection was refused: of the meeting or the inspection that did, or on which the refusal of
    the vetting, or the end of an objection, came in."""
    last = max(one.on for one in selection.counting())
    if selection.reason in (Step.NOT_RECOMMENDED, Step.NOT_PASSED, Step.NOT_DECIDED):
        return last
    since = list(takewhile(lambda one: one.state == State.REFUSED.value, reversed(selection.timeline)))
    return max(last, clock.day_of(since[-1].at)) if since else last


def refused_until(selection: Selection, rules: Rules) -> date:
    """The last day on which whom it refused is appointed to the post by a new selection alone."""
    return refused_on(selection) + timedelta(days=int(rules[REFUSED_RULE].value))


def possible(selection: Selection) -> list[Step]:
    """What a person can do now (现可办理)."""
    objected = selection.open_objections > 0
    only_then = () if objected else (Step.DISMISS, Step.UPHOLD)
    never_then = (Step.APPOINT,) if objected else ()
    steps = LIFE.steps_from(selection.state, By.PERSON)
    return [step for step in steps if step not in (*only_then, *never_then)]


def take(selection: Selection, step: Step, mark: Mark, *, reason: str | None = None, note: str | None = None) -> None:
    """Take a step that leads on. Raises SelectionNotInThisState and NotIndependent."""
    LIFE.advance(selection, step, mark, selection_id=selection.id)
    _taken(selection, step, mark, reason, note)


def happen(
    selection: Selection, step: Step, mark: Mark, reason: str | None = None, because: Iterable[str] = ()
) -> bool:
    """Let a step happen that an event, a deadline or another step brings; False, and nothing, where no row fits.

    `because` is what stops the candidate, see `stopped_by`.
    """
    stood = selection.stood_at or selection.state
    if not LIFE.happen(selection, step):
        return False
    _taken(selection, step, mark, reason, None)
    if step in (Step.HOLD, Step.MOVED):
        selection.stood_at = stood
        held_by(selection, because)
    return True


def _taken(selection: Selection, step: Step, mark: Mark, reason: str | None, note: str | None) -> None:
    selection.reason = reason
    if selection.state not in (State.VETTING, *STOPPED) or step is Step.REQUEST_VETTING:
        selection.stood_at, selection.held_for = None, []
    if selection.state in (State.VETTING, State.CONSIDERED):
        selection.vetting_outcome = selection.vetted_on = selection.fresh_until = None
        selection.vetting_reasons = []
        selection.publicity_begins = selection.publicity_days = selection.publicity_ends = None
        selection.provisional = False
    if step is Step.REQUEST_VETTING:
        selection.round += 1
        selection.request_id, selection.vetting_sequence = f"{selection.id}.{selection.round}", -1
        (selection.asked_id,) = selection.cadre_ids
    trace(selection, step, mark, note or reason)


def record(
    selection: Selection, step: str, on: date, basis: str, mark: Mark, figures: Mapping[str, Any] | None = None
) -> Record:
    """Add a record of a step, with the next number."""
    made = Record(str(len(selection.records) + 1), str(step), on, basis, dict(figures or {}), mark.by, mark.at)
    selection.records.append(made)
    return made


def must_follow(selection: Selection, on: date, today: date, pointer: str = "/on") -> None:
    """A step is dated no earlier than the one before it, and not in the future. Raises SelectionDay."""
    must_lie_between(max((one.on for one in selection.counting()), default=None), on, today, pointer)


def must_lie_between(first: date | None, on: date, last: date, pointer: str) -> None:
    """Raises SelectionDay."""
    if (first is None or first <= on) and on <= last:
        return
    zh, en = f"应不晚于{last}", f"It has to be {last} or earlier"
    if first is not None:
        zh, en = f"应在{first}至{last}之间", f"It has to lie between {first} and {last}"
    raise SelectionDay(zh, en, errors=[field_error(pointer, "out-of-order", zh, en)], first=first and first.isoformat())


def what_stops(cadre: Cadre, today: date, rules: Rules) -> str | None:
    """Why a candidate cannot go on: the status, or `restricted`; None where nothing stands against it."""
    if cadre.status is not Status.SERVING:
        return cadre.status.value
    return RESTRICTED if checks.in_effect(cadre, today, rules) else None


def stopped_by(cadre: Cadre, today: date, rules: Rules) -> list[str]:
    """What stops a candidate, as the file or supervision's book names it: an end of the service, effect periods."""
    gone = [one.entry for one in valid(cadre.statuses) if one.status is not Status.SERVING]
    return [*gone, *(id for one in checks.in_effect(cadre, today, rules) for id in one.about)]


def held_by(selection: Selection, because: Iterable[str]) -> bool:
    """Keep what stops the candidate; whether something of it is new."""
    new = [id for id in dict.fromkeys(because) if id not in selection.held_for]
    selection.held_for += new
    return bool(new)


def _never_was(cadre: Cadre, id: str) -> bool:
    """Whether something of a file, or of the book, turned out a mistake (误录): annulled, or set aside."""
    every: list[FileEntry] = [*cadre.punishments, *cadre.statuses, *cadre.moves, *cadre.appointments]
    told = [one.annulled for one in cadre.restrictions if one.known_as == id]
    there = told + [one.void is not None for one in every if one.entry == id]
    return any(there)


def must_be_free(cadre: Cadre, today: date, rules: Rules) -> None:
    """Raises NotServing, and CandidateBarred with the articles."""
    careers.must_serve(cadre, ServiceStep.APPOINT, today.isoformat())
    if found := checks.in_effect(cadre, today, rules):
        raise CandidateBarred(*checks.said(found), cadre_id=cadre.id, rules=[one.rule for one in found])


def stop(selection: Selection, cadre_id: str, mark: Mark, reason: str, because: Iterable[str] = ()) -> bool:
    """A candidate cannot go on: one of several drops out, the only one holds the selection. Whether it changed."""
    if selection.state is State.HELD and cadre_id in selection.cadre_ids:
        return held_by(selection, because)
    if cadre_id not in selection.cadre_ids or not LIFE.may(selection, Step.HOLD):
        return False
    if len(selection.cadre_ids) > 1:
        selection.cadre_ids.remove(cadre_id)
        trace(selection, "dropped", mark, f"{cadre_id}: {reason}")
        return True
    return happen(selection, Step.HOLD, mark, reason, because)


def propose(selection: Selection, on: date, basis: str, mark: Mark, today: date) -> None:
    """Move that a post be filled (动议). Raises SelectionDay."""
    must_follow(selection, on, today)
    record(selection, PROPOSED, on, basis, mark, {"moved_by": selection.moved_by})
    trace(selection, PROPOSED, mark, basis)


def recommend(selection: Selection, on: date, basis: str, figures: Figures, mark: Mark, today: date) -> Step:
    """Record a recommendation (民主推荐): counts alone, by candidate; it is for reference and binds nobody.

    Raises SelectionNotInThisState, SelectionDay and BadFigures.
    """
    step = Step.RECOMMEND if figures["passed"] else Step.NOT_RECOMMENDED
    LIFE.must(selection, step, selection_id=selection.id)
    must_follow(selection, on, today)
    check_recommendation(figures)
    record(selection, Step.RECOMMEND, on, basis, mark, figures)
    selection.recommended_ids = recommended_by(selection)
    take(selection, step, mark, reason=None if figures["passed"] else step.value, note=basis)
    return step


def recommended_by(selection: Selection) -> list[str]:
    """Who is recommended by the records that count."""
    votes = [vote for one in selection.counting(Step.RECOMMEND) for vote in one.figures["votes"]]
    return list(dict.fromkeys(vote["cadre_id"] for vote in votes))


def voted_for(selection: Selection) -> set[str]:
    """For whom somebody voted, by the records that count."""
    votes = [vote for one in selection.counting(Step.RECOMMEND) for vote in one.figures["votes"]]
    return {vote["cadre_id"] for vote in votes if vote["votes"]}


def _without_votes(selection: Selection, cadres: Sequence[Cadre], rules: Rules) -> list[checks.Finding]:
    """For whom of these nobody voted in any recommendation that counts."""
    voted = voted_for(selection)
    code = "registry.recommended_votes"
    zh, en = "历次民主推荐均为零票", "Nobody voted for them in any recommendation"
    return [checks.finding(rules, code, zh, en, [cadre.id]) for cadre in cadres if cadre.id not in voted]


def consider(
    selection: Selection,
    cadres: Sequence[Cadre],
    on: date,
    basis: str,
    mark: Mark,
    today: date,
    rules: Rules,
    *,
    against: Sequence[checks.Finding] = (),
    override: Mapping[str, str] | None = None,
) -> None:
    """Determine who is inspected (确定考察对象), or others instead.

    The recommendation is an important basis (重要依据): for whom nobody voted is inspected only where a named person
    says why, and so is against whose appointment something stands today (`against`, each about its cadre).

    Raises SelectionNotInThisState, SelectionDay, NotRecommended, NotServing, CandidateBarred and Unqualified.
    """
    LIFE.must(selection, Step.CONSIDER, selection_id=selection.id)
    must_follow(selection, on, today)
    found = [*_without_votes(selection, cadres, rules), *against]
    for place, cadre in enumerate(cadres):
        if cadre.id not in selection.recommended_ids:
            wrong = field_error(f"/cadre_ids/{place}", "not-recommended", NotRecommended.zh, NotRecommended.en)
            raise NotRecommended(errors=[wrong], allowed=selection.recommended_ids)
        must_be_free(cadre, today, rules)
    for place, cadre in enumerate(cadres):
        checks.settle([one for one in found if cadre.id in one.about], override, f"/cadre_ids/{place}")
    set_aside = checks.settle(found, override)
    selection.cadre_ids = [cadre.id for cadre in cadres]
    figures: Figures = {"cadre_ids": list(selection.cadre_ids)}
    if set_aside is not None:
        figures["override"] = {"by": set_aside.by, "basis": set_aside.basis, "findings": set_aside.findings}
    record(selection, Step.CONSIDER, on, basis, mark, figures)
    take(selection, Step.CONSIDER, mark, note=basis)


def inspect(selection: Selection, basis: str, figures: Figures, mark: Mark, today: date, rules: Rules) -> Step:
    """Record an inspection (考察): its days, who made it, where its result is kept, and whom it puts forward.

    Raises SelectionNotInThisState, SelectionDay and BadFigures.
    """
    step = Step.INSPECT if figures["passed"] else Step.NOT_PASSED
    LIFE.must(selection, step, selection_id=selection.id)
    begins, ends = date.fromisoformat(figures["begins"]), date.fromisoformat(figures["ends"])
    must_follow(selection, begins, today, "/begins")
    must_lie_between(begins, ends, today, "/ends")
    figures = checked_inspection({**figures, "cadre_ids": list(selection.cadre_ids)}, rules)
    record(selection, Step.INSPECT, ends, basis, mark, figures)
    if figures["passed"]:
        selection.cadre_ids = [figures["cadre_id"]]
    take(selection, step, mark, reason=None if figures["passed"] else step.value, note=basis)
    return step


def request_vetting(selection: Selection, on: date, basis: str, mark: Mark, today: date) -> None:
    """Ask supervision (提请联审); what was asked on paper before is entered with its day.

    Raises SelectionNotInThisState and SelectionDay.
    """
    LIFE.must(selection, Step.REQUEST_VETTING, selection_id=selection.id)
    must_follow(selection, on, today)
    take(selection, Step.REQUEST_VETTING, mark, note=basis)
    selection.asked_on = on


VETTING_STEPS = {
    "passed": Step.VETTING_PASSED,
    "passed_with_remarks": Step.VETTING_PASSED,
    "refused": Step.VETTING_REFUSED,
    "deferred": Step.VETTING_DEFERRED,
}


def vetting_step(state: str, outcome: str | None) -> Step | None:
    """What supervision's news of a vetting means for whoever asked; None where it only goes on."""
    if state == "cancelled":
        return Step.VETTING_DEFERRED
    return VETTING_STEPS.get(outcome or "") if state == vettings.CONCLUDED else Step.VETTING_REOPENED


def hear_vetting(
    selection: Selection, request_id: str, sequence: int, told: Mapping[str, Any], mark: Mark, rules: Rules
) -> Step | None:
    """Take in what supervision tells of a vetting; the step that it was. Older news, and an earlier request's, is none.

    `told` is the event's data: state, outcome, reasons, concluded_on.
    """
    if request_id != selection.request_id or sequence <= selection.vetting_sequence:
        return None
    selection.vetting_sequence = sequence
    step, before = vetting_step(told["state"], told["outcome"]), selection.state
    if selection.state in STOPPED and selection.stood_at in STANDING_ON_A_VETTING:
        _keep_vetting(selection, told, rules)
    if step is None or not LIFE.may(selection, step):
        return None
    if selection.state is State.REFUSED and selection.vetting_outcome != "refused":
        return None  # It was refused by another step, which stands.
    reason = None
    if step is not Step.VETTING_PASSED:
        reason = ",".join(told.get("reasons") or []) or step.value
    LIFE.happen(selection, step)
    _taken(selection, step, mark, reason, told["outcome"])
    if step is Step.VETTING_REOPENED and before in STANDING_ON_A_VETTING:
        selection.stood_at = before
    _keep_vetting(selection, told, rules)
    return step


def _keep_vetting(selection: Selection, told: Mapping[str, Any], rules: Rules) -> None:
    selection.vetting_outcome, selection.vetting_reasons = told["outcome"], list(told.get("reasons") or [])
    if told["outcome"] in vettings.PASSED:
        selection.vetted_on = date.fromisoformat(told["concluded_on"])
        selection.fresh_until = vettings.fresh_until(selection.vetted_on, rules)


def decide(selection: Selection, on: date, basis: str, figures: Figures, mark: Mark, today: date, rules: Rules) -> Step:
    """Record the meeting that decided (讨论决定): two thirds present, more than half of those entitled agreed.

    A meeting before the conclusion of the vetting is taken only as entered afterwards from a document.
    Raises SelectionNotInThisState, SelectionDay, BadFigures, NoQuorum.
    """
    LIFE.must(selection, Step.DECIDE, selection_id=selection.id)
    must_follow(selection, on, today)
    vetted = selection.vetted_on
    if vetted is not None and on < vetted and not vettings.is_back_entry(on, today, rules):
        must_lie_between(vetted, on, today, "/on")
    step = Step.DECIDE if agreed(figures, rules) else Step.NOT_DECIDED
    record(selection, Step.DECIDE, on, basis, mark, figures)
    take(selection, step, mark, reason=None if step is Step.DECIDE else step.value, note=basis)
    return step


def publicise(
    selection: Selection,
    begins: date,
    days: int,
    basis: str,
    *,
    last: date,
    provisional: bool,
    mark: Mark,
    today: date,
    rules: Rules,
) -> None:
    """Make the decision public (任前公示) for working days after `begins`, which itself does not count, until `last`.

    Raises SelectionNotInThisState, SelectionDay and AppointmentPublicityTooShort.
    """
    LIFE.must(selection, Step.PUBLICISE, selection_id=selection.id)
    least = rules["registry.publicity_working_days"]
    if days < int(least.value):
        zh, en = f"不少于{least.value}个工作日（{least.cited}）", f"At least {least.value} working days [{least.cited}]"
        raise AppointmentPublicityTooShort(zh, en, errors=[field_error("/working_days", "too-short", zh, en)])
    must_follow(selection, begins, today, "/begins")
    record(selection, Step.PUBLICISE, begins, basis, mark, {"working_days": days})
    take(selection, Step.PUBLICISE, mark, note=basis)
    selection.publicity_begins, selection.publicity_days = begins, days
    selection.publicity_ends, selection.provisional = last, provisional


def object_to(selection: Selection, received_on: date, text: str, mark: Mark, today: date) -> Objection:
    """Record an objection that came in during the publicity. Raises SelectionNotInThisState and SelectionDay."""
    LIFE.must(selection, Step.OBJECT, selection_id=selection.id)
    must_lie_between(selection.publicity_begins, received_on, today, "/received_on")
    made = Objection(str(len(selection.objections) + 1), received_on, text, mark.by, mark.at)
    selection.objections.append(made)
    LIFE.take(selection, Step.OBJECT, mark, f"第{made.number}件异议")
    return made


def settle(selection: Selection, number: str, upheld: bool, basis: str, mark: Mark) -> Step:
    """Settle an objection; one that is upheld ends the selection.

    Raises SelectionNotInThisState, NotIndependent for who recorded one, and UnknownObjection for one that is not open.
    """
    step = Step.UPHOLD if upheld else Step.DISMISS
    LIFE.must(selection, step, selection_id=selection.id)
    found = next((one for one in selection.objections if one.number == number and one.upheld is None), None)
    if found is None:
        raise UnknownObjection(selection_id=selection.id, objection=number)
    found.upheld, found.basis, found.settled_by, found.settled_at = upheld, basis, mark.by, mark.at
    if upheld:
        take(selection, step, mark, reason="objection_upheld", note=f"第{number}件异议")
    else:
        LIFE.take(selection, step, mark, f"第{number}件异议")
    return step


def must_be_ready(selection: Selection, cadres: Sequence[Cadre], on: date, today: date, rules: Rules) -> None:
    """That the candidate, by then the only one, may take up the post on a day, as far as the selection is concerned.

    Raises AppointmentPublicityNotOver, SelectionNotInThisState, AppointmentObjectionOpen, SelectionDay, VettingStale,
    NotServing and CandidateBarred.
    """
    ends = selection.publicity_ends
    if selection.state is State.PUBLICITY:
        provisional = selection.provisional
        raise AppointmentPublicityNotOver(
            f"公示尚未期满{f'，至{ends}止' if ends else ''}{'（暂定）' if provisional else ''}",
            f"Publicity ends on {ends}{' (provisional)' if provisional else ''}",
            selection_id=selection.id,
            ends=ends.isoformat() if ends else None,
        )
    LIFE.must(selection, Step.APPOINT, selection_id=selection.id)
    if selection.open_objections:
        raise AppointmentObjectionOpen(selection_id=selection.id, open_objections=selection.open_objections)
    must_follow(selection, on, today)
    if ends is not None and on <= ends:
        zh, en = f"任职时间应在公示期满（{ends}）之后", f"The appointment follows the end of publicity ({ends})"
        raise SelectionDay(zh, en, errors=[field_error("/on", "out-of-order", zh, en)])
    if selection.fresh_until is not None and on > selection.fresh_until:
        raise VettingStale(
            f"联审结论有效至{selection.fresh_until}",
            f"It was fresh until {selection.fresh_until}",
            selection_id=selection.id,
        )
    for cadre in cadres:
        must_be_free(cadre, today, rules)


def take_up(selection: Selection, on: date, document: str, basis: str, mark: Mark) -> None:
    """The candidate takes up the post (任职); see `must_be_ready`."""
    record(selection, Step.APPOINT, on, basis, mark, {"document": document})
    take(selection, Step.APPOINT, mark, note=basis)
    selection.appointed_on = on


def resume(selection: Selection, cadres: Sequence[Cadre], basis: str, mark: Mark, today: date, rules: Rules) -> Step:
    """Go on with the same candidate: where it stood, with all its records, if what held it was a mistake, else from the
    inspection.

    Raises SelectionNotInThisState, NotServing, CandidateBarred, and VettingReopened while the vetting that it stood on
    is open again.
    """
    LIFE.must(selection, Step.RESUME, selection_id=selection.id)
    for cadre in cadres:
        must_be_free(cadre, today, rules)
    step = _resumed(selection, cadres, today)
    take(selection, step, mark, note=basis)
    return step


_RESUMED = {
    State.VETTED: Step.RESUME_VETTED,
    State.DECIDED: Step.RESUME_DECIDED,
    State.PUBLICITY: Step.RESUME_DECIDED,
    State.PUBLICISED: Step.RESUME_PUBLICISED,
}


def _resumed(selection: Selection, cadres: Sequence[Cadre], today: date) -> Step:
    """The step by which it goes on."""
    mistaken = [any(_never_was(cadre, id) for cadre in cadres) for id in selection.held_for]
    if selection.stood_at in (None, State.CONSIDERED) or not mistaken or not all(mistaken):
        return Step.RESUME
    if selection.stood_at not in _RESUMED:
        return Step.RESUME_INSPECTED
    if selection.vetting_outcome is None:
        raise VettingReopened(selection_id=selection.id)
    if selection.vetting_outcome == "refused":
        return Step.RESUME
    if selection.vetting_outcome not in vettings.PASSED or not selection.fresh_until or selection.fresh_until < today:
        return Step.RESUME_INSPECTED
    return _RESUMED[selection.stood_at]


def withdraw(selection: Selection, on: date, basis: str, mark: Mark, today: date) -> None:
    """Whoever moved it takes it back. Raises SelectionNotInThisState and SelectionDay."""
    LIFE.must(selection, Step.WITHDRAW, selection_id=selection.id)
    must_follow(selection, on, today)
    record(selection, Step.WITHDRAW, on, basis, mark)
    take(selection, Step.WITHDRAW, mark, reason="withdrawn", note=basis)
