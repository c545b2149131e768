"""Agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import Results, enter_each
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.principal import Reach
from servicekit.roster import PEOPLE, UNITS, must_live
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import WorkingCalendar, calendar
from services.supervision.errors.vetting import AgencyKnown, NotAsked, NoVetting, VettingOver
from services.supervision.events import vetting as events
from services.supervision.model import vetting as model
from services.supervision.model.books import Books
from services.supervision.model.looked import ALL_CLEAR, LookedAt
from services.supervision.model.vetting import Agency, Answer, Outcome, Vetting
from services.supervision.operations import vetting as operations
from services.supervision.parts.again import ANSWERS, reopened, set_due
from services.supervision.parts.books import books_of, look, standings_of
from services.supervision.parts.members import may_ask_of, meant, own_agencies, parts_of
from services.supervision.schemas import vetting as schemas
from services.supervision.store.vetting import AGENCIES, VETTINGS
from services.supervision.vocabulary.vetting import LIFE, PUT_RIGHT, Purpose, State, Step

SYSTEM = "supervision"
DESK = "desk"
_MOST_AGENCIES = 200
_MOST_OF_ONE = 1000
_MOST_ROUNDS = 10_000
"""Vettings of all rounds of what is asked for together."""


class Vettings:
    """Member agencies, and what they say of cadres who are to be honoured, pooled or appointed."""

    @command(operations.REGISTER_AGENCY)
    def register_agency(self, wish: Document, work: UnitOfWork) -> Agency:
        """Enter a member agency."""
        work.load(UNITS, wish["unit_id"])
        return _registered(wish, work)

    @command(operations.IMPORT_AGENCIES)
    def import_agencies(self, wish: Document, work: UnitOfWork) -> Document:
        """Member agencies, many at once; the code of each is new."""

        def enter(row: Document, work: UnitOfWork) -> Agency:
            work.in_catalogue(UNITS, row["unit_id"], "/unit_id")
            if queries.taken(work.db, AGENCIES, "code", [row["code"]]):
                raise AgencyKnown()
            return _registered(row, work)

        return enter_each(work, wish, schemas.RegisterAgency, enter, itemgetter("code"), AgencyKnown)

    @command(operations.CHANGE_AGENCY)
    def change_agency(self, wish: Document, work: UnitOfWork) -> Agency:
        """Change a member agency; vettings that are under way stay as they were asked."""
        agency = work.load(AGENCIES, wish.pop("agency_id"))
        if "unit_id" in wish:
            work.load(UNITS, wish["unit_id"])
        for name, value in wish.items():
            setattr(agency, name, value)
        work.tell(events.AGENCY_CHANGED, work.save(AGENCIES, agency))
        return agency

    @query(operations.GET_AGENCY)
    def get_agency(self, wish: Document, read: Reading) -> Document:
        """One member agency; a liaison sees those of the own unit."""
        return read.get(AGENCIES, wish["agency_id"], read.scope.filter(unit="unit_id"))

    @query(operations.LIST_AGENCIES)
    def list_agencies(self, wish: Document, read: Reading) -> Page:
        """The member agencies; a liaison sees those of the own unit."""
        where = queries.filters(wish, "active", unit_id="unit_id")
        where = queries.both(where, read.scope.filter(unit="unit_id"))
        sorts = {"code": [("code", 1)]}
        return read.page(AGENCIES, where, wish, sorts=sorts, default_sort="code", answer=schemas.AgencyOut)

    @command(operations.OPEN_VETTING)
    def open_vetting(self, wish: Document, work: UnitOfWork) -> Document:
        """Ask the agencies about a cadre, by an officer's decision."""
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        must_live(person, work.today, "/cadre_id")
        id = work.new_id("vet")
        vetting = Vetting(
            id=id, requested_by=DESK, request_id=id, unit_ids=person.unit_ids, requested_on=work.today, **wish
        )
        _open(work, vetting, _agencies(work), calendar(work))
        return _for_reader(work, vetting)

    @on("incentive", "vetting.requested.v1", "vetting.withdrawn.v1", handler="requests", batch=50)
    def hear_requests(self, received: list[Received], work: UnitOfWork) -> None:
        """Another service asks for a vetting, or no longer needs it."""
        _take_requests(received, work)

    @on("talentpool", "vetting.requested.v1", "vetting.withdrawn.v1", handler="pool_requests", batch=50)
    def hear_pool_requests(self, received: list[Received], work: UnitOfWork) -> None:
        """The talent pool asks for a vetting, or no longer needs it."""
        _take_requests(received, work)

    @on("registry", "vetting.requested.v1", "vetting.withdrawn.v1", handler="appointment_requests", batch=50)
    def hear_appointment_requests(self, received: list[Received], work: UnitOfWork) -> None:
        """The registry asks for the vetting of an appointment (凡提必核), or no longer needs it."""
        _take_requests(received, work)

    @command(operations.GIVE_OPINION)
    def give_opinion(self, wish: Document, work: UnitOfWork) -> Document:
        """Record an agency's opinion; a liaison answers for agencies of their own unit.

        Who asked for the vetting enters none; who enters those of several agencies names each one's paper, and somebody
        else concludes.
        """
        vetting = work.see(VETTINGS, wish["vetting_id"])
        agency = work.load(AGENCIES, meant(own_agencies(work), wish["agency_id"], vetting.asked_ids))
        books = _books_to_conclude(work, vetting)
        _record(work, vetting, agency, wish, books, calendar, replaces=wish["replaces"])
        return _for_reader(work, vetting, books)

    @command(operations.RECORD_OPINIONS)
    def record_opinions(self, wish: Document, work: UnitOfWork) -> Document:
        """Many opinions at once: from a file, or from an agency's own system."""
        results = Results(work)
        good = results.read(schemas.OpinionRow, wish["rows"])
        found = _vettings_of(work, [row for _, row in good])
        own = own_agencies(work)
        named = (row["agency_id"] for _, row in good if row["agency_id"])
        agencies = work.load_many(AGENCIES, [*(own or ()), *named])
        cadre_ids = {vetting.cadre_id for vetting in found.values()}
        if not wish["dry_run"]:
            standings_of(work, sorted(cadre_ids))
        books, days = books_of(work, cadre_ids), calendar(work)
        for number, row in good:
            vetting = found.get(row["vetting_id"] or (row["requested_by"], row["request_id"]))
            with results.row(number):
                if vetting is None or not work.sees(VETTINGS, vetting):
                    column = "/request_id" if row["request_id"] and not row["vetting_id"] else "/vetting_id"
                    raise NoVetting(errors=[field_error(column, NoVetting.code, NoVetting.zh, NoVetting.en)])
                agency_id = meant(own, row["agency_id"], vetting.asked_ids)
                agency = agencies.get(agency_id) or work.load(AGENCIES, agency_id)
                if wish["dry_run"]:
                    _take(work, vetting, agency, row)
                else:
                    _record(work, vetting, agency, row, books[vetting.cadre_id], lambda _: days)
                did = {"agency_id": agency.id, "at": work.now.isoformat()}
                results.ok(number, None if wish["dry_run"] else vetting.id, did=did)
        return results.answer()

    @command(operations.CONCLUDE_VETTING)
    def conclude_vetting(self, wish: Document, work: UnitOfWork) -> Document:
        """Conclude by a named person; against the advice, or while opinions are missing, with a written basis."""
        vetting = work.see(VETTINGS, wish["vetting_id"])
        by = work.principal.account
        model.must_have_had_no_part(vetting, by)
        looked = look(work, vetting, _books_to_conclude(work, vetting))
        reasons = wish["reasons"] or model.advice(vetting, looked)[1]
        model.conclude(
            vetting,
            wish["outcome"],
            reasons,
            wish["basis"],
            by,
            model.concluded_day(vetting, wish["concluded_on"], wish["basis"], work.today),
            looked=looked,
            approver=wish["approver"],
            overruling=wish["overruling"],
        )
        _concluded(work, vetting, by)
        return _for_reader(work, vetting)

    @command(operations.CORRECT_VETTING)
    def correct_vetting(self, wish: Document, work: UnitOfWork) -> Document:
        """Put right a conclusion that was entered wrongly: it is kept, and the vetting is open to be concluded anew."""
        vetting = work.see(VETTINGS, wish["vetting_id"])
        model.put_right(vetting, wish["correction"], work.mark())
        reopened(work, vetting, "put_right", work.principal.account, calendar(work))
        work.save(VETTINGS, vetting)
        return _for_reader(work, vetting)

    @query(operations.GET_VETTING)
    def get_vetting(self, wish: Document, read: Reading) -> Document:
        """One vetting with its advice; a liaison sees what the own agency is asked and wrote, and nothing else."""
        vetting = VETTINGS.to_entity(read.get(VETTINGS, wish["vetting_id"], read.scope.filter(unit="asked_unit_ids")))
        return _for_reader(read, vetting)

    @query(operations.LIST_VETTINGS)
    def list_vettings(self, wish: Document, read: Reading) -> Page:
        """Vettings by state, outcome, purpose, cadre and agency; with `overdue` those past their day."""
        where = queries.filters(wish, "state", "outcome", "purpose", "cadre_id")
        where |= queries.between(wish, "requested_on")
        if wish["agency_id"]:
            where["asked_ids"] = queries.one_of(may_ask_of(read, wish["agency_id"]))
        if wish["overdue"]:
            where = queries.both(where, {"state": State.OPEN.value, "escalation": {"$gt": 0}})
        if wish["outcome"] is not None and read.scope.reach is not Reach.ALL:
            # What a liaison may not see is not found by asking for it either.
            where = {"_id": {"$in": []}}
        where = queries.both(where, read.scope.filter(unit="asked_unit_ids"))
        sorts = queries.orders("requested_on", "due_on", state="due_on")
        page = read.page(VETTINGS, where, wish, sorts=sorts, default_sort="-requested_on", answer=schemas.VettingOut)
        page.items = _for_readers(read, page.items)
        return page

    @deadline(ANSWERS)
    def vetting_due(self, due: Deadline, work: UnitOfWork) -> None:
        """The agencies' day is over: remind them once, then put the vetting off, so that nothing hangs for ever."""
        vetting = work.load(VETTINGS, due.subject)
        if vetting.state is not State.OPEN:
            return
        vetting.escalation += 1
        model.note(vetting, "escalated", SYSTEM, work.now, missing=vetting.missing)
        if not vetting.missing:
            # Everybody has answered; what is missing is a person's conclusion, and that is shown as overdue.
            work.tell(events.VETTING_ESCALATED, work.save(VETTINGS, vetting))
            return
        if vetting.escalation == 1:
            days = int(work.rules["supervision.vetting_reminder_days"].value)
            set_due(work, vetting, calendar(work), due.due_on, days)
            work.tell(events.VETTING_ESCALATED, work.save(VETTINGS, vetting))
            return
        model.defer(vetting, model.MISSING_OPINIONS, work.today)
        work.tell(events.VETTING_ESCALATED, vetting)
        _concluded(work, vetting, SYSTEM)


