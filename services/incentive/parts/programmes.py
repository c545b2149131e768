"""Programmes, and batches that open, take no more nominations, and close with whatever is still open in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from operator import itemgetter

from servicekit import deadlines, queries
from servicekit.bulk import enter_each
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.periods import must_not_end_before_it_begins
from servicekit.rules import entry_names
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive.errors.programmes import ProgrammeKnown
from services.incentive.events import programmes as events
from services.incentive.model import programmes as model
from services.incentive.model.programmes import Batch, Programme
from services.incentive.operations import programmes as operations
from services.incentive.parts.steps import SYSTEM, let_happen
from services.incentive.schemas import programmes as schemas
from services.incentive.store.nominations import NOMINATIONS
from services.incentive.store.programmes import BATCHES, PROGRAMMES
from services.incentive.vocabulary.nomination_life import OPEN, Step
from services.incentive.vocabulary.programmes import LIFE, LIFE_OF_PROGRAMME, BatchState, BatchStep, ProgrammeStep

BATCH_CLOSES = "batch_closes"
FIELDS = "incentive.fields"
AT_ONCE = 200
"""Nominations that expire in one transaction; the deadline fires again until none is left."""


class Programmes:
    """Programmes of honours and their batches with quotas."""

    @command(operations.OPEN_PROGRAMME)
    def open_programme(self, wish: Document, work: UnitOfWork) -> Programme:
        """Set up a programme; without fields of its own it takes every field of the dictionary."""
        return _opened(wish, work)

    @command(operations.IMPORT_PROGRAMMES)
    def import_programmes(self, wish: Document, work: UnitOfWork) -> Document:
        """Programmes of honours, many at once; the code of each is new."""

        def enter(row: Document, work: UnitOfWork) -> Programme:
            if queries.taken(work.db, PROGRAMMES, "code", [row["code"]]):
                raise ProgrammeKnown()
            return _opened(row, work)

        return enter_each(work, wish, schemas.OpenProgramme, enter, itemgetter("code"), ProgrammeKnown)

    @command(operations.CHANGE_PROGRAMME)
    def change_programme(self, wish: Document, work: UnitOfWork) -> Programme:
        """Put right what a programme is called, or who confers its honours; what it said before stays readable."""
        programme, basis = work.load(PROGRAMMES, wish.pop("programme_id")), wish.pop("basis")
        model.put_right(programme, wish, basis, work.mark())
        work.tell(events.PROGRAMME_CHANGED, work.save(PROGRAMMES, programme))
        return programme

    @query(operations.GET_PROGRAMME)
    def get_programme(self, wish: Document, read: Reading) -> Document:
        """One programme."""
        return read.get(PROGRAMMES, wish["programme_id"])

    @query(operations.LIST_PROGRAMMES)
    def list_programmes(self, wish: Document, read: Reading) -> Page:
        """Programmes by level and code."""
        sorts = queries.orders("code", state="code")
        where = queries.filters(wish, "level", "code")
        return read.page(PROGRAMMES, where, wish, sorts=sorts, default_sort="code", answer=schemas.ProgrammeOut)

    @command(operations.OPEN_BATCH)
    def open_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """Open a batch; it closes by itself when its last day is over."""
        programme = work.load(PROGRAMMES, wish["programme_id"])
        LIFE_OF_PROGRAMME.must(programme, ProgrammeStep.OPEN_BATCH)
        _must_know_fields(work, wish["quota_by_field"], programme.field_keys)
        # Saved, so that it is not withdrawn at the same time.
        work.save(PROGRAMMES, programme)
        batch = Batch(id=work.new_id("bat"), level=programme.level, field_keys=programme.field_keys, **wish)
        must_not_end_before_it_begins(batch.opens_on, batch.closes_on, "/closes_on")
        model.check_quota(batch)
        deadlines.put(work, BATCH_CLOSES, batch.id, batch.closes_on)
        work.tell(events.BATCH_OPENED, work.add(BATCHES, batch))
        return batch

    @command(operations.CHANGE_BATCH)
    def change_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """Change title, quota or last day. A quota is never less than what is named or reserved."""
        batch = work.load(BATCHES, wish.pop("batch_id"))
        LIFE.must(batch, BatchStep.CHANGE, batch_id=batch.id)
        for name, value in wish.items():
            setattr(batch, name, value)
        _must_know_fields(work, batch.quota_by_field, batch.field_keys)
        model.check_quota(batch)
        if "closes_on" in wish:
            deadlines.put(work, BATCH_CLOSES, batch.id, batch.closes_on)
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))
        return batch

    @command(operations.CLOSE_SUBMISSIONS)
    def close_submissions(self, wish: Document, work: UnitOfWork) -> Batch:
        """Take no more nominations; those that were submitted go on."""
        batch = work.load(BATCHES, wish["batch_id"])
        LIFE.move(batch, BatchStep.CLOSE_SUBMISSIONS, batch_id=batch.id)
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))
        return batch

    @command(operations.END_BATCH)
    def end_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """End a batch now; what is open in it expires in steps right afterwards."""
        batch = work.load(BATCHES, wish["batch_id"])
        LIFE.move(batch, BatchStep.END, batch_id=batch.id)
        batch.closes_on = work.today
        work.tell(events.BATCH_CLOSED, work.save(BATCHES, batch))
        # A day that is over already, so that what is open expires at once.
        deadlines.put(work, BATCH_CLOSES, batch.id, work.today - timedelta(days=1))
        return batch

    @query(operations.GET_BATCH)
    def get_batch(self, wish: Document, read: Reading) -> Document:
        """One batch with its quota."""
        return read.get(BATCHES, wish["batch_id"])

    @query(operations.LIST_BATCHES)
    def list_batches(self, wish: Document, read: Reading) -> Page:
        """Batches by programme and state, the one that closes first at the top."""
        sorts = queries.orders("closes_on", state="closes_on")
        where = queries.filters(wish, "programme_id", "state")
        return read.page(BATCHES, where, wish, sorts=sorts, default_sort="closes_on", answer=schemas.BatchOut)

    @deadline(BATCH_CLOSES)
    def batch_is_over(self, due: Deadline, work: UnitOfWork) -> None:
        """Close the batch and let what is open in it expire, in bounded steps."""
        batch = work.load_many(BATCHES, [due.subject]).get(due.subject)
        if batch is None:
            return
        if LIFE.happen(batch, BatchStep.PERIOD_ENDED):
            work.tell(events.BATCH_CLOSED, work.save(BATCHES, batch))
        where = {"batch_id": batch.id, "state": {"$in": [state.value for state in OPEN]}}
        open_ = work.first(NOMINATIONS, where, sort=[("_id", 1)], limit=AT_ONCE)
        for nomination in open_:
            let_happen(work, nomination, batch, Step.BATCH_CLOSED, "batch_closed", SYSTEM)
        if len(open_) == AT_ONCE:
            deadlines.put(work, BATCH_CLOSES, batch.id, due.due_on)


def _opened(wish: Document, work: UnitOfWork) -> Programme:
    queries.must_know(work.db, FIELDS, wish["field_keys"], "/field_keys")
    wish["field_keys"] = wish["field_keys"] or sorted(entry_names(work.db, FIELDS))
    programme = work.add(PROGRAMMES, Programme(id=work.new_id("prg"), **wish))
    work.tell(events.PROGRAMME_OPENED, programme)
    return programme


def batch_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the end of a batch."""
    batch = work.load_many(BATCHES, [moved.subject]).get(moved.subject)
    if batch is not None and batch.state is not BatchState.CLOSED:
        batch.closes_on = moved.due_on
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))


MOVED = {BATCH_CLOSES: batch_moved}


def _must_know_fields(work: UnitOfWork, quotas: Iterable[str], allowed: Collection[str]) -> None:
    model.known_fields(list(quotas), allowed, "/quota_by_field", partial(entry_names, work.db, FIELDS))
