"""Offered: runs that compute every index of a kind by another version of the model, slice by slice."""

from __future__ import annotations

from servicekit.operations import COMPUTED, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.indices import NoIndexRun, RunUnderWay
from services.appraisal.errors.models import NoModelInForce
from services.appraisal.schemas import indices as schemas

# fmt: off
START_INDEX_RUN = Command(
    "appraisal.start_index_run", schemas.StartRun, schemas.RunOut,
    refuses=(RunUnderWay, NoModelInForce),
    put_right=COMPUTED,
)
GET_INDEX_RUN = Query("appraisal.get_index_run", schemas.RunOf, schemas.RunOut, refuses=(NoIndexRun,))
LIST_INDEX_RUNS = Query("appraisal.list_index_runs", schemas.ListRuns, page_of(schemas.RunOut))