def _registered(wish: Document, work: UnitOfWork) -> Agency:
    queries.must_know(work.db, "supervision.agency_kinds", [wish["kind"]], "/kind")
    agency = work.add(AGENCIES, Agency(id=work.new_id("agy"), **wish))
    work.tell(events.AGENCY_REGISTERED, agency)
    return agency


def vetting_moved(moved: Deadline, work: UnitOfWork) -> None:
    """A calendar or an operator has moved the agencies' day."""
    vetting = work.load(VETTINGS, moved.subject)
    vetting.due_on, vetting.provisional = moved.due_on, moved.provisional
    work.save(VETTINGS, vetting)


MOVED = {ANSWERS: vetting_moved}


def _take_requests(received: list[Received], work: UnitOfWork) -> None:
    """Open what another service asks for, and cancel what it no longer needs."""
    ids = [event.data["request_id"] for event in received]
    asked = {"requested_by": received[0].service, "request_id": {"$in": ids}}
    known = {(found.requested_by, found.request_id): found for found in work.find(VETTINGS, asked, most=len(ids))}
    agencies, days = _agencies(work), calendar(work)
    rounds = _rounds(work, received)
    people = work.load_many(PEOPLE, (event.data["cadre_id"] for event in received))
    for event in received:
        key = (event.service, event.data["request_id"])
        vetting = known.get(key)
        if event.type == "vetting.requested.v1" and vetting is None:
            person = people.get(event.data["cadre_id"])
            asked_of = agencies if person is None or person.serving else []
            known[key] = vetting = _open(work, _requested(event, work), asked_of, days, gone=asked_of is not agencies)
            same = rounds.setdefault(str(vetting.reference_id), [])
            same.append(vetting)
            latest = max(one.round for one in same)
            for one in same:
                # What was learnt in an earlier round stands in the books, which the latest is concluded by.
                if one.round < latest:
                    _cancel(work, one, event.service)
        elif event.type == "vetting.withdrawn.v1":
            # The withdrawal may come first: then there is nothing left to ask when the request comes.
            vetting = vetting or work.add(VETTINGS, _requested(event, work))
            known[key] = vetting
            _cancel(work, vetting, event.service)


