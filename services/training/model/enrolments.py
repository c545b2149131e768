"""Enrolment (报名调训): places, waiting list, no two classes at once; attendance and completion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from servicekit import chinese
from servicekit.errors import Problem
from services.training.errors.common import UnknownCadre
from services.training.errors.enrolments import AlreadyEnrolled, ClassFull, LeaveTooLong, NotEnrolled, Overlap
from services.training.model.attendance import Attended
from services.training.model.classes import TrainingClass
from services.training.model.hours import Hours
from services.training.model.people import Person, must_be_active
from services.training.vocabulary import classes
from services.training.vocabulary.classes import Kind
from services.training.vocabulary.enrolments import LIFE, Settled, Standing, Step
from services.training.vocabulary.hours import Mode

# fmt: on


@dataclass
class Enrolment:
    """One cadre in one class (学员报名), with the class's own facts beside it so that lists need no second reading."""

    id: str
    class_id: str
    cadre_id: str
    unit_id: str | None
    unit_ids: list[str]
    class_code: str
    class_kind: Kind
    round: int | None
    begins: date
    ends: date
    mode: Mode
    post_level_at_start: str | None
    county_level_or_above: bool
    state: Standing
    at: datetime
    number: int = 0
    """Its place in the order in which people were enrolled in the class."""
    need: str = "organisation"
    waiting_number: int | None = None
    reason: str | None = None
    hours: Hours | None = None
    missed_hours: float | None = None
    grade: str | None = None
    certificate_number: str | None = None
    revoked_certificate: str | None = None
    """The number of a certificate that counts no more; it is given again where the completion stands after all."""
    completed_on: date | None = None
    retaken: int = 0
    """How often its hours were taken back."""
    left_by: str | None = None
    """The entry of the cadre's file because of which it ended."""
    left: int = 0
    """Sequence of the newest word that the cadre has left, or that this was a mistake."""
    synthetic: bool = False
    version: int = 0

    @property
    def credit_id(self) -> str:
        """By what the entry of the ledger with its present hours is found: its own id, numbered after the first."""
        return f"{self.id}.{self.retaken + 1}" if self.retaken else self.id

    @property
    def dismissed(self) -> bool:
        """Whether it ended because too much was missed, not by a withdrawal."""
        return self.state is Standing.WITHDRAWN and self.missed_hours is not None


@dataclass
class Taken:
    """Days that a class takes of a person's agenda."""

    class_id: str
    begins: date
    ends: date


class HasDays(Protocol):
    """What takes days of a person's agenda: a class, or training outside the city."""

    id: str
    begins: date
    ends: date


@dataclass
class Agenda:
    """A cadre's classes as periods (培训日程): the guard against two at once. Its id is the cadre's."""

    id: str
    taken: list[Taken] = field(default_factory=list)
    version: int = 0

    def clash(self, days: HasDays) -> Taken | None:
        """The first period that meets these days."""
        return next((t for t in self.taken if t.begins <= days.ends and days.begins <= t.ends), None)

    def must_be_free(self, days: HasDays) -> None:
        """Raises Overlap, naming the period that is taken."""
        if clash := self.clash(days):
            raise Overlap(
                f"与另一班次（{clash.begins}至{clash.ends}）时间重叠",
                f"In another class from {clash.begins} to {clash.ends}",
                cadre_id=self.id,
                class_id=clash.class_id,
                begins=clash.begins.isoformat(),
                ends=clash.ends.isoformat(),
            )

    def take(self, days: HasDays) -> None:
        """Keep these days; periods that ended over two years before them are dropped."""
        oldest = date(days.begins.year - 2, 1, 1)
        self.taken = [t for t in self.taken if t.ends >= oldest]
        self.taken.append(Taken(days.id, days.begins, days.ends))

    def give_back(self, class_id: str) -> None:
        """Free the class's days."""
        self.taken = [t for t in self.taken if t.class_id != class_id]


@dataclass
class Placed:
    """What became of one wish to enrol: an enrolment, or the problem that stood against it."""

    cadre_id: str
    enrolment: Enrolment | None = None
    problem: Problem | None = None


