"""The hours ledger, compliance, reminders, online records, needs and recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Protocol

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.errors import InvalidFields, Problem, UnknownUnit
from servicekit.periods import must_have_come, must_live
from servicekit.schema import load
from servicekit.store import Document, Page, plan_page
from servicekit.work import Reading, UnitOfWork
from services.training import figures
from services.training.errors.common import UnknownCadre
from services.training.errors.ledger import RecordKnown
from services.training.events.ledger import (
    HOURS_CREDITED,
    ONLINE_RECORD_ACCEPTED,
    ONLINE_RECORD_ANNULLED,
    REMINDER_CLOSED,
    REMINDER_SENT,
)
from services.training.model import ledger as model
from services.training.model import online
from services.training.model.classes import TrainingClass
from services.training.model.enrolments import Enrolment
from services.training.model.hours import of_category
from services.training.model.ledger import Entry, Reminder, Requirement
from services.training.model.needs import Need, recommend
from services.training.model.online import OnlineRecord, read_statement
from services.training.model.people import Person
from services.training.operations import ledger as operations
from services.training.schemas import ledger as schemas
from services.training.store.enrolments import AGENDAS, MOST_PEOPLE
from services.training.store.ledger import (
    ENTRIES,
    NEEDS,
    ONLINE_RECORDS,
    PERSON_YEARS,
    REMINDERS,
    known_records,
    requirement,
)
from services.training.store.people import PEOPLE
from services.training.vocabulary import needs
from services.training.vocabulary.hours import Mode
from services.training.vocabulary.ledger import Judgement, Source
from services.training.vocabulary.needs import Who

_MOST_REMINDERS = 50_000
"""Open reminders of a year: about as many as there are cadres."""

AT_ONCE = 500
"""People judged in one reminder command."""


class Ledger:
    """Which hours a cadre has, and whether they are enough."""

    @query(operations.LIST_HOURS)
    def list_hours(self, wish: Document, read: Reading) -> Page:
        """Entries of the ledger, newest first."""
        where = queries.filters(wish, "cadre_id", "unit_id", "year", "mode", "source", "organiser_tier")
        where |= queries.between(wish, "on")
        scoped = queries.both(where, read.scope.filter(cadre="cadre_id"))
        return read.page(ENTRIES, scoped, wish, sorts={"on": [("on", 1)]}, default_sort="-on", answer=schemas.EntryOut)

    @command(operations.CORRECT_HOURS)
    def correct_hours(self, wish: Document, work: UnitOfWork) -> Entry:
        """Put the ledger right by an opposite entry, once for each; that of a correction gives back what it took.

        Nothing is ever changed or removed.
        """
        wrong = work.see(ENTRIES, wish["entry_id"])
        entry = model.correction(wrong, work.new_id("hrs"), work.today, wish["reason"])
        credit(work, [entry])
        return entry

    @query(operations.LIST_COMPLIANCE)
    def list_compliance(self, wish: Document, read: Reading) -> Page:
        """How each person stands in a year; `state=behind` lists those who lack hours."""
        law = requirement(read.rules)
        year, states = wish["year"], wish["state"]
        list_name = f"compliance {year} {states}"
        plan = plan_page(list_name, _chosen(read, wish, "_id"), wish, secret=read.cursor_secret)
        today = read.today
        counts = _counts(read, wish, law) if plan.numbered or wish["count"] else []
        total = sum(row[counted] for row in counts for counted in states or ["people"])
        if wish["count"]:
            return Page([], None, total)
        people = figures.people_standing(
            read.db, plan.where, states, year, law, today, limit=plan.limit, skip=plan.skip
        )
        page = plan.page(people, total)
        standings = figures.compliance_of(read.db, page.items, year, law, today)
        return replace(page, items=[asdict(row) for row in standings])

    @query(operations.UNIT_COMPLIANCE)
    def unit_compliance(self, wish: Document, read: Reading) -> Document:
        """How the people of a unit and those below it stand, counted by the database."""
        rows = _counts(read, wish, requirement(read.rules))
        people, met = sum(row["people"] for row in rows), sum(row["met"] for row in rows)
        rate = f"{met / people:.4f}" if people else None
        return {
            "unit_id": wish["unit_id"],
            "year": wish["year"],
            "people": people,
            "met": met,
            "rate": rate,
            "regimes": rows,
        }

    @command(operations.REMIND)
    def remind(self, wish: Document, work: UnitOfWork) -> Document:
        """Remind those who are behind for a year, once; close reminders that are no longer true."""
        law, year, today = requirement(work.rules), wish["year"], work.today
        where = queries.both(queries.filters(wish, "unit_id"), work.scope.filter())
        closed = self._close_reminders(work, year, wish)
        behind = [Judgement.BEHIND]
        people = figures.people_standing(work.db, where, behind, year, law, today, limit=AT_ONCE, not_reminded=True)
        standings = figures.compliance_of(work.db, people, year, law, today)
        there = work.load_many(REMINDERS, (model.person_year_id(person.id, year) for person in people))
        for person, standing in zip(people, standings, strict=True):
            id = model.person_year_id(person.id, year)
            if (reminder := there.get(id)) is not None:
                reminder.reopen(today, standing.missing_hours)
                work.tell(REMINDER_SENT, work.save(REMINDERS, reminder))
            else:
                reminder = Reminder(
                    id, person.id, person.unit_ids, year, standing.missing_hours, today, synthetic=person.synthetic
                )
                work.tell(REMINDER_SENT, work.add(REMINDERS, reminder))
        return {"sent": len(people), "closed": closed, "more": len(people) == AT_ONCE}

    def _close_reminders(self, work: UnitOfWork, year: int, wish: Document) -> int:
        where = queries.both(
            {"year": year, "open": True, **queries.filters(wish, "unit_id")}, work.scope.filter(cadre="cadre_id")
        )
        reminders = work.find(REMINDERS, where, most=_MOST_REMINDERS)
        return _follow_hours(work, reminders)

    @query(operations.LIST_REMINDERS)
    def list_reminders(self, wish: Document, read: Reading) -> Page:
        """Reminders by year, unit and person."""
        where = queries.filters(wish, "year", "cadre_id", "unit_id", "open")
        where = queries.both(where, read.scope.filter(cadre="cadre_id"))
        sorts = queries.orders("on", "missing_hours")
        return read.page(REMINDERS, where, wish, sorts=sorts, answer=schemas.ReminderOut)

    @command(operations.ACCEPT_ONLINE_RECORD)
    def accept_online_record(self, wish: Document, work: UnitOfWork) -> OnlineRecord:
        """Take in a record of an online platform; the same record a second time is refused."""
        record = _accepted(work, wish, "api", _Known.of(work, [wish]))
        credit(work, [_kept(work, record)])
        return record

    @command(operations.IMPORT_ONLINE_RECORDS)
    def import_online_records(self, wish: Document, work: UnitOfWork) -> Document:
        """Records of the online platforms, many at once, each once."""
        results = Results(work)
        good = results.read(schemas.OnlineRecordIn, wish["rows"])
        known = _Known.of(work, [row for _, row in good])
        entries: list[Entry] = []
        for number, row in good:
            with results.row(number):
                record = _accepted(work, row, "import", known)
                if not wish["dry_run"]:
                    entries.append(_kept(work, record))
                results.ok(number, None if wish["dry_run"] else record.id)
        credit(work, entries)
        return results.answer()

    @command(operations.ACCEPT_STATEMENTS)
    def accept_statements(self, wish: Document, work: UnitOfWork) -> Document:
        """Take in xAPI statements; one that is known already is no error, one that cannot be read says why."""
        minutes = int(work.rules["training.online_minutes_per_hour"].value)
        results: dict[int, Document] = {}
        rows: list[tuple[int, Document]] = []
        for number, statement in enumerate(wish["statements"]):
            try:
                load(schemas.Statement, {"statement": statement})
                said = asdict(read_statement(statement, minutes))
            except Problem as problem:
                results[number] = _statement_refused(number, problem)
                continue
            said.pop("extensions")
            rows.append((number, {**said, "platform": wish["platform"], "synthetic": wish["synthetic"]}))
        known, entries = _Known.of(work, [row for _, row in rows]), list[Entry]()
        for number, row in rows:
            try:
                record = _accepted(work, row, "xapi", known)
            except RecordKnown:
                results[number] = {"statement": number, "state": "known"}
            except Problem as problem:
                results[number] = _statement_refused(number, problem)
            else:
                entries.append(_kept(work, record))
                results[number] = {"statement": number, "state": "accepted", "id": record.id}
        credit(work, entries)
        return {"accepted": len(entries), "results": [results[number] for number in sorted(results)]}

    @command(operations.ANNUL_ONLINE_RECORD)
    def annul_online_record(self, wish: Document, work: UnitOfWork) -> OnlineRecord:
        """Annul a record that was entered by mistake: its hours are taken back, its number may be entered anew."""
        record = work.see(ONLINE_RECORDS, wish["online_record_id"])
        online.annul(record, wish["basis"], work.principal.account)
        work.tell(ONLINE_RECORD_ANNULLED, work.save(ONLINE_RECORDS, record))
        credit(work, take_back(work, Source.ONLINE_RECORD, [record.id], wish["basis"]))
        return record

    @query(operations.GET_ONLINE_RECORD)
    def get_online_record(self, wish: Document, read: Reading) -> Document:
        """One online record."""
        return read.get(ONLINE_RECORDS, wish["online_record_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_ONLINE_RECORDS)
    def list_online_records(self, wish: Document, read: Reading) -> Page:
        """Online records, newest first."""
        where = queries.filters(wish, "platform", "cadre_id", "unit_id")
        where |= queries.between(wish, "finished_on")
        scoped = queries.both(where, read.scope.filter(cadre="cadre_id"))
        sorts = {"finished_on": [("finished_on", 1)]}
        return read.page(
            ONLINE_RECORDS, scoped, wish, sorts=sorts, default_sort="-finished_on", answer=schemas.OnlineRecordOut
        )

    @command(operations.STATE_NEED)
    def state_need(self, wish: Document, work: UnitOfWork) -> Need:
        """State a need of training; a cadre's own, or one of the organisation or of a post level."""
        unit_ids = [wish["unit_id"]] if wish["unit_id"] else []
        if wish["cadre_id"]:
            unit_ids = work.named(PEOPLE, wish["cadre_id"], "/cadre_id").unit_ids
        elif not work.scope.allows(unit_ids):
            raise UnknownUnit("只能为本单位或本人提出需求", "A need is stated for one's own unit or oneself")
        return work.add(NEEDS, Need(id=work.new_id("nee"), **wish, unit_ids=unit_ids))

    @command(operations.CLOSE_NEED)
    def close_need(self, wish: Document, work: UnitOfWork) -> Need:
        """Close a need."""
        need = work.see(NEEDS, wish["need_id"])
        needs.LIFE.happen(need, needs.Step.CLOSE)
        return work.save(NEEDS, need)

    @query(operations.LIST_NEEDS)
    def list_needs(self, wish: Document, read: Reading) -> Page:
        """Needs by whose they are and topic."""
        where = queries.both(
            queries.filters(wish, "who", "topic", "cadre_id", "open"), read.scope.filter(cadre="cadre_id")
        )
        return read.page(NEEDS, where, wish, sorts=queries.orders("topic", "post_level"), answer=schemas.NeedOut)

    @query(operations.RECOMMEND)
    def recommend(self, wish: Document, read: Reading) -> Document:
        """Classes that fit a cadre's three needs, best first, with every reason. Advice only."""
        person = PEOPLE.to_entity(read.get(PEOPLE, wish["cadre_id"], read.scope.filter()))
        begin = wish["from_day"] or read.today
        standing = figures.compliance_of(read.db, [person], begin.year, requirement(read.rules), read.today)[0]
        agenda = read.db[AGENDAS.name].find_one({"_id": person.id})
        weights = {who: read.rules[f"training.weight_{who.value}"].value for who in Who}
        stated = [NEEDS.to_entity(need) for need in figures.needs_for(read.db, person)]
        found = recommend(
            person,
            figures.open_classes(read.db, begin),
            stated,
            standing,
            AGENDAS.to_entity(agenda or {"_id": person.id, "taken": [], "version": 0}),
            weights,
            wish["limit"],
        )
        return {"cadre_id": person.id, "items": [asdict(row) for row in found]}


