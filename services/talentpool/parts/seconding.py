"""What the commands, deadlines and reactions of secondments share: planning, beginning, ending and following."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from servicekit import deadlines, queries
from servicekit.errors import UnknownUnit, field_error
from servicekit.roster import PEOPLE, SERVING, UNITS, Person
from servicekit.rules import DICTIONARIES
from servicekit.store import Document
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors.secondments import NotServing, NotSuchPlace, RestrictedNow
from services.talentpool.events import secondments as events
from services.talentpool.model import engagements
from services.talentpool.model import secondments as model
from services.talentpool.model.engagements import Engagement
from services.talentpool.model.secondments import CITY_REGION, Secondment, State, Step
from services.talentpool.parts.candidates import note_secondment
from services.talentpool.parts.common import cadre_in_scope, check_mentor, must_know
from services.talentpool.store.programmes import PROGRAMMES
from services.talentpool.store.secondments import ENGAGEMENTS, SECONDMENTS

BEGINS, ENDS, REPORT = "secondment_begins", "secondment_ends", "secondment_report"
SYSTEM = "talentpool"
_OF_STEP = {Step.COMPLETE: events.COMPLETED, Step.END_EARLY: events.ENDED_EARLY, Step.CANCEL: events.CANCELLED}


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)


def scope_of(read: Reading) -> Document:
    """The home's and the host's officers see it, and the cadre."""
    return read.scope.filter(unit="seen_by", cadre="cadre_id")


def visible(work: UnitOfWork, id: str) -> Secondment:
    """A secondment that is the caller's to see. Raises NoSecondment."""
    found = work.load(SECONDMENTS, id)
    if not work.scope.allows(found.seen_by, found.cadre_id):
        raise queries.not_found(SECONDMENTS, id)
    return found


def engagements_of(work: UnitOfWork, persons: Iterable[str]) -> dict[str, Engagement]:
    """The days that are taken of persons; to be saved with what depends on them."""
    wanted = list(dict.fromkeys(persons))
    found = work.load_many(ENGAGEMENTS, wanted)
    return {id: found.get(id) or work.add(ENGAGEMENTS, Engagement(id, sequence=-1)) for id in wanted}


def engagement_of(work: UnitOfWork, person: str) -> Engagement:
    """The days that are taken of one person."""
    return engagements_of(work, [person])[person]


def open_of(work: UnitOfWork, cadre_ids: Sequence[str]) -> dict[str, list[Secondment]]:
    """The planned and running secondments of cadres."""
    where = {"cadre_id": {"$in": list(set(cadre_ids))}, "state": {"$in": [state.value for state in model.OPEN]}}
    found: dict[str, list[Secondment]] = {}
    for one in work.find(SECONDMENTS, where):
        found.setdefault(str(one.cadre_id), []).append(one)
    return found


Fresh = dict[str, Engagement]
"""The engagements of persons who had none, by person, while the rows of a command are looked at."""


def planned(work: UnitOfWork, wish: Document, fresh: Fresh) -> Secondment:
    """A secondment as wished, with its days taken in the person's engagement; neither is kept yet.

    Raises NotSuchPlace, BadPeriod, UnknownCadre, UnknownUnit, UnknownKey, NoProgramme, NotServing, RestrictedNow,
    OwnMentor, UnknownMentor and Overlap.
    """
    cadre_id, host_unit_id, guest = wish["cadre_id"], wish["host_unit_id"], wish["guest_code"]
    model.check_place(wish["direction"], bool(cadre_id), bool(guest), bool(host_unit_id), bool(wish["host"]))
    rule = work.rules["talent.secondment_most_months"]
    model.check_period(wish["begins"], wish["ends"], rule.value, rule.cited)
    host_unit_ids: list[str] = []
    if host_unit_id is not None:
        unit = work.load_many(UNITS, [host_unit_id]).get(host_unit_id)
        if unit is None:
            where = [field_error("/host_unit_id", "unknown-unit", UnknownUnit.zh, UnknownUnit.en)]
            raise UnknownUnit(errors=where, unit_id=host_unit_id)
        if unit.state != "active":
            zh, en = "接收单位已撤销或合并", "The host unit is closed or merged"
            raise NotSuchPlace(zh, en, errors=[field_error("/host_unit_id", "not-active", zh, en)], state=unit.state)
        host_unit_ids = unit.unit_ids
    unit_ids = host_unit_ids
    person = cadre_in_scope(work, cadre_id) if cadre_id is not None else None
    if person is not None:
        unit_ids = person.unit_ids
    check_mentor(work, wish["mentor_id"], cadre_id)
    programme_id = wish["programme_id"]
    if programme_id is not None and programme_id not in work.load_many(PROGRAMMES, [programme_id]):
        raise queries.not_found(PROGRAMMES, programme_id)
    values = {**wish, "region": _region(work, wish["host"], wish["region"])}
    made = Secondment(
        work.new_id("sec"),
        unit_ids=unit_ids,
        host_unit_ids=host_unit_ids,
        seen_by=list(dict.fromkeys([*unit_ids, *host_unit_ids])),
        **values,
    )
    engagement = work.load_many(ENGAGEMENTS, [made.person]).get(made.person)
    if engagement is None:
        engagement = fresh.setdefault(made.person, Engagement(made.person, sequence=-1))
    if person is not None and gone(person, engagement):
        raise NotServing(cadre_id=cadre_id, status=person.status)
    if engagement.barred:
        raise RestrictedNow(cadre_id=cadre_id)
    engagements.bind(engagement, made.id, made.begins, made.ends)
    return made


