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
    put_right=("reject_deed", "withdraw_deed"),
)
IMPORT_DEEDS = BulkCommand(
    "appraisal.import_deeds", row=schemas.DeedRow,
    refuses=(
        SubjectWrong, UnknownCadre, UnknownUnit, UnknownEntry, DimensionUnknown, BadPeriod, NotAnother,
        TooManyDeeds, NoModelInForce, StepNotPossible,
    ),
    put_right=("withdraw_deed",),
)
VERIFY_DEED = Command(
    "appraisal.verify_deed", schemas.VerifyDeed, schemas.DeedOut,
    refuses=(NoDeed, StepNotPossible, NotAnother, NotIndependent, TooManyDeeds),
    put_right=("withdraw_deed",),
)
REJECT_DEED = Command(
    "appraisal.reject_deed", schemas.RejectDeed, schemas.DeedOut,
    refuses=(NoDeed, StepNotPossible, NotAnother, NotIndependent),
    put_right=("record_deed",),
)
WITHDRAW_DEED = Command(
    "appraisal.withdraw_deed", schemas.WithdrawDeed, schemas.DeedOut,
    refuses=(NoDeed, StepNotPossible),
    put_right=("record_deed",),
)
GET_DEED = Query("appraisal.get_deed", schemas.DeedOf, schemas.DeedOut, refuses=(NoDeed,))
LIST_DEEDS = Query("appraisal.list_deeds", schemas.ListDeeds, page_of(schemas.DeedOut))
