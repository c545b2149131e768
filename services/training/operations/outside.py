"""Offered: training outside the city (外出培训)."""

from __future__ import annotations

from servicekit.errors import DayNotCome, HasDied
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.training.errors.classes import TooManyHours
from services.training.errors.common import AlreadyKnown, NoSuchRow, NotInThisState, UnknownCadre
from services.training.errors.enrolments import Overlap
from services.training.errors.outside import NoOutsideRecord, NotElsewhere, OutsideKnown
from services.training.errors.resources import NoOrganiser
from services.training.schemas import outside as schemas

# fmt: off
RECORD_OUTSIDE = Command(
    "training.record_outside", schemas.OutsideIn, schemas.OutsideOut,
    refuses=(
        UnknownCadre, NoOrganiser, NotElsewhere, DayNotCome, HasDied, TooManyHours, Overlap, OutsideKnown, AlreadyKnown,
    ),
    put_right=("annul_outside",),
)
IMPORT_OUTSIDE_RECORDS = BulkCommand(
    "training.import_outside_records", row=schemas.OutsideIn,
    refuses=(
        UnknownCadre, NoSuchRow, NotElsewhere, DayNotCome, HasDied, TooManyHours, Overlap, OutsideKnown, AlreadyKnown,
    ),
    put_right=("annul_outside",),
)
IMPORT_PAST_RECORDS = BulkCommand(
    "training.import_past_records", row=schemas.PastIn,
    refuses=IMPORT_OUTSIDE_RECORDS.refuses,
    put_right=("annul_outside",),
)
ANNUL_OUTSIDE = Command(
    "training.annul_outside", schemas.AnnulOutside, schemas.OutsideOut,
    refuses=(NoOutsideRecord, NotInThisState, AlreadyKnown),
    put_right=("record_outside",),
)
GET_OUTSIDE = Query("training.get_outside", schemas.OutsideOf, schemas.OutsideOut, refuses=(NoOutsideRecord,))
LIST_OUTSIDE = Query("training.list_outside", schemas.ListOutside, page_of(schemas.OutsideOut))
