"""Collections: indices with every input (担当指数), and the runs that compute all of them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import indices as errors
from services.appraisal.model.index_records import CurrentIndex, IndexRun, KeptIndex, Pointer

INDICES = Collection(
    "indices",
    CurrentIndex,
    [
        index("subject_kind", "run", "order", "_id"),
        index("unit_ids", "subject_kind", "run", "order", "_id"),
        index("subject_id", "subject_kind", "run"),
        index("peers", "subject_kind", "run", "_id", where={"peers": {"$gt": ""}}),
    ],
    missing=errors.NoIndex,
    within=Within(),
)
KEPT = Collection(
    "kept_indices",
    KeptIndex,
    [index("subject_id", "computed_at", "_id"), index("unit_ids", "computed_at", "_id"), index("computed_at", "_id")],
    missing=errors.NoIndex,
    within=Within(),
    sealed=("confirmation_basis",),
    whose="subject_id",
)
RUNS = Collection(
    "index_runs",
    IndexRun,
    [
        index("kind", "run", unique=True, problem=errors.RunUnderWay),
        index("started_at", "_id"),
        index("state", "started_at", "_id"),
    ],
    missing=errors.NoIndexRun,
)
POINTERS = Collection("index_pointers", Pointer)
ALL: list[Collection[Any]] = [INDICES, KEPT, RUNS, POINTERS]