def _cancel(work: UnitOfWork, vetting: Vetting, by: str) -> None:
    if model.cancel(vetting):
        model.note(vetting, "cancelled", by, work.now)
        deadlines.cancel(work, ANSWERS, vetting.id)
        work.tell(events.VETTING_CANCELLED, work.save(VETTINGS, vetting))


def end_with_death(work: UnitOfWork, cadre_id: str, died_on: date) -> None:
    """What supervision itself has asked for ends with a death; other services withdraw what they asked for."""
    for vetting in _of_the_desk(work, cadre_id, State.OPEN):
        if model.end_with_death(vetting, died_on):
            model.note(vetting, "died", SYSTEM, work.now, died_on=died_on.isoformat())
            deadlines.cancel(work, ANSWERS, vetting.id)
            work.tell(events.VETTING_CANCELLED, work.save(VETTINGS, vetting))


def go_on(work: UnitOfWork, cadre_id: str) -> None:
    """A death was none: what had ended with it is open again."""
    for vetting in _of_the_desk(work, cadre_id, State.CANCELLED):
        if model.go_on(vetting):
            reopened(work, vetting, "death_set_aside", SYSTEM, calendar(work))
            work.save(VETTINGS, vetting)


def _of_the_desk(work: UnitOfWork, cadre_id: str, state: State) -> list[Vetting]:
    where = {"cadre_id": cadre_id, "requested_by": DESK, "state": state.value}
    return work.find(VETTINGS, where, most=_MOST_OF_ONE)


