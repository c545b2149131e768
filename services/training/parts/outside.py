"""Training outside the city: entered from its certificate, with its hours in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.periods import must_have_come, must_live
from servicekit.schema import Schema
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.training.errors.common import UnknownCadre, no_such_row
from services.training.errors.outside import OutsideKnown
from services.training.events.outside import OUTSIDE_ANNULLED, OUTSIDE_RECORDED
from services.training.model import outside as model
from services.training.model.enrolments import Agenda
from services.training.model.hours import RECOGNISED, Hours, must_fit
from services.training.model.ledger import Entry
from services.training.model.outside import OutsideRecord
from services.training.model.people import Person
from services.training.model.resources import Organiser
from services.training.operations import outside as operations
from services.training.parts.ledger import credit, entry_of, take_back
from services.training.schemas import outside as schemas
from services.training.store.enrolments import AGENDAS
from services.training.store.outside import OUTSIDE
from services.training.store.people import PEOPLE
from services.training.store.resources import ORGANISERS
from services.training.vocabulary.ledger import Source
from services.training.vocabulary.outside import State

_CATEGORIES = ("theory", "party_spirit", "duty", "other")


class Outside:
    """Who was trained outside the city (外出培训)."""

    @command(operations.RECORD_OUTSIDE)
    def record_outside(self, wish: Document, work: UnitOfWork) -> OutsideRecord:
        """Enter a cadre's training outside the city; its hours are in the ledger, and its days are taken."""
        organiser = work.load(ORGANISERS, wish["organiser_id"])
        known = _Known.of(work, [wish])
        record = _recorded(work, wish, organiser, known)
        credit(work, [_kept(work, record, known)])
        return record

    @command(operations.IMPORT_OUTSIDE_RECORDS)
    def import_outside_records(self, wish: Document, work: UnitOfWork) -> Document:
        """Training outside the city, many records at once, each once."""
        return _imported(wish, work, schemas.OutsideIn)

    @command(operations.IMPORT_PAST_RECORDS)
    def import_past_records(self, wish: Document, work: UnitOfWork) -> Document:
        """Training of past years, in the city or outside, from the ledgers of those; its hours count for their year."""
        return _imported(wish, work, schemas.PastIn)

    @command(operations.ANNUL_OUTSIDE)
    def annul_outside(self, wish: Document, work: UnitOfWork) -> OutsideRecord:
        """Annul a record that was entered by mistake: its hours are taken back, and its days are free."""
        record = work.see(OUTSIDE, wish["outside_record_id"])
        model.annul(record, wish["basis"], work.principal.account)
        agenda = work.load_many(AGENDAS, [record.cadre_id]).get(record.cadre_id)
        if agenda is not None:
            agenda.give_back(record.id)
            work.save(AGENDAS, agenda)
        work.tell(OUTSIDE_ANNULLED, work.save(OUTSIDE, record))
        credit(work, take_back(work, Source.OUTSIDE, [record.id], wish["basis"]))
        return record

    @query(operations.GET_OUTSIDE)
    def get_outside(self, wish: Document, read: Reading) -> Document:
        """One record."""
        return read.get(OUTSIDE, wish["outside_record_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_OUTSIDE)
    def list_outside(self, wish: Document, read: Reading) -> Page:
        """Training outside the city by cadre, unit, organiser, tier and days, newest first."""
        where = queries.filters(wish, "cadre_id", "unit_id", "organiser_id", "organiser_tier", "state")
        where |= queries.between(wish, "ends", "ends_from", "ends_to")
        scoped = queries.both(where, read.scope.filter(cadre="cadre_id"))
        sorts = queries.orders("ends", state="ends")
        return read.page(OUTSIDE, scoped, wish, sorts=sorts, default_sort="-ends", answer=schemas.OutsideOut)


@dataclass
class _Known:
    """What records are judged by, read once for all of them."""

    people: dict[str, Person]
    agendas: dict[str, Agenda]
    fresh: set[str]
    """The ids of the agendas that are new."""
    there: set[tuple[str, str, str]]
    """Cadre, organiser and first day of the records that count."""

    @classmethod
    def of(cls, work: UnitOfWork, rows: Iterable[Document]) -> _Known:
        people = work.load_many(PEOPLE, (row["cadre_id"] for row in rows))
        agendas = work.load_many(AGENDAS, people)
        fresh = people.keys() - agendas.keys()
        where = {"cadre_id": {"$in": list(people)}, "state": State.RECORDED.value}
        found = work.db[OUTSIDE.name].find(where, {"cadre_id": 1, "organiser_id": 1, "begins": 1})
        there = {(one["cadre_id"], one["organiser_id"], one["begins"]) for one in found}
        return cls(people, agendas | {id: Agenda(id) for id in fresh}, set(fresh), there)

    def keep(self, work: UnitOfWork, agenda: Agenda) -> None:
        """Keep an agenda, a new one once."""
        keep = work.add if agenda.id in self.fresh else work.save
        self.fresh.discard(agenda.id)
        keep(AGENDAS, agenda)


def _imported(wish: Document, work: UnitOfWork, row_of: type[Schema]) -> Document:
    results = Results(work)
    good = results.read(row_of, wish["rows"])
    rows = [row for _, row in good]
    organisers = work.load_many(ORGANISERS, (row["organiser_id"] for row in rows))
    known, entries = _Known.of(work, rows), list[Entry]()
    for number, row in good:
        with results.row(number):
            organiser = organisers.get(row["organiser_id"])
            if organiser is None:
                raise no_such_row("/organiser_id", "办班主体不存在", "There is no such organiser")
            record = _recorded(work, row, organiser, known, past=row_of is schemas.PastIn)
            if not wish["dry_run"]:
                entries.append(_kept(work, record, known))
            results.ok(number, None if wish["dry_run"] else record.id)
    credit(work, entries)
    return results.answer()


def _recorded(
    work: UnitOfWork, row: Document, organiser: Organiser, known: _Known, *, past: bool = False
) -> OutsideRecord:
    """A record that can stand, not kept yet, with its days in the agenda.

    Raises UnknownCadre, HasDied, TooManyHours, NotElsewhere, DayNotCome, OutsideKnown and Overlap.
    """
    person = known.people.get(row["cadre_id"])
    if person is None or not work.sees(PEOPLE, person):
        raise UnknownCadre("干部不存在", "There is no such cadre", cadre_id=row["cadre_id"])
    must_live(person, row["ends"], "/ends")
    if past:
        model.must_be_of_a_past_year(organiser, row["ends"], work.today)
    else:
        model.must_be_elsewhere(organiser)
    must_have_come(row["ends"], work.today, "/ends")
    total = sum(row[name] for name in _CATEGORIES)
    days, first = (row["ends"] - row["begins"]).days + 1, next((name for name in _CATEGORIES if row[name]), "theory")
    must_fit(total, days, work.rules["training.hours_per_day"], f"/{first}")
    key = (person.id, organiser.id, row["begins"].isoformat())
    if key in known.there:
        raise OutsideKnown(cadre_id=person.id, organiser_id=organiser.id, begins=key[2])
    hours = Hours(*(row[name] for name in _CATEGORIES))
    record = OutsideRecord(
        id=work.new_id("out"),
        unit_id=person.unit_id,
        unit_ids=person.unit_ids,
        organiser_tier=organiser.tier,
        hours=hours,
        total_hours=hours.total,
        **{name: value for name, value in row.items() if name not in _CATEGORIES},
    )
    if record.mode in RECOGNISED:
        agenda = known.agendas[person.id]
        agenda.must_be_free(record)
        agenda.take(record)
    known.there.add(key)
    return record


def _kept(work: UnitOfWork, record: OutsideRecord, known: _Known) -> Entry:
    """Keep a record, with its days in the agenda; its hours, which are still to be credited."""
    if record.mode in RECOGNISED:
        known.keep(work, known.agendas[record.cadre_id])
    work.tell(OUTSIDE_RECORDED, work.add(OUTSIDE, record))
    return entry_of(
        work,
        record,
        record.ends,
        mode=record.mode,
        source=Source.OUTSIDE,
        source_id=record.id,
        hours=record.hours,
        total_hours=record.total_hours,
        organiser_tier=record.organiser_tier.value,
    )
