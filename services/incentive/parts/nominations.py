"""Nominations from draft to naming, and what other services' events do to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, on, query
from servicekit.eligibility import Override, must_be_eligible
from servicekit.events import Received
from servicekit.lifecycle import trace
from servicekit.principal import Reach
from servicekit.results import shown
from servicekit.roster import LATER, PEOPLE, SERVING, UNITS, put_right, set_aside
from servicekit.rules import entry_names
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive.errors.nominations import AlreadyNominated, NotEligible, OverrideNotAllowed, Retired
from services.incentive.events import nominations as events
from services.incentive.model import eligibility, programmes
from services.incentive.model import nominations as model
from services.incentive.model.nominations import Nomination, Standing
from services.incentive.model.programmes import Batch
from services.incentive.operations import nominations as operations
from services.incentive.parts.honours import review_for_vetting
from services.incentive.parts.programmes import FIELDS
from services.incentive.parts.steps import SYSTEM, batches_of, ensure_standings, keep, let_happen
from services.incentive.schemas import nominations as schemas
from services.incentive.store.honours import HONOURS
from services.incentive.store.nominations import NOMINATIONS, STANDINGS
from services.incentive.store.programmes import BATCHES
from services.incentive.vocabulary import programmes as programmes_words
from services.incentive.vocabulary.honours import HonourState
from services.incentive.vocabulary.nomination_life import BACK, LIFE, OPEN, State, Step
from services.incentive.vocabulary.programmes import BatchState, BatchStep

_OPEN_STATES = [state.value for state in OPEN]
_HOW = ("submit", "override")
"""What a wish says of the way in; all the rest becomes the nomination's own."""
Named = dict[tuple[str, str], date]


