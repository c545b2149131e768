"""What the commands, deadlines and reactions of secondments share: planning, beginning, ending and following."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from servicekit import deadlines, queries
from servicekit.errors import UnknownUnit, field_error
from servicekit.events import Received
from servicekit.periods import must_not_end_before_it_begins
from servicekit.roster import PEOPLE, SERVING, UNITS, gone, set_aside
from servicekit.rules import DICTIONARIES
from servicekit.store import Document
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.talentpool.errors.members import StoppedByResult
from services.talentpool.errors.secondments import NotServing, NotSuchPlace, Overlap, RestrictedNow
from services.talentpool.events import secondments as events
from services.talentpool.model import engagements
from services.talentpool.model import secondments as model
from services.talentpool.model.engagements import Engagement
from services.talentpool.model.members import Standing
from services.talentpool.model.secondments import CITY_REGION, Secondment
from services.talentpool.parts.candidates import note_secondment
from services.talentpool.parts.common import check_mentor
from services.talentpool.parts.standing import ensure_standings, serves
from services.talentpool.store.members import STANDINGS
from services.talentpool.store.programmes import PROGRAMMES
from services.talentpool.store.secondments import ENGAGEMENTS, SECONDMENTS
from services.talentpool.vocabulary.secondments import LIFE, LIVE, State, Step

BEGINS, ENDS, REPORT = "secondment_begins", "secondment_ends", "secondment_report"
SYSTEM = "talentpool"
_OF_STEP = {
    Step.COMPLETE: events.COMPLETED,
    Step.END_EARLY: events.ENDED_EARLY,
    Step.CANCEL: events.CANCELLED,
    Step.ANNUL: events.CANCELLED,
}


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)


def scope_of(read: Reading) -> Document:
    """The home's and the host's officers see it, and the cadre."""
    return read.scope.filter(unit="seen_by", cadre="cadre_id")


def ensure_engagements(work: UnitOfWork, persons: Iterable[str]) -> dict[str, Engagement]:
    """The days that are taken of persons, added where nothing was known; to be saved with what depends on them."""
    wanted = list(dict.fromkeys(persons))
    found = work.load_many(ENGAGEMENTS, wanted)
    return {id: found.get(id) or work.add(ENGAGEMENTS, Engagement(id)) for id in wanted}


def live_of(work: UnitOfWork, cadre_ids: Iterable[str]) -> dict[str, list[Secondment]]:
    """The planned and running secondments of cadres."""
    where = {"cadre_id": {"$in": list(set(cadre_ids))}, "state": {"$in": [state.value for state in LIVE]}}
    found: dict[str, list[Secondment]] = {}
    for one in work.find(SECONDMENTS, where, most=MOST_FOLLOWED):
        found.setdefault(str(one.cadre_id), []).append(one)
    return found


@dataclass(frozen=True)
class Known:
    """What is known of the persons and places of a command's rows."""

    standings: dict[str, Standing]
    engagements: dict[str, Engagement]
    hosts: dict[str, str | None]
    """The places outside with their regions (dictionary talentpool.hosts)."""


def look(work: UnitOfWork, rows: Sequence[Document], *, dry_run: bool) -> Known:
    """One round trip for each collection, before the rows are looked at one by one."""
    people = work.load_many(PEOPLE, (row[key] for row in rows for key in ("cadre_id", "mentor_id") if row[key]))
    work.load_many(UNITS, (row["host_unit_id"] for row in rows if row["host_unit_id"]))
    work.load_many(PROGRAMMES, (row["programme_id"] for row in rows if row["programme_id"]))
    seconded = {row["cadre_id"] for row in rows} & people.keys()
    persons = [*seconded, *(f"guest.{row['guest_code']}" for row in rows if row["guest_code"])]
    dictionary = work.db[DICTIONARIES].find_one({"code": "talentpool.hosts"}, {"entries": 1}) or {}
    return Known(
        work.load_many(STANDINGS, people) if dry_run else ensure_standings(work, people),
        work.load_many(ENGAGEMENTS, persons) if dry_run else ensure_engagements(work, persons),
        {entry["key"]: entry.get("region") for entry in dictionary.get("entries", [])},
    )