def enrol(
    class_: TrainingClass,
    cadre_ids: Sequence[str],
    people: Mapping[str, Person],
    there: Mapping[str, Enrolment],
    agendas: Mapping[str, Agenda],
    ids: Iterable[str],
    at: datetime,
    *,
    need: str = "organisation",
    may_wait: bool = True,
) -> list[Placed]:
    """Give places to cadres in the order of the list, then waiting places; each is judged alone (逐人给出结果).

    `people` are those whom the caller may see; `there` the class's enrolments of these cadres; `agendas` has one for
    each of `people`. Changes the class's counters and the agendas. Raises NotInThisState when the class is not open.
    """
    classes.LIFE.must(class_, classes.Step.ENROL)
    fresh = iter(ids)
    seen: dict[str, Enrolment] = dict(there)
    placed: list[Placed] = []
    for cadre_id in cadre_ids:
        try:
            found = _enrol_one(class_, cadre_id, people, seen, agendas, fresh, at, need=need, may_wait=may_wait)
        except Problem as problem:
            placed.append(Placed(cadre_id, problem=problem))
        else:
            seen[cadre_id] = found
            placed.append(Placed(cadre_id, found))
    return placed


def _enrol_one(
    class_: TrainingClass,
    cadre_id: str,
    people: Mapping[str, Person],
    there: Mapping[str, Enrolment],
    agendas: Mapping[str, Agenda],
    fresh: Iterator[str],
    at: datetime,
    *,
    need: str,
    may_wait: bool,
) -> Enrolment:
    person = people.get(cadre_id)
    if person is None:
        raise UnknownCadre("干部不存在", "There is no such cadre", cadre_id=cadre_id)
    must_be_active(person)
    before = there.get(cadre_id)
    if before is not None and not LIFE.may(before, Step.ENROL):
        raise AlreadyEnrolled(
            "已在本班次报名", "Already enrolled in this class", cadre_id=cadre_id, enrolment_id=before.id
        )
    agenda = agendas[cadre_id]
    agenda.must_be_free(class_)
    class_.numbers += 1
    has_place = class_.free > 0
    if not has_place and not (may_wait and class_.waiting < class_.waiting_places):
        raise ClassFull(
            f"名额{class_.capacity}个、候补{class_.waiting_places}个均已满",
            f"All {class_.capacity} places and {class_.waiting_places} waiting places are taken",
            cadre_id=cadre_id,
            capacity=class_.capacity,
            waiting_places=class_.waiting_places,
        )
    if before is not None:
        LIFE.move(before, Step.ENROL if has_place else Step.WAIT)
    state = Standing.ENROLLED if has_place else Standing.WAITING
    enrolment = before or _new(class_, person, next(fresh), at, state, need)
    enrolment.number = class_.numbers
    if has_place:
        _give_place(class_, enrolment, agenda)
    else:
        _give_waiting_place(class_, enrolment)
    enrolment.reason = enrolment.left_by = None
    return enrolment


def _new(class_: TrainingClass, person: Person, id: str, at: datetime, state: Standing, need: str) -> Enrolment:
    return Enrolment(
        id=id,
        class_id=class_.id,
        cadre_id=person.id,
        unit_id=person.unit_id,
        unit_ids=person.unit_ids,
        class_code=class_.code,
        class_kind=class_.kind,
        round=class_.round,
        begins=class_.begins,
        ends=class_.ends,
        mode=class_.mode,
        post_level_at_start=person.post_level,
        county_level_or_above=person.county_level_or_above,
        state=state,
        at=at,
        need=need,
        synthetic=class_.synthetic or person.synthetic,
    )