def _chosen(read: Reading, wish: Document, person: str) -> Document:
    """A filter for the people whom a wish about compliance names; `person` is the field that holds a person's id."""
    where = queries.filters(wish, "unit_id", "regime", cadre_id=person)
    return queries.both(where, read.scope.filter(cadre=person))


def _counts(read: Reading, wish: Document, law: Requirement) -> list[Document]:
    """How those people stand at the end of the year, by regime."""
    of_people, of_years = (_chosen(read, wish, person) for person in ("_id", "cadre_id"))
    return figures.unit_counts(read.db, of_people, of_years, wish["year"], law, read.today)


def credit_class(work: UnitOfWork, class_: TrainingClass, completed: Sequence[Enrolment]) -> None:
    """Enter the hours of those who completed a class."""
    credit(work, _entries_of(work, class_, completed))


class Credited(Protocol):
    """What hours are credited for: whose, and in which unit they were then."""

    cadre_id: str
    unit_id: str | None
    unit_ids: list[str]
    synthetic: bool


def entry_of(work: UnitOfWork, credited: Credited, on: date, **more: Any) -> Entry:
    """An entry of the ledger for what was completed on a day; `more` is of its kind."""
    return Entry(
        id=work.new_id("hrs"),
        cadre_id=credited.cadre_id,
        unit_id=credited.unit_id,
        unit_ids=credited.unit_ids,
        year=on.year,
        on=on,
        synthetic=credited.synthetic,
        **more,
    )


