"""Publicity on working days, objections, and the proposal of naming with supervision's clearance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, deadline, on, query
from servicekit.crypto import FieldCipher
from servicekit.deadlines import Deadline
from servicekit.events import Received
from servicekit.lifecycle import trace
from servicekit.roster import PEOPLE
from servicekit.sealing import VEIL, Sealed, veiled
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import Term, WorkingCalendar, calendar
from services.incentive.errors.nominations import NoNomination, NotInThisState, Retired
from services.incentive.errors.publicity import PublicityBeforeElection
from services.incentive.events import nominations as nomination_events
from services.incentive.events import publicity as events
from services.incentive.model import nominations as nomination_model
from services.incentive.model import publicity as model
from services.incentive.model.nominations import AWARD, Nomination, Standing
from services.incentive.model.programmes import Batch
from services.incentive.model.publicity import Objection
from services.incentive.operations import publicity as operations
from services.incentive.parts.naming import confer
from services.incentive.parts.nominations import meant
from services.incentive.parts.steps import (
    NAMING_WAITS,
    PUBLICITY_ENDS,
    SYSTEM,
    ensure_standings,
    keep,
    let_happen,
)
from services.incentive.schemas import publicity as schemas
from services.incentive.schemas.nominations import READS_NOMINATIONS
from services.incentive.store.nominations import NOMINATIONS, STANDINGS
from services.incentive.store.programmes import BATCHES, PROGRAMMES
from services.incentive.store.publicity import OBJECTIONS
from services.incentive.vocabulary import programmes
from services.incentive.vocabulary import publicity as publicity_words
from services.incentive.vocabulary.nomination_life import LIFE, State, Step


class Publicity:
    """What is public, who objects, and who is named."""

    @command(operations.PUBLICISE)
    def publicise(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Make an elected nomination public."""
        nomination = work.see(NOMINATIONS, wish["nomination_id"])
        return _publicise(work, nomination, wish, calendar(work))

    @command(operations.CORRECT_SUMMARY)
    def correct_summary(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Put right what a notice says of the merits."""
        nomination = work.see(NOMINATIONS, wish["nomination_id"])
        LIFE.take(nomination, Step.CORRECT_SUMMARY, work.mark(), wish["basis"], nomination_id=nomination.id)
        nomination.publicity_summary = wish["summary"]
        work.tell(nomination_events.CHANGED, work.save(NOMINATIONS, nomination))
        return nomination

    @command(operations.PUBLICISE_BATCH)
    def publicise_batch(self, wish: Document, work: UnitOfWork) -> Document:
        """Make elected nominations of a batch public, many at once."""
        batch = work.load(BATCHES, wish["batch_id"])
        programmes.LIFE.must(batch, programmes.BatchStep.PUBLICISE, batch_id=batch.id)
        results, known = Results(work), calendar(work)
        for number, nomination in enumerate(_of_batch(work, wish, State.ELECTED)):
            try:
                results.ok(number, _publicise(work, nomination, wish, known).id)
            except (NotInThisState, PublicityBeforeElection) as problem:
                results.wrong(number, problem)
        return results.answer()

    @query(operations.LIST_PUBLICITY)
    def list_publicity(self, wish: Document, read: Reading) -> Page:
        """What is public now. It is public: everybody who is signed in sees all of it."""
        page = _public(read, wish)
        page.items = [{**row, "merits": row.get("publicity_summary") or row["merits"]} for row in page.items]
        return page

    @query(operations.LIST_NOTICES)
    def list_notices(self, wish: Document, read: Reading) -> Page:
        """What is public now, as anybody may read it who is not signed in."""
        page = _public(read, wish)
        channel = read.rules["incentive.objection_channel"].value
        page.items = [{**row, "summary": _summary(row), "objections": channel} for row in page.items]
        return page

    @deadline(PUBLICITY_ENDS)
    def publicity_is_over(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day of publicity is over."""
        nomination = work.load_many(NOMINATIONS, [due.subject]).get(due.subject)
        if nomination is not None:
            let_happen(work, nomination, work.load(BATCHES, nomination.batch_id), Step.PERIOD_ENDED)

    @command(operations.LODGE_OBJECTION)
    def lodge_objection(self, wish: Document, work: UnitOfWork) -> Document:
        """Object to a nomination that is public, or whose publicity has ended and that is not yet being named."""
        nomination = _to_object_to(work, wish["nomination_id"])
        LIFE.must(nomination, Step.OBJECT, nomination_id=nomination.id)
        queries.must_know(work.db, "incentive.objection_grounds", [wish["grounds"]], "/grounds")
        mark = work.mark()
        # Whoever is not named is known again by what nobody else can tell is theirs, so that they decide nothing of it.
        lodged_by = work.veil(mark.by) if wish["anonymous"] else mark.by
        lodged_at = mark.at.replace(minute=0, second=0, microsecond=0) if wish["anonymous"] else mark.at
        objection = Objection(
            id=work.new_id("obj"),
            cadre_id=nomination.cadre_id,
            unit_ids=nomination.unit_ids,
            lodged_by=lodged_by,
            lodged_at=lodged_at,
            synthetic=nomination.synthetic,
            **wish,
        )
        nomination.open_objections += 1
        # The timeline does not tell who objected.
        LIFE.take(nomination, Step.OBJECT, replace(mark, by="", at=lodged_at), objection.id)
        work.tell(nomination_events.CHANGED, work.save(NOMINATIONS, nomination))
        work.tell(events.OBJECTION_LODGED, work.add(OBJECTIONS, objection))
        return _unnamed(OBJECTIONS.to_document(objection))

    @command(operations.RESOLVE_OBJECTION)
    def resolve_objection(self, wish: Document, work: UnitOfWork) -> Document:
        """Uphold or dismiss an objection; one that is upheld refuses the nomination."""
        objection, mark = work.load(OBJECTIONS, wish["objection_id"]), work.mark()
        nomination = work.load(NOMINATIONS, objection.nomination_id)
        upheld, before = wish["outcome"] == "upheld", nomination.state
        own = objection.lodged_by in (mark.by, work.veil(mark.by))
        model.resolve(objection, upheld, wish["basis"], mark, own=own)
        nomination.open_objections -= 1
        trace(nomination, f"objection_{objection.state}", mark, objection.id)
        if upheld and LIFE.may(nomination, Step.OBJECTION_UPHELD):
            nomination_model.take(nomination, Step.OBJECTION_UPHELD, mark, reason="objection_upheld")
            keep(work, nomination, before, Step.OBJECTION_UPHELD)
        else:
            work.tell(nomination_events.CHANGED, work.save(NOMINATIONS, nomination))
        work.tell(events.OBJECTION_RESOLVED, work.save(OBJECTIONS, objection))
        return _unnamed(OBJECTIONS.to_document(objection))

    @query(operations.GET_OBJECTION)
    def get_objection(self, wish: Document, read: Reading) -> Document:
        """One objection; who lodged an anonymous one is not shown."""
        return _unnamed(read.get(OBJECTIONS, wish["objection_id"]))

    @query(operations.LIST_OBJECTIONS)
    def list_objections(self, wish: Document, read: Reading) -> Page:
        """Objections; who lodged an anonymous one is not shown."""
        where, sorts = queries.filters(wish, "nomination_id", "state"), queries.orders(state="_id")
        found = read.page(OBJECTIONS, where, wish, sorts=sorts, answer=schemas.ObjectionOut)
        found.items = [_unnamed(row) for row in found.items]
        return found

    @command(operations.PROPOSE_NAMING)
    def propose_naming(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Reserve a place and ask supervision for clearance; the naming follows by event."""
        nomination = work.see(NOMINATIONS, wish["nomination_id"])
        batch = work.load(BATCHES, nomination.batch_id)
        standing = ensure_standings(work, [nomination.cadre_id])[nomination.cadre_id]
        return _propose(work, nomination, batch, standing, calendar(work), wish)

    @command(operations.PROPOSE_NAMINGS)
    def propose_namings(self, wish: Document, work: UnitOfWork) -> Document:
        """Propose the naming of nominations of a batch, many at once; those that cannot be named say why."""
        results, known = Results(work), calendar(work)
        found = _of_batch(work, wish, State.PUBLICISED)
        batch = work.load(BATCHES, wish["batch_id"])
        work.load_many(PEOPLE, (nomination.cadre_id for nomination in found))
        standings = ensure_standings(work, (nomination.cadre_id for nomination in found))
        for number, nomination in enumerate(found):
            with results.row(number):
                named = _propose(work, nomination, batch, standings[nomination.cadre_id], known, wish)
                results.ok(number, named.id)
        return results.answer()

    @on("supervision", "clearance.given.v1", "clearance.refused.v1", handler="clearances", batch=50)
    def hear_clearances(self, received: list[Received], work: UnitOfWork) -> None:
        """A clearance names the nominee and confers the honour at once; a refusal stops the nomination."""
        answers = meant(work, received)
        standings = work.load_many(STANDINGS, (nomination.cadre_id for _, nomination, _ in answers))
        for event, nomination, batch in answers:
            before, data, mark = nomination.state, event.data, work.mark("supervision")
            given, codes = bool(data["given"]), data.get("reasons") or []
            if not nomination_model.clearance_answered(nomination, data["request_id"], given, codes, mark, batch):
                work.save(NOMINATIONS, nomination)
                continue
            work.save(BATCHES, batch)
            if given:
                confer(work, nomination, batch)
            keep(work, nomination, before, Step.CLEARANCE_GIVEN if given else Step.CLEARANCE_REFUSED)
            standing = standings.get(nomination.cadre_id)
            if given or standing is None or not standing.clear:
                continue
            # What stood against it was over after the refusal, and that was heard first; it will not be told again.
            if standing.sequence > event.sequence:
                let_happen(work, nomination, batch, Step.RESTRICTION_LIFTED, by="supervision")
            elif any(result.reason in codes for result in standing.results):
                let_happen(work, nomination, batch, Step.RESULT_OVER, by="supervision")

    @deadline(NAMING_WAITS)
    def naming_is_overdue(self, due: Deadline, work: UnitOfWork) -> None:
        """The clearance has not come in time: say so. It is never taken as given."""
        nomination = work.load_many(NOMINATIONS, [due.subject]).get(due.subject)
        if nomination is not None and LIFE.may(nomination, Step.CLEARANCE_OVERDUE):
            nomination.naming_overdue = True
            LIFE.take(nomination, Step.CLEARANCE_OVERDUE, work.mark(SYSTEM))
            work.tell(nomination_events.OVERDUE, work.save(NOMINATIONS, nomination))


def _to_object_to(work: UnitOfWork, id: str) -> Nomination:
    """A nomination: one that is public is everybody's to see, any other whose right to read nominations reaches it.

    Raises NoNomination.
    """
    if not LIFE.may(nomination := work.load(NOMINATIONS, id), Step.OBJECT):
        reads = work.principal.within(READS_NOMINATIONS)
        return work.see(NOMINATIONS, id, lambda one: not NOMINATIONS.scope().reaches(reads, one))
    return nomination


def _public(read: Reading, wish: Document) -> Page:
    """The nominations whose publicity runs today, with what the honour is called."""
    where = queries.filters(wish, "batch_id") | {"state": State.PUBLICITY.value}
    where["publicity_ends"] = {"$gte": read.today.isoformat()}
    sorts = queries.orders("publicity_ends")
    page = read.page(NOMINATIONS, where, wish, sorts=sorts, answer=schemas.Publicised)
    ids = {"_id": {"$in": sorted({row["programme_id"] for row in page.items})}}
    titles = {found["_id"]: found["title"] for found in read.db[PROGRAMMES.name].find(ids, {"title": 1})}
    page.items = [{**row, "honour": titles.get(row["programme_id"], "")} for row in page.items]
    return page


def _summary(row: Document) -> str | None:
    return model.merits_for_everybody(row.get("publicity_summary"), row["merits"], row["classification"])


def publicity_moved(moved: Deadline, work: UnitOfWork) -> None:
    """A calendar or an operator has moved the end of a publicity. Raises PublicityTooShort."""
    nomination = work.load_many(NOMINATIONS, [moved.subject]).get(moved.subject)
    if nomination is not None and nomination.state is State.PUBLICITY:
        if moved.working_days is None and nomination.publicity_begins is not None:
            rule = work.rules["incentive.publicity_working_days"]
            least = calendar(work).after(nomination.publicity_begins, rule.value).last
            model.must_be_long_enough(nomination, moved.due_on, least, rule.cited)
        nomination.publicity_ends, nomination.provisional = moved.due_on, moved.provisional
        trace(nomination, "publicity_moved", work.mark(SYSTEM), moved.due_on.isoformat())
        work.tell(nomination_events.CHANGED, work.save(NOMINATIONS, nomination))


MOVED = {PUBLICITY_ENDS: publicity_moved}


def _unnamed(row: Document) -> Document:
    return {**row, "lodged_by": None} if row["anonymous"] else row


def _of_batch(work: UnitOfWork, wish: Document, state: State) -> list[Nomination]:
    """The nominations of a batch that are wished, or all that have come to a state, at most 500."""
    if not wish["nominations"]:
        where = {"batch_id": wish["batch_id"], "state": state.value}
        return work.first(NOMINATIONS, where, sort=[("_id", 1)], limit=schemas.MOST_AT_ONCE)
    found = work.load_many(NOMINATIONS, wish["nominations"])
    strangers = [id for id in wish["nominations"] if id not in found or found[id].batch_id != wish["batch_id"]]
    if strangers:
        raise NoNomination("有推荐不属于该批次", "Some are no nominations of this batch", unknown=strangers)
    return list(found.values())


def _publicise(work: UnitOfWork, nomination: Nomination, wish: Document, known: WorkingCalendar) -> Nomination:
    rule = work.rules["incentive.publicity_working_days"]
    begins: date = wish["begins"] or work.today
    days: int = wish["working_days"] or rule.value
    term = known.after(begins, days)
    before = nomination.state
    model.begin(
        nomination,
        begins,
        days,
        last=term.last,
        provisional=term.provisional,
        today=work.today,
        basis=wish["basis"],
        least=rule.value,
        article=rule.cited,
        mark=work.mark(),
        summary=wish.get("summary"),
    )
    _put(work, PUBLICITY_ENDS, nomination.id, begins, days, term)
    return keep(work, nomination, before, Step.PUBLICISE)


def _put(work: UnitOfWork, kind: str, subject: str, after: date, days: int, term: Term) -> None:
    deadlines.put(work, kind, subject, term.last, after=after, working_days=days, provisional=term.provisional)


def _propose(
    work: UnitOfWork,
    nomination: Nomination,
    batch: Batch,
    standing: Standing,
    known: WorkingCalendar,
    wish: Document,
) -> Nomination:
    before, person = nomination.state, work.load(PEOPLE, nomination.cadre_id)
    if before is State.PUBLICISED and not person.serving:
        raise Retired(cadre_id=person.id, status=person.status)
    nomination_model.must_not_be_barred(standing)
    nomination_model.propose_naming(
        nomination, batch, work.mark(), on=wish["named_on"], today=work.today, basis=wish["basis"] or ""
    )
    work.save(BATCHES, batch)
    keep(work, nomination, before, Step.PROPOSE_NAMING)
    wish = {"request_id": nomination.clearance_id, "purpose": AWARD}
    work.tell(nomination_events.CLEARANCE_REQUESTED, nomination, **wish)
    days = work.rules["incentive.naming_clearance_days"].value
    _put(work, NAMING_WAITS, nomination.id, work.today, days, known.after(work.today, days))
    return nomination


JUDGED = (
    Judged(
        operations.RESOLVE_OBJECTION,
        OBJECTIONS,
        publicity_words.LIFE,
        (publicity_words.Step.UPHOLD, publicity_words.Step.DISMISS),
        also=lambda read: [{"lodged_by": {"$in": [read.principal.account, read.veil(read.principal.account)]}}],
    ),
)


def _in_clear(objection: Document) -> list[bytes]:
    """An account that an earlier release kept of whoever was not to be named."""
    by = str(objection.get("lodged_by", ""))
    return [by.encode()] if objection.get("anonymous") and not by.startswith(VEIL) else []


def _veiled(objection: Document, cipher: FieldCipher) -> Document:
    hour = objection["lodged_at"].replace(minute=0, second=0, microsecond=0)
    return {"$set": {"lodged_by": veiled(cipher, objection["lodged_by"]), "lodged_at": hour}}


VEILED = Sealed(OBJECTIONS.name, ("anonymous", "lodged_by", "lodged_at"), _in_clear, _veiled)