def keep_planned(work: UnitOfWork, secondment: Secondment, fresh: Fresh) -> Secondment:
    """Keep what `planned` has made, with the deadlines by which it begins and ends."""
    if secondment.person in fresh:
        work.add(ENGAGEMENTS, fresh[secondment.person])
    else:
        work.save(ENGAGEMENTS, work.load_many(ENGAGEMENTS, [secondment.person])[secondment.person])
    work.add(SECONDMENTS, secondment)
    put_days(work, secondment)
    work.tell(events.PLANNED, secondment)
    return secondment


def gone(person: Person, engagement: Engagement) -> bool:
    """Whether the cadre has retired or left, by what the roster's replica says or by newer word than that."""
    return not person.serving or engagement.gone_sequence > person.sequence


def put_days(work: UnitOfWork, secondment: Secondment) -> None:
    """Set the deadlines by which it begins, unless it has, and ends."""
    if secondment.state is State.PLANNED:
        deadlines.put(work, BEGINS, secondment.id, secondment.begins - timedelta(days=1))
    deadlines.put(work, ENDS, secondment.id, secondment.ends)


def put_report(work: UnitOfWork, secondment: Secondment, since: date) -> None:
    """Set when the next report is due; none is due after the last day."""
    due = model.next_report(secondment, since, work.rules["talent.secondment_report_months"].value)
    secondment.report_due_on = due
    if due is None:
        deadlines.cancel(work, REPORT, secondment.id)
    else:
        deadlines.put(work, REPORT, secondment.id, due)


def begin(work: UnitOfWork, secondment: Secondment) -> None:
    """Begin it where its first day has come; a restriction first needs a person's decision."""
    engagement = engagement_of(work, secondment.person)
    if secondment.state is State.PLANNED and model.restrict(secondment, engagement.barred):
        work.tell(events.RESTRICTED if secondment.restricted else events.CLEARED, secondment)
        work.save(SECONDMENTS, secondment)
    if not model.may_begin(secondment, work.today):
        return
    person = work.load_many(PEOPLE, [secondment.cadre_id]).get(secondment.cadre_id) if secondment.cadre_id else None
    if person is not None and gone(person, engagement):
        end(work, secondment, Step.CANCEL, SYSTEM, person.status)
        return
    work.save(ENGAGEMENTS, engagement)
    model.take(secondment, Step.BEGIN)
    put_report(work, secondment, secondment.begins)
    work.tell(events.BEGUN, work.save(SECONDMENTS, secondment))
    _note(work, secondment, active=True)


def end(
    work: UnitOfWork, secondment: Secondment, step: Step, by: str, reason: str, on: date | None = None
) -> Secondment:
    """Complete it, end it early or cancel it, and give the person's other days back. Raises NotNow."""
    ran = secondment.state is State.RUNNING
    day = on or work.today
    model.end(secondment, step, day, by, reason)
    engagement = engagement_of(work, secondment.person)
    if step is Step.CANCEL:
        engagements.release(engagement, secondment.id)
    else:
        engagements.shorten(engagement, secondment.id, day)
    work.save(ENGAGEMENTS, engagement)
    for kind in (BEGINS, ENDS, REPORT):
        deadlines.cancel(work, kind, secondment.id)
    work.tell(_OF_STEP[step], work.save(SECONDMENTS, secondment))
    if ran:
        _note(work, secondment, active=False)
    return secondment


def follow(work: UnitOfWork, secondment: Secondment, sequence: int, data: Mapping[str, Any]) -> None:
    """What the roster tells of the cadre: gone, or in another unit. Older word that comes late changes nothing."""
    if sequence <= secondment.roster_sequence:
        return
    secondment.roster_sequence = sequence
    work.save(SECONDMENTS, secondment)
    status = data.get("status", SERVING)
    if status != SERVING and secondment.state in model.OPEN:
        step = Step.CANCEL if secondment.state is State.PLANNED else Step.END_EARLY
        end(work, secondment, step, SYSTEM, status)
        return
    unit_ids = data.get("unit_ids")
    if unit_ids and unit_ids != secondment.unit_ids:
        secondment.unit_ids = list(unit_ids)
        secondment.seen_by = list(dict.fromkeys([*unit_ids, *secondment.host_unit_ids]))
        work.tell(events.MOVED, secondment)


def _note(work: UnitOfWork, secondment: Secondment, *, active: bool) -> None:
    if secondment.cadre_id is not None:
        note_secondment(work, secondment.cadre_id, active=active, kind=secondment.kind.value if active else None)


def _region(work: UnitOfWork, host: str | None, region: str | None) -> str:
    """The region of a place outside: the dictionary's, else the one given. Raises UnknownKey and NotSuchPlace."""
    if host is None:
        return CITY_REGION
    must_know(work, "talent.hosts", host, "host")
    dictionary = work.db[DICTIONARIES].find_one({"code": "talent.hosts"}, {"entries": 1}) or {}
    known = next((entry.get("region") for entry in dictionary.get("entries", []) if entry["key"] == host), None)
    found = known or region
    if found is None:
        zh, en = "字典未载该地的区划代码，请填写 region", "The dictionary has no code for the place: give `region`"
        raise NotSuchPlace(zh, en, errors=[field_error("/region", "region-missing", zh, en)])
    return str(found)