def _entries_of(work: UnitOfWork, class_: TrainingClass, completed: Sequence[Enrolment]) -> list[Entry]:
    return [
        entry_of(
            work,
            each,
            each.completed_on,
            mode=each.mode,
            source=Source.CLASS,
            source_id=each.credit_id,
            hours=each.hours,
            total_hours=each.hours.total,
            class_kind=class_.kind.value,
            organiser_tier=class_.organiser_tier.value,
        )
        for each in completed
        if each.completed_on is not None and each.hours is not None
    ]


def credit_anew(
    work: UnitOfWork, class_: TrainingClass, back: Sequence[str], completed: Sequence[Enrolment], reason: str
) -> None:
    """Take the entries with these credit ids back, and enter hours anew."""
    credit(work, [*take_back(work, Source.CLASS, back, reason), *_entries_of(work, class_, completed)])


def take_back(work: UnitOfWork, source: Source, source_ids: Sequence[str], reason: str) -> list[Entry]:
    """The entries that take those of these sources back, still to be credited; none for what was taken back before.

    What was taken back and given back again counts: then its last correction is taken back.
    """
    if not source_ids:
        return []
    found = work.find(ENTRIES, {"source": source.value, "source_id": {"$in": list(source_ids)}}, most=MOST_PEOPLE)
    counting, today = found, work.today
    last = {entry.id: entry for entry in found}
    while last:
        where = {"source": Source.CORRECTION.value, "source_id": {"$in": list(last)}}
        corrections = {entry.source_id: entry for entry in work.find(ENTRIES, where, most=MOST_PEOPLE)}
        counting = [corrections.get(entry.id, entry) for entry in counting]
        last = {entry.id: entry for entry in corrections.values()}
    return [model.correction(one, work.new_id("hrs"), today, reason) for one in counting if one.total_hours > 0]


