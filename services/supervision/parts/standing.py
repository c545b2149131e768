"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from typing import Any

from servicekit import deadlines, queries
from servicekit.bulk import enter_each
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.eligibility import Override
from servicekit.events import Received
from servicekit.lifecycle import hands_of
from servicekit.periods import latest_of, must_not_end_before_it_begins
from servicekit.roster import DECEASED, MOVES, PEOPLE, PEOPLE_IN_PATHS, follow, moves, must_live, newest
from servicekit.rules import Rule
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.standing import AlreadyRestricted
from services.supervision.events import standing as events
from services.supervision.model import appeals
from services.supervision.model import standing as model
from services.supervision.model.standing import Clearance, Punishment, Restriction, Standing
from services.supervision.operations import standing as operations
from services.supervision.parts import letter_terms, vetting
from services.supervision.parts.again import learnt, open_vettings
from services.supervision.parts.books import standings_of, stopping_results
from services.supervision.schemas import standing as schemas
from services.supervision.store.appeals import APPEALS
from services.supervision.store.standing import CLEARANCES, RESTRICTIONS, STANDINGS
from services.supervision.store.vetting import VETTINGS
from services.supervision.vocabulary import appeals as appeals_words
from services.supervision.vocabulary.standing import IMPOSE, LIFE, LIVE, Source, State, Step
from services.supervision.vocabulary.vetting import Purpose

BEGINS, ENDS = "restriction_begins", "restriction_ends"
VETTING_OPEN = "vetting_open"
"""Why nothing is cleared whose vetting is open again."""
MOST_OF_ONE = 1000
"""Restrictions of one cadre, over a whole career."""


