"""Versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, every, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.store import CONVERTER, Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.models import ModelsOfDifferentKinds, ValidFromPast
from services.appraisal.events import models as events
from services.appraisal.model import models as model
from services.appraisal.model.models import Comparison, ModelVersion
from services.appraisal.operations import models as operations
from services.appraisal.parts.model_versions import current_model, load_model, shipped_models
from services.appraisal.parts.runs import start_run
from services.appraisal.schemas import models as schemas
from services.appraisal.store.models import MODELS

__all__ = ["MOVED", "Models", "current_model", "load_model", "shipped_models"]

TAKES_EFFECT = "model_takes_effect"
SHIP_SECONDS = 3600


def _moved_takes_effect(moved: Deadline, work: UnitOfWork) -> None:
    """A published version never changes, so neither does its day: the deadline only starts the computing."""


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {TAKES_EFFECT: _moved_takes_effect}


class Models:
    """Versioned models of 双10+5+1 (分析研判模型)."""

    @every(SHIP_SECONDS, "shipped_models")
    def keep_shipped_models(self, work: UnitOfWork) -> None:
        """Put the shipped versions beside those that users write."""
        there = work.load_many(MODELS, shipped_models())
        for id, version in shipped_models().items():
            if id not in there:
                work.tell(events.MODEL_PUBLISHED, work.add(MODELS, CONVERTER.structure(_plain(version), ModelVersion)))

    @command(operations.DRAFT_MODEL)
    def draft_model(self, wish: Document, work: UnitOfWork) -> ModelVersion:
        """Write a new version."""
        kind = wish["kind"].value
        newest = work.db[MODELS.name].find_one({"kind": kind}, {"number": 1}, sort=[("number", -1)]) or {}
        numbers = [newest.get("number", 0), *(one.number for one in shipped_models().values() if one.kind == kind)]
        record = {**_plain(wish), "id": work.new_id("mdl"), "number": max(numbers) + 1}
        version = CONVERTER.structure(record, ModelVersion)
        model.check(version, queries.entries_of(work.db, "appraisal.evidence_sources"))
        work.tell(events.MODEL_DRAFTED, work.add(MODELS, version))
        return version

    @command(operations.PUBLISH_MODEL)
    def publish_model(self, wish: Document, work: UnitOfWork) -> ModelVersion:
        """Publish a version; from the day on which it holds every index is computed anew.

        Raises ModelNotInThisState, ValidFromPast, RunUnderWay and what a draft is refused for.
        """
        version = work.load(MODELS, wish["model_id"])
        begins = wish["valid_from"] or work.today
        if begins < work.today:
            zh, en = f"不得早于今天（{work.today}）", f"Not before today ({work.today})"
            raise ValidFromPast(zh, en, errors=[field_error("/valid_from", "past", zh, en)])
        model.check(version, queries.entries_of(work.db, "appraisal.evidence_sources"))
        model.publish(version, wish["published_by"], work.now, begins)
        work.tell(events.MODEL_PUBLISHED, work.save(MODELS, version))
        if begins == work.today:
            start_run(work, version, wish["published_by"], version.basis)
        else:
            deadlines.put(work, TAKES_EFFECT, version.id, begins - timedelta(days=1))
        return version

    @command(operations.DISCARD_MODEL)
    def discard_model(self, wish: Document, work: UnitOfWork) -> ModelVersion:
        """Throw a draft away."""
        version = work.load(MODELS, wish["model_id"])
        model.discard(version)
        work.tell(events.MODEL_DISCARDED, work.save(MODELS, version))
        return version

    @deadline(TAKES_EFFECT)
    def take_effect(self, due: Deadline, work: UnitOfWork) -> None:
        """A version's first day has come: compute anew, now or when the run that is under way has finished."""
        version = work.load_many(MODELS, [due.subject]).get(due.subject)
        if version is not None and current_model(work, version.kind).id == version.id:
            start_run(work, version, version.published_by or "", version.basis, insist=False)

    @query(operations.GET_MODEL)
    def get_model(self, wish: Document, read: Reading) -> ModelVersion:
        """One version with all that is in it."""
        return load_model(read, wish["model_id"])

    @query(operations.LIST_MODELS)
    def list_models(self, wish: Document, read: Reading) -> Page:
        """The versions by kind and state, newest first."""
        sorts = {"number": [("kind", 1), ("number", 1)], "state": [("state", 1), ("kind", 1), ("number", 1)]}
        where = queries.filters(wish, "kind", "state")
        return read.page(MODELS, where, wish, sorts=sorts, default_sort="-number", answer=schemas.ModelLine)

    @query(operations.COMPARE_MODELS)
    def compare_models(self, wish: Document, read: Reading) -> Comparison:
        """In what two versions differ."""
        one, other = load_model(read, wish["model_id"]), load_model(read, wish["with"])
        if one.kind is not other.kind:
            raise ModelsOfDifferentKinds()
        return model.compare(other, one)


def _plain(value: object) -> Document:
    """A record that the store's converter can read: what is nested in it is not shared with anybody."""
    record: Document = CONVERTER.unstructure(value)
    return record
