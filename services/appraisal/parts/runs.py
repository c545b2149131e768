"""Runs that compute every index of a kind by another version of the model, slice by slice."""

from __future__ import annotations

import pymongo

from servicekit import queries
from servicekit.calls import command, on, query
from servicekit.events import Received
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.events import indices as events
from services.appraisal.model import index_records as records
from services.appraisal.model.index_records import IndexRun
from services.appraisal.model.models import ModelVersion
from services.appraisal.operations import runs as operations
from services.appraisal.parts.computing import Target, compute, pointer_of
from services.appraisal.parts.model_versions import current_model, load_model
from services.appraisal.schemas import indices as schemas
from services.appraisal.store.evidence import BEHIND, SUBJECTS
from services.appraisal.store.indices import POINTERS, RUNS
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.index_records import RUN_LIFE, RunStep

SLICE = 500


def start_run(
    work: UnitOfWork, version: ModelVersion, by: str, basis: str, *, insist: bool = True, synthetic: bool = False
) -> IndexRun | None:
    """Begin to compute every index of the version's kind by it.

    Raises RunUnderWay; where it does not `insist`, the run under way begins the next one when it finishes.
    """
    pointer = pointer_of(work, version.kind)
    if pointer.running is not None and not insist:
        return None
    number, slot = records.begin_run(pointer)
    total = work.db[SUBJECTS.name].count_documents({"kind": version.kind.value, "active": True})
    id, made_up = work.new_id("run"), synthetic or version.synthetic
    run = IndexRun(id, number, version.kind, version.id, slot, total, by, basis, work.now, synthetic=made_up)
    pointer.running = run.id
    work.save(POINTERS, pointer)
    work.tell(events.RUN_STARTED, work.add(RUNS, run))
    return run


class Runs:
    """Runs that compute every index of a kind by another version of the model, slice by slice."""

    @command(operations.START_INDEX_RUN)
    def start_index_run(self, wish: Document, work: UnitOfWork) -> IndexRun:
        """Compute every index of a kind anew by the version in force."""
        version = current_model(work, wish["kind"].value)
        run = start_run(work, version, wish["started_by"], wish["basis"], synthetic=wish["synthetic"])
        assert run is not None
        return run

    @on("appraisal", "index_run.started.v1", "index_run.advanced.v1", handler="index_runs")
    def advance_run(self, event: Received, work: UnitOfWork) -> None:
        """Compute the next slice; a killed process goes on where the last slice was kept.

        News that comes meanwhile goes into both slots, so nothing that the run has passed is missed.
        """
        run = work.load_many(RUNS, [event.subject]).get(event.subject)
        if run is None or not RUN_LIFE.may(run, RunStep.ADVANCE) or event.data["done"] != run.done:
            return
        where = {"kind": run.kind.value, "active": True, "_id": {"$gt": run.after}}
        subjects = work.first(SUBJECTS, where, sort=[("_id", 1)], limit=SLICE)
        if subjects:
            compute(work, run.kind, subjects, [Target(load_model(work, run.model_id), run.slot, run.run)])
            run.done += len(subjects)
            run.after = subjects[-1].id
        work.save(RUNS, run)
        if len(subjects) < SLICE:
            _finish(work, run)
        else:
            run.total = max(run.total, run.done)
            work.tell(events.RUN_ADVANCED, run)

    @query(operations.GET_INDEX_RUN)
    def get_index_run(self, wish: Document, read: Reading) -> Document:
        """One run with its progress."""
        return read.get(RUNS, wish["run_id"])

    @query(operations.LIST_INDEX_RUNS)
    def list_index_runs(self, wish: Document, read: Reading) -> Page:
        """The runs by kind and state, newest first."""
        sorts = queries.orders("started_at", state="started_at")
        where = queries.filters(wish, "kind", "state")
        return read.page(RUNS, where, wish, sorts=sorts, default_sort="-started_at", answer=schemas.RunOut)


def _finish(work: UnitOfWork, run: IndexRun) -> None:
    """Switch the readers, in the same transaction as the last slice; and go on where a later version holds by now."""
    pointer = pointer_of(work, run.kind)
    records.finish_run(pointer, run, work.now)
    work.save(POINTERS, pointer)
    work.tell(events.RUN_FINISHED, run)
    if run.kind is SubjectKind.CADRE:
        work.write(SUBJECTS, pymongo.UpdateMany({"kind": SubjectKind.TEAM.value}, BEHIND))
    version = current_model(work, run.kind)
    if version.id != run.model_id:
        start_run(work, version, version.published_by or "", version.basis)