class Standings:
    """What holds against a cadre, since when and until when; and what may be done nevertheless."""

    @command(operations.IMPOSE_RESTRICTION)
    def impose_restriction(self, wish: Document, work: UnitOfWork) -> Restriction:
        """Enter a restriction; it begins and ends by itself. Its kind's rule says what it bars and for how long; who
        answers for another last day (合并计算) is kept with it."""
        return _impose(wish, work)

    @command(operations.IMPORT_RESTRICTIONS)
    def import_restrictions(self, wish: Document, work: UnitOfWork) -> Document:
        """Restrictions, many at once; one whose last day is over is entered as ended, and nothing is due of it."""
        return enter_each(work, wish, schemas.ImposeRestriction, _impose, _decision, AlreadyRestricted)

    @command(operations.LIFT_RESTRICTION)
    def lift_restriction(self, wish: Document, work: UnitOfWork) -> Restriction:
        """End a restriction early: today it bars no more, and its last day is yesterday."""
        restriction = work.load(RESTRICTIONS, wish["restriction_id"])
        close(work, restriction, Step.LIFT, work.principal.account, wish["basis"])
        return restriction

    @command(operations.ANNUL_RESTRICTION)
    def annul_restriction(self, wish: Document, work: UnitOfWork) -> Restriction:
        """Take back a restriction that was entered in error: it counts as never having been."""
        restriction = work.load(RESTRICTIONS, wish["restriction_id"])
        close(work, restriction, Step.ANNUL, work.principal.account, wish["basis"])
        return restriction

    @query(operations.GET_RESTRICTION)
    def get_restriction(self, wish: Document, read: Reading) -> Document:
        """One restriction."""
        return read.get(
            RESTRICTIONS, wish["restriction_id"], read.scope.filter(cadre="cadre_id"), answer=schemas.RestrictionOut
        )

    @query(operations.LIST_RESTRICTIONS)
    def list_restrictions(self, wish: Document, read: Reading) -> Page:
        """Restrictions by cadre, unit, state and kind, the newest first."""
        where = queries.filters(wish, "cadre_id", "unit_id", "state", "kind", "source")
        where = queries.both(where | queries.between(wish, "begins"), read.scope.filter(cadre="cadre_id"))
        sorts = queries.orders("begins", "ends", state="begins")
        return read.page(RESTRICTIONS, where, wish, sorts=sorts, default_sort="-begins", answer=schemas.RestrictionOut)

    @query(operations.GET_STANDING)
    def get_standing(self, wish: Document, read: Reading) -> Standing:
        """What holds against a cadre at this moment."""
        person = read.get(PEOPLE_IN_PATHS, wish["cadre_id"], read.scope.filter())
        found = read.db[STANDINGS.name].find_one({"_id": person["_id"]})
        return STANDINGS.to_entity(found) if found else Standing(person["_id"])

    @on("incentive", "clearance.requested.v1", handler="clearances", batch=50)
    def hear_clearances(self, received: list[Received], work: UnitOfWork) -> None:
        """Say whether something may be done now. Standing and answer are one transaction, so the order is theirs."""
        known = work.load_many(CLEARANCES, (event.data["request_id"] for event in received))
        standings = standings_of(work, [event.data["cadre_id"] for event in received])
        stopped = stopping_results(work, standings)
        reopened = open_vettings(work, [event.data["reference_id"] for event in received], standings)
        for event in received:
            data = event.data
            if data["request_id"] in known:
                continue
            standing = standings[data["cadre_id"]]
            if not standing.unit_ids:
                standing.unit_ids, standing.synthetic = list(data["unit_ids"]), bool(data.get("synthetic"))
            purpose = Purpose(data["purpose"])
            given, reasons = model.judge(standing, purpose)
            if by_results := stopped.get((standing.id, purpose), []):
                given, reasons = False, [*reasons, *by_results]
            if data["reference_id"] in reopened:
                given, reasons = False, [*reasons, VETTING_OPEN]
            clearance = Clearance(
                id=data["request_id"],
                cadre_id=standing.id,
                unit_ids=list(data["unit_ids"]),
                requested_by=event.service,
                reference_id=data["reference_id"],
                purpose=purpose,
                given=given,
                reasons=reasons,
                at=work.now,
                synthetic=bool(data.get("synthetic")),
            )
            known[clearance.id] = work.add(CLEARANCES, clearance)
            answer = {
                name: getattr(clearance, name)
                for name in ("request_id", "requested_by", "reference_id", "purpose", "given", "reasons", "synthetic")
            }
            # Told of the standing, so that its sequence orders clearances and restrictions for everybody.
            work.tell(events.CLEARANCE_GIVEN if given else events.CLEARANCE_REFUSED, standing, **answer)

    @on("registry", "cadre.punished.v1", handler="punishments", batch=50)
    def hear_punishments(self, received: list[Received], work: UnitOfWork) -> None:
        """The punishments of a cadre's file stand in the book, by its kinds and periods; what the file sets aside goes.

        Every event carries all that count, so the newest of a cadre is enough.
        """
        told = {event.subject: event for event in newest(received)}
        # A standing is made for each of them, so that two batches about one cadre come one after the other.
        standings = standings_of(work, list(told))
        book: dict[str, list[Restriction]] = {cadre_id: [] for cadre_id in told}
        for one in work.find(RESTRICTIONS, {"cadre_id": {"$in": list(told)}}, most=MOST_OF_ONE * len(told)):
            book[one.cadre_id].append(one)
        entered: list[Restriction] = []
        for cadre_id, event in told.items():
            if event.sequence <= standings[cadre_id].told:
                continue
            standings[cadre_id].told = event.sequence
            entered += _follow_file(work, book[cadre_id], event)
        learnt(work, "restrictions", entered)

    @on("registry", "cadre.*.v1", handler="deaths", batch=200)
    def hear_deaths(self, received: list[Received], work: UnitOfWork) -> None:
        """With a death ends what is in force or under way about a cadre; it goes on where the death is set aside."""
        told = {event.subject: event for event in newest(received)}
        where = {"_id": {"$in": list(told)}, "died_on": {"$ne": None}}
        dead = {one.id for one in work.find(STANDINGS, where, most=len(told))}
        people = work.load_many(PEOPLE, dead | {id for id, event in told.items() if event.data["status"] == DECEASED})
        for cadre_id, event in told.items():
            later = people.get(cadre_id)
            data = vars(later) if later is not None and later.sequence > event.sequence else event.data
            if data["status"] == DECEASED and cadre_id not in dead:
                _die(work, cadre_id, latest_of(data.get("status_since")) or work.today)
            elif data["status"] != DECEASED and cadre_id in dead:
                _live_on(work, cadre_id)

    @on("registry", *MOVES, handler="moved", batch=50)
    def hear_moves(self, received: list[Received], work: UnitOfWork) -> None:
        """What is under way about a cadre follows them to their new unit, and back where that was a mistake."""
        received = moves(received)
        for restriction in follow(received, work, RESTRICTIONS):
            work.tell(events.RESTRICTION_CHANGED, restriction)
        follow(received, work, VETTINGS)
        follow(received, work, STANDINGS, about="_id")

    @deadline(BEGINS)
    def restriction_begins(self, due: Deadline, work: UnitOfWork) -> None:
        """The day before a restriction is over: it begins."""
        restriction = work.load(RESTRICTIONS, due.subject)
        if LIFE.may(restriction, Step.BEGIN):
            restriction.begins = due.due_on + timedelta(days=1)
            _settle(work, restriction)
            learnt(work, "restrictions", [restriction])

    @deadline(ENDS)
    def restriction_ends(self, due: Deadline, work: UnitOfWork) -> None:
        """A restriction's last day is over."""
        restriction = work.load(RESTRICTIONS, due.subject)
        if restriction.state in LIVE:
            restriction.ends = due.due_on
            _settle(work, restriction)