class Nominations:
    """Who is nominated for what, and how far the saga has come with each."""

    @command(operations.NOMINATE)
    def nominate(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Write a nomination, and submit it where that is wished."""
        named = _named(work, [wish["cadre_id"]]) if wish["submit"] else {}
        return _nominate(work, wish, named)

    @command(operations.IMPORT_NOMINATIONS)
    def import_nominations(self, wish: Document, work: UnitOfWork) -> Document:
        """Nominations, many at once, each submitted where its row says so."""
        results = Results(work)
        good = results.read(schemas.Nominate, wish["rows"])
        cadres = [row["cadre_id"] for _, row in good]
        work.load_many(BATCHES, (row["batch_id"] for _, row in good))
        work.load_many(PEOPLE, cadres)
        work.load_many(UNITS, (row["unit_id"] for _, row in good))
        submitted = [row["cadre_id"] for _, row in good if row["submit"]]
        standings = work.load_many(STANDINGS, submitted) if wish["dry_run"] else ensure_standings(work, submitted)
        named, taken = _named(work, submitted), _taken(work, good)
        for number, row in good:
            key = (row["batch_id"], row["cadre_id"])
            with results.row(number):
                standing = standings.get(row["cadre_id"]) or Standing(row["cadre_id"])
                made = _draft(work, row)
                if key in taken:  # Said of those alone whom whoever asks may nominate.
                    raise AlreadyNominated(cadre_id=row["cadre_id"], batch_id=row["batch_id"])
                if row["submit"]:
                    _submit(work, made, standing, row["override"], named)
                taken.add(key)
                results.ok(number, None if wish["dry_run"] else made.id)
                if not wish["dry_run"]:
                    _keep_new(work, made, standing if row["submit"] else None)
        return results.answer()

    @command(operations.CHANGE_NOMINATION)
    def change_nomination(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Change a draft."""
        nomination = work.see(NOMINATIONS, wish.pop("nomination_id"))
        LIFE.take(nomination, Step.CHANGE, work.mark(), nomination_id=nomination.id)
        batch = work.load(BATCHES, nomination.batch_id)
        changed = [wish["field"]] if "field" in wish else []
        programmes.known_fields(changed, batch.field_keys, "/field", partial(entry_names, work.db, FIELDS))
        for name, value in wish.items():
            setattr(nomination, name, value)
        work.tell(events.CHANGED, work.save(NOMINATIONS, nomination))
        return nomination

    @command(operations.SUBMIT_NOMINATION)
    def submit_nomination(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Submit a draft: the check of eligibility, then supervision is asked to vet."""
        nomination = work.see(NOMINATIONS, wish["nomination_id"])
        before = nomination.state
        standing = ensure_standings(work, [nomination.cadre_id])[nomination.cadre_id]
        _submit(work, nomination, standing, wish["override"], _named(work, [nomination.cadre_id]))
        work.save(STANDINGS, standing)
        return keep(work, nomination, before, Step.SUBMIT)

    @command(operations.WITHDRAW_NOMINATION)
    def withdraw_nomination(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Withdraw a nomination at any step before it is over."""
        nomination = work.see(NOMINATIONS, wish["nomination_id"])
        before, batch = nomination.state, work.load(BATCHES, nomination.batch_id)
        model.withdraw(nomination, batch, work.mark(), wish["reason"])
        if before is State.NAMING:
            work.save(BATCHES, batch)
        return keep(work, nomination, before, Step.WITHDRAW)

    @command(operations.RESUME_NOMINATION)
    def resume_nomination(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Go on after a restriction was lifted: vetting and all that follows is done again."""
        return _again(work, wish["nomination_id"], Step.RESUME)

    @command(operations.REQUEST_VETTING_AGAIN)
    def request_vetting_again(self, wish: Document, work: UnitOfWork) -> Nomination:
        """Ask for vetting once more after it was put off."""
        return _again(work, wish["nomination_id"], Step.REQUEST_AGAIN)

    @query(operations.GET_NOMINATION)
    def get_nomination(self, wish: Document, read: Reading) -> Document:
        """One nomination with its timeline."""
        scope = read.scope.filter(unit="unit_ids", cadre="cadre_id")
        return _with_results(read, [read.get(NOMINATIONS, wish["nomination_id"], scope)])[0]

    @query(operations.LIST_NOMINATIONS)
    def list_nominations(self, wish: Document, read: Reading) -> Page:
        """Nominations by batch, programme, cadre, unit, field and state."""
        where = queries.both(
            queries.filters(wish, "batch_id", "programme_id", "cadre_id", "unit_id", "field", "state"),
            read.scope.filter(unit="unit_ids", cadre="cadre_id"),
        )
        sorts = queries.orders(state="_id")
        page = read.page(NOMINATIONS, where, wish, sorts=sorts, answer=schemas.NominationOut)
        page.items = _with_results(read, page.items)
        return page

    @on("supervision", "vetting.concluded.v1", "vetting.reopened.v1", handler="vetting_conclusions", batch=50)
    def hear_vetting(self, received: list[Received], work: UnitOfWork) -> None:
        """Take in supervision's conclusions, and that one did not stay; a late answer to an earlier round changes
        nothing."""
        for event, nomination, batch in meant(work, received):
            before = nomination.state
            data, outcome = event.data, event.data["outcome"]
            codes = data.get("reasons") or []
            mark = work.mark("supervision")
            if event.type == "vetting.reopened.v1":
                if model.vetting_reopened(nomination, data["request_id"], event.sequence, mark, batch):
                    keep(work, nomination, before, Step.VETTING_REOPENED)
                    if before is State.NAMING:
                        work.save(BATCHES, batch)
                else:
                    work.save(NOMINATIONS, nomination)
            elif model.vetting_concluded(nomination, data["request_id"], event.sequence, outcome, codes, mark, batch):
                keep(work, nomination, before, model.VETTING_STEPS[outcome])
            else:
                work.save(NOMINATIONS, nomination)
                if model.named_on_what_did_not_stay(nomination, data["request_id"], event.sequence, outcome):
                    review_for_vetting(work, nomination.id, event.subject)

    @on("supervision", "standing.changed.v1", handler="standings", batch=50)
    def hear_standings(self, received: list[Received], work: UnitOfWork) -> None:
        """A restriction stops what is under way; when it is lifted, what was stopped can be resumed."""
        known = ensure_standings(work, (event.subject for event in received))
        open_ = open_of(work, (event.subject for event in received))
        batches = batches_of(work, open_)
        for event in sorted(received, key=lambda one: one.sequence):
            standing = known[event.subject]
            if event.sequence <= standing.sequence:
                continue
            since = event.data.get("since")
            standing.sequence = event.sequence
            standing.barred = model.bars_awards(event.data["restricted"], event.data.get("effects") or [])
            standing.since = date.fromisoformat(since) if since else None
            work.save(STANDINGS, standing)
            if standing.stopped_by and not standing.barred:
                continue  # No restriction any more, but a published result still stops it.
            step = Step.RESTRICTION_BEGAN if standing.barred else Step.RESTRICTION_LIFTED
            reason = "restricted" if standing.barred else None
            # One event after the other: a restriction that began and ended while nobody listened has stopped it too.
            for nomination in open_:
                if nomination.cadre_id == standing.id:
                    let_happen(work, nomination, batches[nomination.batch_id], step, reason, "supervision")

    @on("registry", *LATER, handler="nominees", batch=100)
    def hear_nominees(self, received: list[Received], work: UnitOfWork) -> None:
        """A nominee who retires or leaves is no longer eligible; one who moves takes the nomination along.

        Where the retirement or departure was a mistake and has been set aside, the nomination goes on.
        """
        open_ = open_of(work, (event.subject for event in received)) + _ineligible(work, put_right(received))
        batches = batches_of(work, open_)
        by_cadre: dict[str, list[Nomination]] = {}
        for nomination in open_:
            by_cadre.setdefault(nomination.cadre_id, []).append(nomination)
        for event in sorted(received, key=lambda one: one.sequence):
            for nomination in by_cadre.get(event.subject, []):
                if event.sequence > nomination.nominee_sequence and "unit_ids" in event.data:
                    _follow(work, nomination, batches[nomination.batch_id], event)


def _follow(work: UnitOfWork, nomination: Nomination, batch: Batch, event: Received) -> None:
    nomination.nominee_sequence = event.sequence
    status = event.data.get("status", SERVING)
    moved = event.data["unit_ids"] != nomination.unit_ids
    nomination.unit_ids = event.data["unit_ids"]
    nomination.nominee_gone = None if status == SERVING else status
    if set_aside(event, nomination.ended_by):
        _put_right(work, nomination, batch, event)
        return
    if nomination.nominee_gone and LIFE.may(nomination, Step.INELIGIBLE):
        nomination.ended_by, nomination.ended_from = event.data.get("status_entry"), nomination.state
    if nomination.nominee_gone and let_happen(work, nomination, batch, Step.INELIGIBLE, status, "registry"):
        return
    if moved and not nomination.over:
        trace(nomination, "nominee_moved", work.mark("registry"))
        work.tell(events.CHANGED, nomination)
    work.save(NOMINATIONS, nomination)


def _put_right(work: UnitOfWork, nomination: Nomination, batch: Batch, event: Received) -> None:
    """What made it ineligible was set aside: another entry has taken its place, or it goes on from where it stood."""
    if nomination.nominee_gone:
        nomination.ended_by = event.data.get("status_entry")
        work.save(NOMINATIONS, nomination)
        return
    assert nomination.ended_from is not None, "kept with the entry"
    step, nomination.ended_by, nomination.ended_from = BACK[nomination.ended_from], None, None
    let_happen(work, nomination, batch, step, by="registry")
    if batch.state is BatchState.CLOSED:
        let_happen(work, nomination, batch, Step.BATCH_CLOSED, "batch_closed")
        return
    standing = ensure_standings(work, [nomination.cadre_id])[nomination.cadre_id]
    work.save(STANDINGS, standing)
    if standing.barred:
        let_happen(work, nomination, batch, Step.RESTRICTION_BEGAN, "restricted", "supervision")
    elif standing.stopped_by:
        let_happen(work, nomination, batch, Step.RESULT_STOPS, standing.stopped_by[-1], "supervision")


def _ineligible(work: UnitOfWork, cadre_ids: list[str]) -> list[Nomination]:
    """The nominations of these cadres that are over because they had retired or left."""
    if not cadre_ids:
        return []
    found = work.find(NOMINATIONS, {"cadre_id": {"$in": cadre_ids}, "state": State.REFUSED.value}, most=10_000)
    return [nomination for nomination in found if nomination.ended_by is not None]


def meant(work: UnitOfWork, received: Iterable[Received]) -> list[tuple[Received, Nomination, Batch]]:
    """The events that answer this service, each with its nomination and the batch."""
    mine = [e for e in received if e.data.get("requested_by") == SYSTEM and e.data.get("reference_id")]
    found = work.load_many(NOMINATIONS, (event.data["reference_id"] for event in mine))
    batches = batches_of(work, found.values())
    meant = [(event, found.get(event.data["reference_id"])) for event in mine]
    return [(event, nomination, batches[nomination.batch_id]) for event, nomination in meant if nomination]


def _with_results(read: Reading, rows: list[Document]) -> list[Document]:
    """Nominations with the published results that weigh on them, for whoever has the right to these."""
    if not read.principal.may(schemas.AWARD_RESULTS):
        return [{**row, "results": None} for row in rows]
    found = read.db[STANDINGS.name].find({"_id": {"$in": sorted({row["cadre_id"] for row in rows})}})
    known = {standing.id: standing.results for standing in map(STANDINGS.to_entity, found)}
    return [{**row, "results": shown(known.get(row["cadre_id"], []), model.AWARD)} for row in rows]


def open_of(work: UnitOfWork, cadre_ids: Iterable[str]) -> list[Nomination]:
    """The nominations of these cadres that are not over."""
    wanted = sorted(set(cadre_ids))
    if not wanted:
        return []
    return work.find(NOMINATIONS, {"cadre_id": {"$in": wanted}, "state": {"$in": _OPEN_STATES}}, most=10_000)


def _named(work: UnitOfWork, cadre_ids: Iterable[str]) -> Named:
    """When a programme last named a cadre."""
    wanted = sorted(set(cadre_ids))
    if not wanted:
        return {}
    latest: Named = {}
    fields = {"cadre_id": 1, "programme_id": 1, "conferred_on": 1}
    where = {"cadre_id": {"$in": wanted}, "state": {"$ne": HonourState.REVOKED.value}}
    for row in work.db[HONOURS.name].find(where, fields):
        key, on_ = (row["cadre_id"], row["programme_id"]), date.fromisoformat(row["conferred_on"])
        latest[key] = max(on_, latest.get(key, on_))
    return latest


def _taken(work: UnitOfWork, rows: list[tuple[int, dict[str, Any]]]) -> set[tuple[str, str]]:
    """Who is nominated already in which of the batches of the rows."""
    if not rows:
        return set()
    batches = sorted({row["batch_id"] for _, row in rows})
    cadres = sorted({row["cadre_id"] for _, row in rows})
    where = {"batch_id": {"$in": batches}, "cadre_id": {"$in": cadres}, "counts": True}
    found = work.db[NOMINATIONS.name].find(where, {"batch_id": 1, "cadre_id": 1})
    return {(row["batch_id"], row["cadre_id"]) for row in found}


def _draft(work: UnitOfWork, wish: Document) -> Nomination:
    batch, person = work.load(BATCHES, wish["batch_id"]), work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
    work.named(UNITS, wish["unit_id"], "/unit_id")
    programmes_words.LIFE.must(batch, BatchStep.NOMINATE, batch_id=batch.id)
    programmes.known_fields([wish["field"]], batch.field_keys, "/field", partial(entry_names, work.db, FIELDS))
    if not person.serving:
        raise Retired(cadre_id=person.id, status=person.status)
    nomination = Nomination(
        id=work.new_id("nom"),
        programme_id=batch.programme_id,
        level=batch.level.value,
        unit_ids=person.unit_ids,
        nominee_sequence=person.sequence,
        **{name: value for name, value in wish.items() if name not in _HOW},
    )
    trace(nomination, "drafted", work.mark())
    return nomination


def _submit(work: UnitOfWork, nomination: Nomination, standing: Standing, override: Any, named: Named) -> None:
    """The check of eligibility and the step. Legality (serving, restriction, batch) cannot be overridden."""
    batch, person = work.load(BATCHES, nomination.batch_id), work.see(PEOPLE, nomination.cadre_id)
    mark = work.mark()
    programmes_words.LIFE.must(batch, BatchStep.NOMINATE, batch_id=batch.id)
    if not person.serving or nomination.nominee_gone:
        raise Retired(cadre_id=person.id, status=nomination.nominee_gone or person.status)
    model.must_not_be_barred(standing)
    post, repeat = work.rules["incentive.years_in_post"], work.rules["incentive.repeat_years"]
    reasons = eligibility.reasons(
        on=work.today,
        in_post_since=person.in_post_since,
        years_in_post=post.value,
        post_article=post.cited,
        last_named=named.get((person.id, batch.programme_id)),
        repeat_years=repeat.value,
        repeat_article=repeat.cited,
    )
    if override is not None and reasons and work.scope.reach is not Reach.ALL:
        raise OverrideNotAllowed()
    given = Override(mark.by, override["basis"]) if override else None
    nomination.override = must_be_eligible(reasons, given, NotEligible)
    model.take(nomination, Step.SUBMIT, mark, note=given.basis if nomination.override and given else None)


def _nominate(work: UnitOfWork, wish: Document, named: Named) -> Nomination:
    nomination = _draft(work, wish)
    standing = None
    if wish["submit"]:
        standing = ensure_standings(work, [nomination.cadre_id])[nomination.cadre_id]
        _submit(work, nomination, standing, wish["override"], named)
    return _keep_new(work, nomination, standing)


def _keep_new(work: UnitOfWork, nomination: Nomination, standing: Standing | None) -> Nomination:
    work.add(NOMINATIONS, nomination)
    if standing is None:
        work.tell(events.DRAFTED, nomination)
        return nomination
    work.save(STANDINGS, standing)
    return keep(work, nomination, State.DRAFT, Step.SUBMIT)


def _again(work: UnitOfWork, id: str, step: Step) -> Nomination:
    """A new round of vetting, unless the cadre is restricted."""
    nomination = work.see(NOMINATIONS, id)
    before = nomination.state
    LIFE.must(nomination, step, nomination_id=nomination.id)
    standing = ensure_standings(work, [nomination.cadre_id])[nomination.cadre_id]
    model.must_not_be_barred(standing)
    batch = work.load(BATCHES, nomination.batch_id)
    programmes_words.LIFE.must(batch, BatchStep.VET_AGAIN, batch_id=batch.id)
    model.take(nomination, step, work.mark())
    work.save(STANDINGS, standing)
    return keep(work, nomination, before, step)