def credit(work: UnitOfWork, entries: Sequence[Entry]) -> None:
    """Enter hours: the entries, the summaries of their years, and an event for each. Reminders follow.

    A reminder whose hours are there is closed, and one whose hours were taken back opens again.
    """
    if not entries:
        return
    people = work.load_many(PEOPLE, (entry.cadre_id for entry in entries))
    for entry in entries:
        work.tell(HOURS_CREDITED, work.add(ENTRIES, entry))
    work.write(PERSON_YEARS, *(figures.credit(entry, people.get(entry.cadre_id)) for entry in entries))
    added: dict[tuple[str, int], float] = {}
    for entry in entries:
        if entry.mode is not Mode.ONLINE:
            at = (entry.cadre_id, entry.year)
            added[at] = added.get(at, 0) + entry.total_hours
    if added:
        where = {"cadre_id": {"$in": list({cadre_id for cadre_id, _ in added})}}
        _follow_hours(work, work.find(REMINDERS, where, most=_MOST_REMINDERS), added)


def _follow_hours(
    work: UnitOfWork, reminders: Sequence[Reminder], added: dict[tuple[str, int], float] | None = None
) -> int:
    """Close the reminders that are no longer true, and open those again whose hours are missing again.

    Counts hours that this command is about to add in their years. Answers how many were closed.
    """
    closed = 0
    law, today = requirement(work.rules), work.today
    for year in {reminder.year for reminder in reminders}:
        of_year = [reminder for reminder in reminders if reminder.year == year]
        people = work.load_many(PEOPLE, (reminder.cadre_id for reminder in of_year))
        standings = figures.compliance_of(work.db, list(people.values()), year, law, today)
        by_cadre = {row.cadre_id: row for row in standings}
        for reminder in of_year:
            standing = by_cadre.get(reminder.cadre_id)
            missing = 0.0
            if standing is not None and people[reminder.cadre_id].active and standing.grace_until is None:
                years = range(standing.from_year, year + 1)
                more = sum((added or {}).get((reminder.cadre_id, at), 0) for at in years)
                missing = standing.required_hours - standing.counted_hours - more
            if reminder.close(today, missing):
                work.tell(REMINDER_CLOSED, work.save(REMINDERS, reminder))
                closed += 1
            elif reminder.reopen(today, missing):
                work.tell(REMINDER_SENT, work.save(REMINDERS, reminder))
    return closed