def _rounds(work: UnitOfWork, received: list[Received]) -> dict[str, list[Vetting]]:
    """The vettings that were asked for before for what is asked for now, by what it is; mostly there are none."""
    where = {
        "cadre_id": {"$in": sorted({event.data["cadre_id"] for event in received})},
        "reference_id": {"$in": sorted({event.data["reference_id"] for event in received})},
        "requested_by": received[0].service,
    }
    found: dict[str, list[Vetting]] = {}
    for one in work.find(VETTINGS, where, most=_MOST_ROUNDS):
        found.setdefault(str(one.reference_id), []).append(one)
    return found


def _requested(event: Received, work: UnitOfWork) -> Vetting:
    data = event.data
    return Vetting(
        id=work.new_id("vet"),
        requested_by=event.service,
        request_id=data["request_id"],
        purpose=Purpose(data["purpose"]),
        cadre_id=data["cadre_id"],
        unit_ids=list(data["unit_ids"]),
        requested_on=_asked_on(data) or work.today,
        reference_id=data["reference_id"],
        round=int(data.get("round", 1)),
        synthetic=bool(data.get("synthetic")),
    )


def _asked_on(data: Mapping[str, Any]) -> date | None:
    """The day on which a request was made that is entered afterwards; who asks by itself asks on the day."""
    return date.fromisoformat(data["requested_on"]) if data.get("requested_on") else None


