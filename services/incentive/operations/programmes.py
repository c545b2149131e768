"""Offered: programmes, and batches that open, take no more nominations, and close with what is still open."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.incentive.errors.programmes import (
    BatchKnown,
    BatchNotInThisState,
    NoBatch,
    NoProgramme,
    ProgrammeKnown,
    ProgrammeUnchanged,
    ProgrammeWithdrawn,
    QuotaMismatch,
    UnknownField,
)
from services.incentive.schemas import programmes as schemas

# fmt: off
OPEN_PROGRAMME = Command(
    "incentive.open_programme", schemas.OpenProgramme, schemas.ProgrammeOut,
    refuses=(ProgrammeKnown, UnknownEntry),
    put_right=("change_programme",),
)
IMPORT_PROGRAMMES = BulkCommand(
    "incentive.import_programmes", row=schemas.OpenProgramme,
    refuses=OPEN_PROGRAMME.refuses,
    put_right=("change_programme",),
)
CHANGE_PROGRAMME = Command(
    "incentive.change_programme", schemas.ChangeProgramme, schemas.ProgrammeOut,
    refuses=(NoProgramme, ProgrammeWithdrawn, ProgrammeUnchanged),
    put_right=("change_programme",),
)
GET_PROGRAMME = Query("incentive.get_programme", schemas.ProgrammeOf, schemas.ProgrammeOut, refuses=(NoProgramme,))
LIST_PROGRAMMES = Query("incentive.list_programmes", schemas.ListProgrammes, page_of(schemas.ProgrammeOut))
OPEN_BATCH = Command(
    "incentive.open_batch", schemas.OpenBatch, schemas.BatchOut,
    refuses=(BatchKnown, UnknownField, QuotaMismatch, NoProgramme, ProgrammeWithdrawn, EndsBeforeItBegins),
    put_right=("change_batch", "end_batch"),
)
CHANGE_BATCH = Command(
    "incentive.change_batch", schemas.ChangeBatch, schemas.BatchOut,
    refuses=(BatchNotInThisState, QuotaMismatch, UnknownField, NoBatch),
    put_right=("change_batch",),
)
CLOSE_SUBMISSIONS = Command(
    "incentive.close_submissions", schemas.BatchOf, schemas.BatchOut,
    refuses=(BatchNotInThisState, NoBatch),
    put_right=("open_batch",),
)
END_BATCH = Command(
    "incentive.end_batch", schemas.EndBatch, schemas.BatchOut,
    refuses=(BatchNotInThisState, NoBatch),
    put_right=("open_batch",),
)
GET_BATCH = Query("incentive.get_batch", schemas.BatchOf, schemas.BatchOut, refuses=(NoBatch,))
LIST_BATCHES = Query("incentive.list_batches", schemas.ListBatches, page_of(schemas.BatchOut))
