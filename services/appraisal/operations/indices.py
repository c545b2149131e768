"""Offered: indices with every input (担当指数)."""

from __future__ import annotations

from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.operations import COMPUTED, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.indices import (
    ConfirmedAlready,
    FutureDay,
    ModelNotPublished,
    ModelOfOtherKind,
    NoIndex,
    NoIndexRun,
    OwnIndexClosed,
)
from services.appraisal.errors.models import NoModel, NoModelInForce
from services.appraisal.schemas import indices as schemas

# fmt: off
COMPUTE_INDEX = Command(
    "appraisal.compute_index", schemas.ComputeIndex, schemas.ExplainedOut,
    refuses=(
        UnknownCadre, UnknownUnit, NoModel, NoModelInForce, FutureDay, ModelOfOtherKind, ModelNotPublished,
        NoIndexRun,
    ),
    put_right=COMPUTED,
)
CONFIRM_INDEX = Command(
    "appraisal.confirm_index", schemas.ConfirmIndex, schemas.KeptOut,
    refuses=(NoIndex, ConfirmedAlready),
    put_right=COMPUTED,
)
GET_INDEX = Query("appraisal.get_index", schemas.IndexOf, schemas.ExplainedOut, refuses=(NoIndex, NoModel))
GET_OWN_INDEX = Query(
    "appraisal.get_own_index", schemas.OwnIndex, schemas.ExplainedOut, refuses=(NoIndex, NoModel, OwnIndexClosed)
)
RECOMPUTE_INDEX = Query("appraisal.recompute_index", schemas.IndexOf, schemas.RecomputedOut, refuses=(NoIndex, NoModel))
LIST_INDICES = Query("appraisal.list_indices", schemas.ListIndices, page_of(schemas.CurrentOut))
LIST_KEPT_INDICES = Query("appraisal.list_kept_indices", schemas.ListKept, page_of(schemas.KeptOut))