@dataclass
class _Known:
    """What online records are judged by, read once for all of them."""

    people: dict[str, Person]
    records: set[tuple[str, str]]

    @classmethod
    def of(cls, work: UnitOfWork, rows: Sequence[Document]) -> _Known:
        return cls(
            work.load_many(PEOPLE, (row["cadre_id"] for row in rows)),
            known_records(work.db, [(row["platform"], online.one_form(row["record_id"])) for row in rows]),
        )


def _accepted(work: UnitOfWork, row: Document, source: str, known: _Known) -> OnlineRecord:
    """A record that is taken in. Raises DayNotCome, UnknownCadre, HasDied, TooManyHours, and RecordKnown
    where it is there."""
    row = {**row, "record_id": online.one_form(row["record_id"])}
    person, key = known.people.get(row["cadre_id"]), (row["platform"], row["record_id"])
    must_have_come(row["finished_on"], work.today, "/finished_on")
    if person is None or not work.sees(PEOPLE, person):
        raise UnknownCadre("干部不存在", "There is no such cadre", cadre_id=row["cadre_id"])
    must_live(person, row["finished_on"], "/finished_on")
    online.must_be_one_course(row["hours"], work.rules["training.online_record_hours"])
    if key in known.records:
        zh, en = f"平台记录“{key[1]}”已入库", f"Record {key[1]} has been taken in already"
        raise RecordKnown(zh, en, platform=key[0], record_id=key[1])
    units: dict[str, Any] = {"unit_id": person.unit_id, "unit_ids": person.unit_ids}
    record = OnlineRecord(id=work.new_id("onl"), source=source, **units, **row)
    known.records.add(key)
    return record


def _kept(work: UnitOfWork, record: OnlineRecord) -> Entry:
    """Keep a record; its hours, which are still to be credited."""
    work.tell(ONLINE_RECORD_ACCEPTED, work.add(ONLINE_RECORDS, record))
    return entry_of(
        work,
        record,
        record.finished_on,
        mode=Mode.ONLINE,
        source=Source.ONLINE_RECORD,
        source_id=record.id,
        hours=of_category(record.category, record.hours),
        total_hours=record.hours,
        platform=record.platform,
    )


def _statement_refused(number: int, problem: Problem) -> Document:
    said = {"code": problem.code, "zh": problem.detail_zh, "en": problem.detail_en}
    if isinstance(problem, InvalidFields):
        wrong = problem.errors[0]
        said = {"code": wrong.code, "zh": wrong.zh, "en": wrong.en}
    return {"statement": number, "state": "refused", **said}
