"""Offered: deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from servicekit.errors import NotIndependent, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.appraisals import SubjectWrong
from services.appraisal.errors.common import BadPeriod, NotAnother, StepNotPossible
from services.appraisal.errors.deeds import DimensionUnknown, NoDeed, TooManyDeeds
from services.appraisal.errors.models import NoModelInForce
from services.appraisal.schemas import deeds as schemas

# fmt: off
RECORD_DEED = Command(
    "appraisal.record_deed", schemas.RecordDeed, schemas.DeedOut,
    refuses=(SubjectWrong, UnknownCadre, UnknownUnit, UnknownEntry, DimensionUnknown, BadPeriod, NoModelInForce),
)
IMPORT_DEEDS = BulkCommand(
    "appraisal.import_deeds", row=schemas.DeedRow,
    refuses=(
        SubjectWrong, UnknownCadre, UnknownUnit, UnknownEntry, DimensionUnknown, BadPeriod, NotAnother,
        TooManyDeeds, NoModelInForce, StepNotPossible,
    ),
)
VERIFY_DEED = Command(
    "appraisal.verify_deed", schemas.VerifyDeed, schemas.DeedOut,
    refuses=(NoDeed, StepNotPossible, NotAnother, NotIndependent, TooManyDeeds),
)
REJECT_DEED = Command(
    "appraisal.reject_deed", schemas.RejectDeed, schemas.DeedOut,
    refuses=(NoDeed, StepNotPossible, NotAnother, NotIndependent),
)
WITHDRAW_DEED = Command(
    "appraisal.withdraw_deed", schemas.WithdrawDeed, schemas.DeedOut,
    refuses=(NoDeed, StepNotPossible),
)
GET_DEED = Query("appraisal.get_deed", schemas.DeedOf, schemas.DeedOut, refuses=(NoDeed,))
LIST_DEEDS = Query("appraisal.list_deeds", schemas.ListDeeds, page_of(schemas.DeedOut))
