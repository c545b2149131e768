"""Which version of a model holds, and versions by their id."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from servicekit.rules import shipped
from servicekit.store import CONVERTER
from servicekit.work import Reading
from services.appraisal.errors.models import NoModelInForce
from services.appraisal.model import models as model
from services.appraisal.model.models import ModelVersion
from services.appraisal.store.models import MODELS
from services.appraisal.vocabulary.models import ModelState


@cache
def shipped_models() -> dict[str, ModelVersion]:
    """The versions that hold from the start, by id; they are examples, and say so."""
    records = shipped(Path(__file__).parent.parent, "model_versions")
    return {record["id"]: CONVERTER.structure(record, ModelVersion) for record in records}


def current_model(reading: Reading, kind: str, on: date | None = None) -> ModelVersion:
    """The version that holds today, or on a day. Raises NoModelInForce."""
    day = on or reading.today
    where = {"kind": kind, "state": ModelState.PUBLISHED.value, "valid_from": {"$lte": day.isoformat()}}
    kept = reading.db[MODELS.name].find(where).sort([("valid_from", -1), ("number", -1)]).limit(1)
    versions = [MODELS.to_entity(document) for document in kept]
    versions += [one for one in shipped_models().values() if one.kind == kind]
    found = model.in_force(versions, day)
    if found is None:
        raise NoModelInForce(kind=kind, day=day.isoformat())
    return found


def load_model(reading: Reading, model_id: str) -> ModelVersion:
    """A version by its id. Raises NoModel."""
    if model_id in shipped_models():
        return shipped_models()[model_id]
    return MODELS.to_entity(reading.get(MODELS, model_id))