def enter_afterwards(class_: TrainingClass, person: Person, id: str, at: datetime) -> Enrolment:
    """Put somebody who was forgotten into a completed class (补录学员), to be judged by attendance. Raises ClassFull.

    Whether they serve still is not asked: they did when they were there.
    """
    if not class_.free:
        raise ClassFull(
            f"名额{class_.capacity}个已满，请先更正名额",
            f"All {class_.capacity} places are taken; put the capacity right first",
            cadre_id=person.id,
            capacity=class_.capacity,
        )
    class_.numbers += 1
    class_.enrolled += 1
    entered = _new(class_, person, id, at, Standing.ENROLLED, "organisation")
    entered.number = class_.numbers
    return entered


def _give_place(class_: TrainingClass, enrolment: Enrolment, agenda: Agenda) -> None:
    class_.enrolled += 1
    enrolment.waiting_number = None
    agenda.take(class_)


def _give_waiting_place(class_: TrainingClass, enrolment: Enrolment) -> None:
    class_.waiting += 1
    class_.waiting_numbers += 1
    enrolment.waiting_number = class_.waiting_numbers


def withdraw(class_: TrainingClass, enrolment: Enrolment, agenda: Agenda | None, reason: str) -> None:
    """Take a cadre out of a class that is still open (退出). Raises NotInThisState."""
    classes.LIFE.must(class_, classes.Step.WITHDRAW)
    _give_up(class_, enrolment, agenda, Step.WITHDRAW, reason)


def leave(class_: TrainingClass, enrolment: Enrolment, agenda: Agenda | None, entry: str | None) -> None:
    """The cadre has retired, left or died, by that entry of the file. Raises NotInThisState."""
    _give_up(class_, enrolment, agenda, Step.LEAVE, "干部已退休或离任")
    enrolment.left_by = entry


def come_back(class_: TrainingClass, enrolment: Enrolment, agenda: Agenda) -> bool:
    """That the cadre had left was set aside: a place again, or a waiting place; else it stays withdrawn, and False."""
    enrolment.left_by = None
    has_place = class_.free > 0
    may_wait = class_.waiting < class_.waiting_places
    if not classes.LIFE.may(class_, classes.Step.ENROL) or agenda.clash(class_) or not (has_place or may_wait):
        return False
    LIFE.move(enrolment, Step.COME_BACK if has_place else Step.WAIT_AGAIN)
    if has_place:
        _give_place(class_, enrolment, agenda)
    else:
        _give_waiting_place(class_, enrolment)
    enrolment.reason = None
    return True


def cancel(class_: TrainingClass, enrolment: Enrolment, agenda: Agenda | None, reason: str) -> None:
    """End an enrolment with its class, or a wait that is over (报名取消). Raises NotInThisState."""
    _give_up(class_, enrolment, agenda, Step.CANCEL, reason)


def _give_up(class_: TrainingClass, enrolment: Enrolment, agenda: Agenda | None, step: Step, reason: str) -> None:
    after = LIFE.must(enrolment, step)
    if enrolment.state is Standing.ENROLLED:
        class_.enrolled -= 1
        if agenda is not None:
            agenda.give_back(class_.id)
    else:
        class_.waiting -= 1
    enrolment.state, enrolment.reason, enrolment.waiting_number = after, reason, None


def promote_waiting(
    class_: TrainingClass, waiting: Sequence[Enrolment], people: Mapping[str, Person], agendas: Mapping[str, Agenda]
) -> list[Enrolment]:
    """Give free places to who waited longest (候补递补), passing over who is in another class or has left."""
    promoted: list[Enrolment] = []
    for enrolment in sorted(waiting, key=lambda e: e.waiting_number or 0):
        if not class_.free:
            break
        person, agenda = people.get(enrolment.cadre_id), agendas[enrolment.cadre_id]
        if person is None or not person.active or agenda.clash(class_):
            continue
        LIFE.move(enrolment, Step.PROMOTE)
        class_.waiting -= 1
        _give_place(class_, enrolment, agenda)
        promoted.append(enrolment)
    return promoted


def missed_too_much(class_: TrainingClass, have: Attended, limit: Fraction) -> bool:
    """Whether more than `limit` (rule training.leave_limit, 1/7) of the hours was missed."""
    return Fraction(have.missed) > limit * Fraction(class_.total_hours)