def _agencies(work: UnitOfWork) -> list[Agency]:
    return sorted(work.find(AGENCIES, {"active": True}, most=_MOST_AGENCIES), key=lambda agency: agency.code)


def _open(
    work: UnitOfWork, vetting: Vetting, agencies: list[Agency], days: WorkingCalendar, *, gone: bool = False
) -> Vetting:
    """Ask; where nobody can be asked, put it off at once, and about who is `gone` say so."""
    work.add(VETTINGS, vetting)
    model.ask(vetting, agencies)
    by = work.principal.account if vetting.requested_by == DESK else vetting.requested_by
    model.note(vetting, "opened", by, work.now)
    if not vetting.asked_ids:
        model.defer(vetting, model.GONE if gone else model.NO_AGENCIES, work.today)
        work.tell(events.VETTING_OPENED, vetting)
        return _concluded(work, vetting, SYSTEM)
    set_due(work, vetting, days, work.today, int(work.rules["supervision.vetting_days"].value))
    work.tell(events.VETTING_OPENED, vetting)
    return vetting


def _record(
    work: UnitOfWork,
    vetting: Vetting,
    agency: Agency,
    wish: Mapping[str, Any],
    books: Books,
    days: Callable[[UnitOfWork], WorkingCalendar],
    *,
    replaces: bool = False,
) -> None:
    by = work.principal.account
    again = _take(work, vetting, agency, wish, replaces=replaces)
    model.note(vetting, "answered", by, work.now, agency_id=agency.id)
    if again:
        reopened(work, vetting, "late_opinion", by, days(work))
    work.save(VETTINGS, vetting)
    work.tell(events.OPINION_RECORDED, vetting)
    allowed = bool(work.rules["supervision.vetting_concludes_itself"].value)
    if not model.could_conclude_itself(vetting):
        return
    looked = look(work, vetting, books)
    if model.concludes_itself(vetting, looked, allowed):
        model.conclude(vetting, Outcome.PASSED, [ALL_CLEAR], None, SYSTEM, work.today, looked=looked)
        _concluded(work, vetting, SYSTEM)


def _take(
    work: UnitOfWork, vetting: Vetting, agency: Agency, wish: Mapping[str, Any], *, replaces: bool = False
) -> bool:
    """Take an opinion, as `model.answer`; a refusal does not tell a liaison who else is asked, or what came of it."""
    liaison = work.scope.reach is Reach.UNIT
    model.must_be_of(agency, work.scope.unit_id if liaison else None)
    try:
        answer = _answer(work, vetting, agency, wish)
        return model.answer(vetting, answer, work.mark(), replaces=replaces, by_agency=liaison)
    except (NotAsked, VettingOver) as refusal:
        if liaison:
            refusal.facts = {"agency_id": agency.id}
        raise


def _answer(work: UnitOfWork, vetting: Vetting, agency: Agency, wish: Mapping[str, Any]) -> Answer:
    if wish["codes"]:
        queries.must_know(work.db, "supervision.opinion_codes", wish["codes"], "/codes")
    on = wish["given_on"] or work.today
    must_have_come(on, work.today, "/given_on")
    must_not_end_before_it_begins(vetting.requested_on, on, "/given_on")
    return Answer(
        agency.id,
        wish["opinion"],
        list(wish["codes"]),
        wish["text"],
        on,
        work.principal.account,
        work.now,
        document=wish["document"],
    )