def _decision(wish: Mapping[str, Any]) -> Hashable:
    """What makes two restrictions one decision."""
    return wish["cadre_id"], wish["kind"], wish["begins"]


def _impose(wish: Document, work: UnitOfWork) -> Restriction:
    person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
    must_live(person, wish["begins"], "/begins")
    must_not_end_before_it_begins(wish["begins"], wish["ends"], "/ends")
    queries.must_know(work.db, "supervision.restriction_kinds", [wish["kind"]], "/kind")
    book = work.find(RESTRICTIONS, {"cadre_id": person.id}, most=MOST_OF_ONE)
    model.must_be_of_the_party(wish["kind"], wish["begins"], person.political_status, person.party_since, book)
    if there := same(work, person.id, wish["kind"], wish["begins"]):
        raise AlreadyRestricted(restriction_id=there.id, source=there.source.value, state=there.state.value)
    rule, stated = rule_of(work, wish["kind"]), wish["override"]
    stated = stated and Override(stated["by"], stated["basis"])
    override = model.must_be_its_period(rule, wish["begins"], wish["ends"], stated)
    by = work.principal.account
    restriction = enter(work, unit_ids=person.unit_ids, by=by, **{**wish, "override": override})
    learnt(work, "restrictions", [restriction])
    return restriction


def begin_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the day before a restriction begins."""
    restriction = work.load(RESTRICTIONS, moved.subject)
    restriction.begins = moved.due_on + timedelta(days=1)
    work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, restriction))


def end_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved a restriction's last day."""
    restriction = work.load(RESTRICTIONS, moved.subject)
    restriction.ends = moved.due_on
    work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, restriction))


MOVED = {BEGINS: begin_moved, ENDS: end_moved}


def same(work: UnitOfWork, cadre_id: str, kind: str, begins: date) -> Restriction | None:
    """What stands in the book of the same decision. The standing is kept first, so that of two at once the second
    looks again."""
    standings_of(work, [cadre_id])
    where = {"cadre_id": cadre_id, "begins": begins.isoformat()}
    return model.same(work.find(RESTRICTIONS, where, most=MOST_OF_ONE), kind, begins)


def rule_of(work: UnitOfWork, kind: str) -> Rule:
    """What a kind of restriction bars and for how many months."""
    return work.rules[f"supervision.restriction.{kind}"]


def enter(
    work: UnitOfWork,
    *,
    cadre_id: str,
    unit_ids: list[str],
    kind: str,
    begins: date,
    ends: date | None = None,
    basis: str,
    by: str,
    source: Source = Source.ENTERED,
    source_id: str | None = None,
    override: Override | None = None,
    synthetic: bool = False,
) -> Restriction:
    """Enter a restriction in the book (影响期台账), wherever it comes from; its kind's rule says what it bars.

    Without an end it has the one of its kind's period; a kind without a period holds until it is lifted.
    """
    rule = rule_of(work, kind)
    if ends is None:
        ends = model.last_day_by(rule, begins)
    restriction = Restriction(
        id=work.new_id("rst"),
        cadre_id=cadre_id,
        unit_ids=list(unit_ids),
        kind=kind,
        effects=sorted(rule.value["effects"]),
        begins=begins,
        ends=ends,
        basis=basis,
        imposed_by=by,
        imposed_at=work.now,
        source=source,
        source_id=source_id,
        override=override,
        synthetic=synthetic,
    )
    work.add(RESTRICTIONS, restriction)
    work.tell(events.RESTRICTION_IMPOSED, restriction)
    _settle(work, restriction)
    _set_deadlines(work, restriction)
    _end_with_death(work, restriction, standings_of(work, [cadre_id])[cadre_id])
    return restriction


def _die(work: UnitOfWork, cadre_id: str, died_on: date) -> None:
    standing = standings_of(work, [cadre_id])[cadre_id]
    standing.died_on = died_on
    for restriction in work.find(RESTRICTIONS, {"cadre_id": cadre_id}, most=MOST_OF_ONE):
        _end_with_death(work, restriction, standing)
    vetting.end_with_death(work, cadre_id, died_on)
    letter_terms.end_all_with_death(work, cadre_id, died_on)
    for appeal in work.find(APPEALS, {"cadre_id": cadre_id, "state": appeals_words.State.OPEN.value}, most=MOST_OF_ONE):
        if appeals.die(appeal, died_on, work.mark(letter_terms.SYSTEM)):
            work.save(APPEALS, appeal)