def planned(work: UnitOfWork, wish: Document, known: Known) -> Secondment:
    """A secondment as wished, with its days taken in the person's engagement; neither is kept yet.

    Raises NotSuchPlace, EndsBeforeItBegins, BadPeriod, UnknownCadre, UnknownUnit, UnknownEntry, NoProgramme,
    NotServing, RestrictedNow, StoppedByResult, OwnMentor, UnknownMentor and Overlap.
    """
    cadre_id, host_unit_id, guest = wish["cadre_id"], wish["host_unit_id"], wish["guest_code"]
    model.check_place(wish["direction"], bool(cadre_id), bool(guest), bool(host_unit_id), bool(wish["host"]))
    rule = work.rules["talentpool.secondment_most_months"]
    must_not_end_before_it_begins(wish["begins"], wish["ends"], "/ends")
    model.must_not_last_longer(wish["begins"], wish["ends"], rule.value, rule.cited)
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
    person = work.named(PEOPLE, cadre_id, "/cadre_id") if cadre_id is not None else None
    if person is not None:
        unit_ids = person.unit_ids
    check_mentor(work, wish["mentor_id"], cadre_id, known.standings)
    programme_id = wish["programme_id"]
    if programme_id is not None and programme_id not in work.load_many(PROGRAMMES, [programme_id]):
        raise PROGRAMMES.not_found(programme_id)
    values = {**wish, "region": _region(work, known.hosts, wish["host"], wish["region"])}
    made = Secondment(
        work.new_id("sec"),
        unit_ids=unit_ids,
        host_unit_ids=host_unit_ids,
        seen_by=list(dict.fromkeys([*unit_ids, *host_unit_ids])),
        **values,
    )
    if person is not None:
        made.roster_sequence = person.sequence
        standing = known.standings.get(person.id) or Standing(person.id)
        if not serves(person, standing):
            raise NotServing(cadre_id=cadre_id, status=person.status)
        must_not_be_barred(standing, made.begins, made.ends)
    engagement = known.engagements.setdefault(made.person, Engagement(made.person))
    engagements.bind(engagement, made.id, made.begins, made.ends)
    return made


def keep_planned(work: UnitOfWork, secondment: Secondment, known: Known) -> Secondment:
    """Keep what `planned` has made, with the deadlines by which it begins and ends."""
    work.save(ENGAGEMENTS, known.engagements[secondment.person])
    for id in (secondment.cadre_id, secondment.mentor_id):
        if id is not None:
            work.save(STANDINGS, known.standings[id])
    work.add(SECONDMENTS, secondment)
    put_days(work, secondment)
    work.tell(events.PLANNED, secondment)
    return secondment


def put_days(work: UnitOfWork, secondment: Secondment) -> None:
    """Set the deadlines by which it begins, unless it has, and ends."""
    if secondment.state is State.PLANNED:
        deadlines.put(work, BEGINS, secondment.id, secondment.begins - timedelta(days=1))
    deadlines.put(work, ENDS, secondment.id, secondment.ends)


def put_report(work: UnitOfWork, secondment: Secondment, since: date) -> None:
    """Set when the next report is due; none is due after the last day."""
    due = model.next_report(secondment, since, work.rules["talentpool.secondment_report_months"].value)
    secondment.report_due_on = due
    if due is None:
        deadlines.cancel(work, REPORT, secondment.id)
    else:
        deadlines.put(work, REPORT, secondment.id, due)


def save_standing_of(work: UnitOfWork, secondment: Secondment) -> Standing:
    """What holds against the cadre, saved with what depends on it; nothing is known against a guest."""
    if secondment.cadre_id is None:
        return Standing(secondment.person)
    return work.save(STANDINGS, ensure_standings(work, [secondment.cadre_id])[secondment.cadre_id])


def begin(work: UnitOfWork, secondment: Secondment) -> None:
    """Begin it where its first day has come; a restriction first needs a person's decision."""
    if LIFE.may(secondment, Step.BEGIN):
        follow_standing(work, secondment, save_standing_of(work, secondment))


def follow_standing(work: UnitOfWork, secondment: Secondment, standing: Standing) -> None:
    """A restriction is shown at once; what follows from it, a person decides. Without one what waited begins."""
    shown = model.restrict(secondment, bool(standing.against(*model.days_ahead(secondment, work.today))))
    if shown:
        work.tell(events.RESTRICTED if secondment.restricted else events.CLEARED, secondment)
    due = model.may_begin(secondment, work.today) and not _going(work, secondment, standing)
    if due:
        LIFE.move(secondment, Step.BEGIN)
        put_report(work, secondment, secondment.begins)
        work.tell(events.BEGUN, secondment)
        _note(work, secondment, active=True)
    if shown or due:
        work.save(SECONDMENTS, secondment)