def _concluded(work: UnitOfWork, vetting: Vetting, by: str) -> Vetting:
    if model.passed(vetting):
        # Whoever enters something in the books about the same cadre is before this conclusion, or finds it passed.
        standings_of(work, [vetting.cadre_id])
    model.note(vetting, "concluded", by, work.now, outcome=vetting.outcome)
    deadlines.cancel(work, ANSWERS, vetting.id)
    work.save(VETTINGS, vetting)
    work.tell(events.VETTING_CONCLUDED, vetting)
    return vetting


def _books(read: Reading, vetting: Vetting) -> Books:
    return books_of(read, [vetting.cadre_id])[vetting.cadre_id]


def _books_to_conclude(work: UnitOfWork, vetting: Vetting) -> Books:
    """The books, read after the standing: what is entered in them meanwhile moves that, and the command runs again."""
    standings_of(work, [vetting.cadre_id])
    return _books(work, vetting)


_CAME_OF_IT: Document = {
    **dict.fromkeys(("outcome", "basis", "approver", "overruling", "concluded_by", "concluded_on", "advice")),
    "reasons": [],
    "looked_at": [],
    "earlier": [],
    "taken_back": [],
}
"""What comes of all the answers and the books together, as a liaison sees it: not at all."""


def _for_reader(read: Reading, vetting: Vetting, books: Books | None = None) -> Document:
    """A vetting as a reader may see it, with the advice; while it is open what the books say is read now."""
    shown = VETTINGS.to_document(vetting)
    if read.scope.reach is not Reach.UNIT:
        kept = vetting.looked_at if vetting.state is State.CONCLUDED else []
        looked = kept or look(read, vetting, books or _books(read, vetting))
        shown |= {"looked_at": looked, "advice": _advice(vetting, looked)}
    return _for_readers(read, [shown])[0]


def _for_readers(read: Reading, vettings: list[Document]) -> list[Document]:
    """A liaison sees what the own unit's agencies are asked and wrote; not the others' words, not what came of them."""
    shown = parts_of(read, vettings, "asked_ids", "answers")
    return [{**one, **_CAME_OF_IT} for one in shown] if read.scope.reach is Reach.UNIT else shown


def _advice(vetting: Vetting, looked: Sequence[LookedAt]) -> Document:
    outcome, reasons = model.advice(vetting, looked)
    restricted = model.restricted(looked)
    return {"outcome": outcome.value, "reasons": reasons, "restricted": restricted, "missing": vetting.missing}


def _vettings_of(work: UnitOfWork, rows: list[dict[str, Any]]) -> dict[Any, Vetting]:
    """The vettings that rows name, by id and by request."""
    by_id = work.load_many(VETTINGS, (row["vetting_id"] for row in rows if row["vetting_id"]))
    asked: dict[str, set[str]] = {}
    for row in rows:
        if row["request_id"] and not row["vetting_id"]:
            asked.setdefault(row["requested_by"], set()).add(row["request_id"])
    found: dict[Any, Vetting] = dict(by_id)
    for requested_by, ids in asked.items():
        asked_of = {"requested_by": requested_by, "request_id": {"$in": sorted(ids)}}
        for vetting in work.find(VETTINGS, asked_of, most=len(ids)):
            found[requested_by, vetting.request_id] = vetting
    return found


def _concluded_wrongly(read: Reading) -> list[Document]:
    """Vettings to whose conclusion that was put right whoever asks had come."""
    mine = {"concluded_by": read.principal.account, "because": PUT_RIGHT}
    return [{"earlier": {"$elemMatch": mine}}]


JUDGED = (
    Judged(
        operations.CONCLUDE_VETTING,
        VETTINGS,
        LIFE,
        (Step.CONCLUDE,),
        also=_concluded_wrongly,
        words=model.told,
    ),
)