def _end_with_death(work: UnitOfWork, restriction: Restriction, standing: Standing) -> None:
    if standing.died_on is None or not model.end_with_death(restriction, standing.died_on):
        return
    deadlines.cancel(work, BEGINS, restriction.id)
    deadlines.cancel(work, ENDS, restriction.id)
    work.tell(events.RESTRICTION_ENDED, work.save(RESTRICTIONS, restriction))
    if model.leave(standing, restriction):
        work.tell(events.STANDING_CHANGED, standing)


def _live_on(work: UnitOfWork, cadre_id: str) -> None:
    """A death was none: what had ended with it goes on by its former days, and vettings learn of it."""
    standings_of(work, [cadre_id])[cadre_id].died_on = None
    back = [
        one
        for one in work.find(RESTRICTIONS, {"cadre_id": cadre_id, "died_on": {"$ne": None}}, most=MOST_OF_ONE)
        if one.state is State.ENDED
    ]
    for restriction in back:
        ends, restriction.died_on, restriction.ends_otherwise = restriction.ends_otherwise, None, None
        restore(work, restriction, ends, restriction.closed_by, restriction.closed_basis)
    vetting.go_on(work, cadre_id)
    letter_terms.go_on(work, cadre_id)
    for appeal in work.find(APPEALS, {"cadre_id": cadre_id, "died_on": {"$ne": None}}, most=MOST_OF_ONE):
        appeals.live_on(appeal, work.mark(letter_terms.SYSTEM))
        work.save(APPEALS, appeal)
    learnt(work, "restrictions", back)


def _set_deadlines(work: UnitOfWork, restriction: Restriction) -> None:
    """It begins and ends by itself, where it has not yet."""
    if restriction.state is State.SCHEDULED:
        deadlines.put(work, BEGINS, restriction.id, restriction.begins - timedelta(days=1))
    if restriction.ends and restriction.state is not State.ENDED:
        deadlines.put(work, ENDS, restriction.id, restriction.ends)


def enter_what_follows(
    work: UnitOfWork,
    decided: str,
    cadre_id: str | None,
    begins: date,
    basis: str,
    source: Source,
    source_id: str,
    pointer: str,
) -> None:
    """What was decided elsewhere (问责、查核处理、联议措施) has an effect period where the rule names one for it. What
    stands in the book already is not entered twice: it comes of both.

    `pointer` is the field that decides it. Raises HasDied.
    """
    kind = work.rules["supervision.restriction_of"].value.get(decided)
    if kind is None or cadre_id is None:
        return
    person = work.load_many(PEOPLE, [cadre_id]).get(cadre_id)
    if person is not None:
        must_live(person, begins, pointer)
    if there := same(work, cadre_id, kind, begins):
        model.join(there, source, source_id)
        work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, there))
        return
    restriction = enter(
        work,
        cadre_id=cadre_id,
        unit_ids=person.unit_ids if person else [],
        kind=kind,
        begins=begins,
        basis=basis,
        by=work.principal.account,
        source=source,
        source_id=source_id,
        synthetic=bool(person and person.synthetic),
    )
    learnt(work, "restrictions", [restriction])


def annul_what_followed(work: UnitOfWork, cadre_id: str | None, source: Source, source_id: str, basis: str) -> None:
    """What a restriction came of is taken back, and so is the restriction, unless it comes of something else too."""
    for restriction in work.find(RESTRICTIONS, {"cadre_id": cadre_id}, most=MOST_OF_ONE) if cadre_id else []:
        if model.Origin(source, source_id) in restriction.origins:
            _part(work, restriction, source, source_id, work.principal.account, basis)


def _part(work: UnitOfWork, restriction: Restriction, source: Source, source_id: str, by: str, basis: str) -> None:
    if model.part(restriction, source, source_id):
        work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, restriction))
    else:
        annul(work, restriction, by, basis)