def complete(
    class_: TrainingClass,
    enrolment: Enrolment,
    have: Attended,
    grade: str | None,
    on: date,
    limit: Fraction,
    article: str,
) -> None:
    """Complete one person (结业) with a certificate number. Raises LeaveTooLong with the hours and the article."""
    if not LIFE.may(enrolment, Step.COMPLETE):
        raise NotEnrolled(
            f"报名现为“{enrolment.state.zh}”，不能结业",
            f"The enrolment is {enrolment.state} and cannot be completed",
            cadre_id=enrolment.cadre_id,
        )
    if missed_too_much(class_, have, limit):
        raise LeaveTooLong(
            f"缺课{have.missed:g}学时，超过总学时{class_.total_hours:g}的{chinese.share(limit)}，应予退学（{article}）",
            f"{have.missed:g} of {class_.total_hours:g} hours were missed, over {limit}: withdrawal ({article})",
            cadre_id=enrolment.cadre_id,
            missed_hours=have.missed,
            total_hours=class_.total_hours,
            limit=str(limit),
            article=article,
        )
    LIFE.move(enrolment, Step.COMPLETE)
    enrolment.grade = grade
    _certify(class_, enrolment, have, on)


def _certify(class_: TrainingClass, enrolment: Enrolment, have: Attended, on: date) -> None:
    class_.completed += 1
    enrolment.completed_on, enrolment.hours, enrolment.missed_hours = on, have.hours, have.missed
    if enrolment.revoked_certificate is None:
        class_.certificates += 1
        says_the_year = re.search(f"(?<![0-9]){on.year}(?![0-9])", class_.code)
        code = class_.code if says_the_year else f"{on.year}-{class_.code}"
        enrolment.certificate_number = f"{code}-{class_.certificates:04d}"
    else:
        enrolment.certificate_number, enrolment.revoked_certificate = enrolment.revoked_certificate, None


def dismiss(class_: TrainingClass, enrolment: Enrolment, have: Attended, reason: str) -> None:
    """Withdraw at completion who missed too much (退学)."""
    LIFE.move(enrolment, Step.DISMISS)
    class_.enrolled -= 1
    enrolment.reason = reason
    enrolment.hours, enrolment.missed_hours = have.hours, have.missed


def settle_anew(
    class_: TrainingClass, enrolment: Enrolment, have: Attended, on: date, limit: Fraction, reason: str
) -> Settled:
    """Judge somebody of a completed class once more, as if what is known now had been known then.

    `on` is the day of completion, `reason` why it is judged again. Whose hours change has them taken back before.
    """
    too_much = missed_too_much(class_, have, limit)
    if enrolment.state is Standing.COMPLETED and too_much:
        LIFE.move(enrolment, Step.REVOKE)
        class_.enrolled -= 1
        class_.completed -= 1
        enrolment.revoked_certificate, enrolment.certificate_number = enrolment.certificate_number, None
        enrolment.retaken += 1
        enrolment.hours, enrolment.missed_hours, enrolment.reason = have.hours, have.missed, reason
        return Settled.REVOKED
    if enrolment.state is Standing.COMPLETED:
        same = (enrolment.hours, enrolment.completed_on) == (have.hours, on)
        enrolment.hours, enrolment.missed_hours, enrolment.completed_on = have.hours, have.missed, on
        enrolment.retaken += not same
        return Settled.UNCHANGED if same else Settled.CORRECTED
    if enrolment.state is Standing.ENROLLED and too_much:
        dismiss(class_, enrolment, have, reason)
        return Settled.UNCHANGED
    if enrolment.state is Standing.ENROLLED:
        LIFE.move(enrolment, Step.COMPLETE)
        _certify(class_, enrolment, have, on)
        return Settled.COMPLETED
    if too_much:
        enrolment.hours, enrolment.missed_hours = have.hours, have.missed
        return Settled.UNCHANGED
    LIFE.move(enrolment, Step.QUALIFY)
    class_.enrolled += 1
    enrolment.reason = reason
    _certify(class_, enrolment, have, on)
    return Settled.COMPLETED