def follow_standings(work: UnitOfWork, standings: Mapping[str, Standing]) -> None:
    """Show with each secondment of these cadres what is known against them, and let begin what waited."""
    if not standings:
        return
    live = live_of(work, standings)
    work.load_many(PEOPLE, live)  # In one round trip; a secondment begins for somebody who serves.
    for cadre_id, found in live.items():
        for secondment in found:
            follow_standing(work, secondment, standings[cadre_id])


def must_not_be_barred(standing: Standing, first: date, last: date) -> None:
    """Raises RestrictedNow where an effect period falls into these days, and StoppedByResult."""
    against = standing.against(first, last)
    if "restricted" in against:
        raise RestrictedNow(cadre_id=standing.id)
    if against:
        raise StoppedByResult(cadre_id=standing.id)


def _going(work: UnitOfWork, secondment: Secondment, standing: Standing) -> bool:
    """Whether newer word of the roster than has reached the secondment says that the cadre is not in service.

    It neither begins nor ends then: that word names the entry by which it ends, and with which it comes back.
    """
    if secondment.cadre_id is None:
        return False
    person = work.load_many(PEOPLE, [secondment.cadre_id]).get(secondment.cadre_id)
    told = person.sequence if person is not None and not person.serving else -1
    return max(told, standing.gone_sequence) > secondment.roster_sequence


def end(
    work: UnitOfWork, secondment: Secondment, step: Step, by: str, reason: str, on: date | None = None
) -> Secondment:
    """Complete it, end it early, cancel or annul it, and give the person's other days back. Raises NotNow."""
    ran = secondment.state is State.RUNNING
    day = on or work.today
    model.end(secondment, step, day, by, reason)
    engagement = ensure_engagements(work, [secondment.person])[secondment.person]
    if step in (Step.CANCEL, Step.ANNUL):
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


def complete(work: UnitOfWork, secondment: Secondment) -> Secondment:
    """Complete it on its last day, which is over. Raises NotNow."""
    return end(work, secondment, Step.COMPLETE, SYSTEM, "期满", on=secondment.ends)


def resume(work: UnitOfWork, secondment: Secondment, decided_by: str, basis: str) -> Secondment:
    """Let one go on that was ended early by mistake: its days, deadlines and the roster's word on the cadre return.

    Raises NotNow, NotServing where the cadre has gone since, UnknownCadre, and Overlap.
    """
    model.resume(secondment, work.mark(), decided_by, basis)
    engagement = ensure_engagements(work, [secondment.person])[secondment.person]
    engagements.bind(engagement, secondment.id, secondment.begins, secondment.ends)
    work.save(ENGAGEMENTS, engagement)
    work.tell(events.RESUMED, work.save(SECONDMENTS, secondment))
    if secondment.ends < work.today:
        return complete(work, secondment)
    standing = save_standing_of(work, secondment)
    if secondment.cadre_id is not None:
        person = work.named(PEOPLE, secondment.cadre_id, "/secondment_id")
        if not serves(person, standing):
            raise NotServing(cadre_id=person.id, status=person.status)
        secondment.unit_ids, secondment.roster_sequence = person.unit_ids, person.sequence
        secondment.seen_by = list(dict.fromkeys([*person.unit_ids, *secondment.host_unit_ids]))
    if secondment.mentor_id is not None:
        mentor = work.load_many(PEOPLE, [secondment.mentor_id]).get(secondment.mentor_id)
        if mentor is None or not serves(mentor, work.save(STANDINGS, ensure_standings(work, [mentor.id])[mentor.id])):
            secondment.mentor_id = None
    put_days(work, secondment)
    months = work.rules["talentpool.secondment_report_months"].value
    put_report(work, secondment, model.last_report(secondment, work.today, months))
    _note(work, secondment, active=True)
    follow_standing(work, secondment, standing)
    return work.save(SECONDMENTS, secondment)