def _follow_file(work: UnitOfWork, book: list[Restriction], event: Received) -> list[Restriction]:
    """Let the book follow a cadre's file; answers what was entered."""
    data = event.data
    file = [_told(one) for one in data["punished"]]
    to_enter, to_adopt, gone = model.compare(book, file)
    for restriction in gone:
        _part(work, restriction, Source.FILE, str(restriction.source_id), event.service, "干部档案该条处分已作废")
    entered = [
        enter(
            work,
            cadre_id=event.subject,
            unit_ids=data["unit_ids"],
            kind=punishment.kind,
            begins=punishment.begins,
            ends=punishment.ends,
            basis="干部档案处分记录",
            by=event.service,
            source=Source.FILE,
            source_id=punishment.entry,
            synthetic=bool(data.get("synthetic")),
        )
        for punishment in to_enter
    ]
    for restriction, punishment in to_adopt:
        model.join(restriction, Source.FILE, punishment.entry)
        work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, restriction))
    return entered


def _told(one: Document) -> Punishment:
    """The file's `until` is the first free day, the book's `ends` the last that is not."""
    begins = date.fromisoformat(one["decided_on"])
    ends = date.fromisoformat(one["until"]) - timedelta(days=1) if one["until"] else None
    return Punishment(one["entry"], one["kind"], begins, max(begins, ends) if ends else None)


def close(work: UnitOfWork, restriction: Restriction, step: Step, by: str, basis: str) -> None:
    """Lift or annul a restriction, with all that hangs on it. Raises RestrictionOver, and NotIndependent for who has
    imposed it and would lift it; an error in it anybody may annul."""
    imposed = hands_of((restriction.imposed_by, IMPOSE)) if step is Step.LIFT else {}
    LIFE.advance(restriction, step, work.mark(by), hands=imposed)
    _closed(work, restriction, step, by, basis)


def annul(work: UnitOfWork, restriction: Restriction, by: str, basis: str) -> None:
    """What a restriction came of is taken back, so it counts as never having been; once is enough."""
    if LIFE.happen(restriction, Step.ANNUL):
        _closed(work, restriction, Step.ANNUL, by, basis)


def _closed(work: UnitOfWork, restriction: Restriction, step: Step, by: str, basis: str) -> None:
    standing = standings_of(work, [restriction.cadre_id])[restriction.cadre_id]
    restriction.closed_by, restriction.closed_basis = by, basis
    if step is Step.LIFT:
        model.end_before(restriction, work.today)
    deadlines.cancel(work, BEGINS, restriction.id)
    deadlines.cancel(work, ENDS, restriction.id)
    annulled = step is Step.ANNUL
    work.tell(events.RESTRICTION_ANNULLED if annulled else events.RESTRICTION_ENDED, restriction)
    work.save(RESTRICTIONS, restriction)
    if model.leave(standing, restriction):
        work.tell(events.STANDING_CHANGED, standing)


def shorten(work: UnitOfWork, restriction: Restriction, ends: date) -> None:
    """An earlier end; one in the past ends the restriction at once. Raises RestrictionOver, EndsBeforeItBegins."""
    LIFE.move(restriction, Step.SHORTEN)
    must_not_end_before_it_begins(restriction.begins, ends, "/new_ends")
    restriction.ends = ends
    work.tell(events.RESTRICTION_CHANGED, restriction)
    _settle(work, restriction)
    if ends < work.today:
        deadlines.cancel(work, ENDS, restriction.id)
    else:
        deadlines.put(work, ENDS, restriction.id, ends)


def restore(
    work: UnitOfWork, restriction: Restriction, ends: date | None, closed_by: str | None, closed_basis: str | None
) -> None:
    """An appeal's decision was put right, or a death was none: the restriction is as it was before; the caller lets
    vettings learn of it."""
    LIFE.move(restriction, Step.RESTORE)
    restriction.ends, restriction.closed_by, restriction.closed_basis = ends, closed_by, closed_basis
    standing = standings_of(work, [restriction.cadre_id])[restriction.cadre_id]
    model.leave(standing, restriction)
    deadlines.cancel(work, ENDS, restriction.id)
    work.tell(events.RESTRICTION_CHANGED, restriction)
    _settle(work, restriction)
    _set_deadlines(work, restriction)
    _end_with_death(work, restriction, standing)


def _settle(work: UnitOfWork, restriction: Restriction) -> None:
    standing = standings_of(work, [restriction.cadre_id])[restriction.cadre_id]
    standing.unit_ids, standing.synthetic = list(restriction.unit_ids), restriction.synthetic
    happened = model.settle(restriction, standing, work.today)
    work.save(RESTRICTIONS, restriction)
    if Step.BEGIN in happened:
        work.tell(events.RESTRICTION_BEGAN, restriction)
    if Step.END in happened:
        work.tell(events.RESTRICTION_ENDED, restriction)
    if len(happened) == 1:
        # One that began and ended in the past changes nothing of what holds now.
        work.tell(events.STANDING_CHANGED, standing)