def follow(work: UnitOfWork, secondment: Secondment, sequence: int, data: Mapping[str, Any]) -> None:
    """What the roster tells of the cadre: gone, or in another unit. Older word that comes late changes nothing."""
    if sequence <= secondment.roster_sequence:
        return
    secondment.roster_sequence = sequence
    work.save(SECONDMENTS, secondment)
    status = data.get("status", SERVING)
    if status != SERVING and secondment.state in LIVE:
        step = Step.CANCEL if secondment.state is State.PLANNED else Step.END_EARLY
        secondment.left_by, secondment.report_due_before = data.get("status_entry"), secondment.report_due_on
        end(work, secondment, step, SYSTEM, status)
        return
    unit_ids = data.get("unit_ids")
    if unit_ids and unit_ids != secondment.unit_ids:
        secondment.unit_ids = list(unit_ids)
        secondment.seen_by = list(dict.fromkeys([*unit_ids, *secondment.host_unit_ids]))
        work.tell(events.MOVED, secondment)


def hear_of_mentor(work: UnitOfWork, secondment: Secondment, event: Received) -> None:
    """A mentor who leaves is one no longer; where that is set aside, another entry says so now, or they are again."""
    entry = event.data.get("status_entry")
    if secondment.mentor_id == event.subject and gone(event):
        secondment.mentor_id, secondment.lost_mentor, secondment.lost_mentor_by = None, event.subject, entry
    elif secondment.lost_mentor != event.subject or not set_aside(event, secondment.lost_mentor_by):
        return
    elif gone(event):
        secondment.lost_mentor_by = entry
        work.save(SECONDMENTS, secondment)
        return
    else:
        secondment.mentor_id, secondment.lost_mentor, secondment.lost_mentor_by = event.subject, None, None
    work.tell(events.MENTOR_CHANGED, work.save(SECONDMENTS, secondment))


def ended_by_file(work: UnitOfWork, cadre_ids: list[str]) -> list[Secondment]:
    """What has ended of these cadres because of an entry of their files."""
    if not cadre_ids:
        return []
    ended = {"$in": [State.ENDED_EARLY.value, State.CANCELLED.value]}
    where = {"cadre_id": {"$in": cadre_ids}, "state": ended, "left_by": {"$ne": None}}
    return work.find(SECONDMENTS, where, most=MOST_FOLLOWED)


def put_right(work: UnitOfWork, secondment: Secondment, event: Received) -> None:
    """The entry by which it had ended was set aside: another takes its place, or it goes on where its days are free."""
    if event.sequence <= secondment.roster_sequence or secondment.state in LIVE:
        return
    if gone(event):
        secondment.left_by = event.data.get("status_entry")
        work.save(SECONDMENTS, secondment)
        return
    engagement = ensure_engagements(work, [secondment.person])[secondment.person]
    try:
        engagements.bind(engagement, secondment.id, secondment.begins, secondment.ends)
    except Overlap:
        secondment.left_by, secondment.end_reason = None, model.DAYS_TAKEN
        work.save(SECONDMENTS, secondment)
        return
    model.go_on(secondment)
    work.save(ENGAGEMENTS, engagement)
    put_days(work, secondment)
    if secondment.report_due_on is not None:
        deadlines.put(work, REPORT, secondment.id, secondment.report_due_on)
    work.tell(events.WENT_ON, work.save(SECONDMENTS, secondment))
    if secondment.state is State.RUNNING:
        _note(work, secondment, active=True)
    if secondment.state is State.RUNNING or secondment.begins > work.today:
        # One that is to begin does so by its deadline.
        follow_standing(work, secondment, save_standing_of(work, secondment))


def _note(work: UnitOfWork, secondment: Secondment, *, active: bool) -> None:
    if secondment.cadre_id is not None:
        note_secondment(work, secondment.cadre_id, active=active, kind=secondment.kind.value if active else None)


def _region(work: UnitOfWork, hosts: Mapping[str, str | None], host: str | None, region: str | None) -> str:
    """The region of a place outside: the dictionary's, else the one given. Raises UnknownEntry and NotSuchPlace."""
    if host is None:
        return CITY_REGION
    if host not in hosts:
        queries.must_know(work.db, "talentpool.hosts", [host], "/host")
    found = hosts.get(host) or region
    if found is None:
        zh, en = "字典未载该地的区划代码，请填写区划代码", "The dictionary has no code for the place: give `region`"
        raise NotSuchPlace(zh, en, errors=[field_error("/region", "region-missing", zh, en)])
    return str(found)
