"""Offered: the hours ledger, compliance, reminders, online records, needs and recommendations."""

from __future__ import annotations

from servicekit.errors import DayNotCome, HasDied, UnknownEntry, UnknownUnit
from servicekit.operations import COMPUTED, BulkCommand, Command, Query
from servicekit.schema import page_of
from services.training.errors.classes import TooManyHours
from services.training.errors.common import AlreadyKnown, NotInThisState, UnknownCadre
from services.training.errors.ledger import NoEntry, NoNeed, NoOnlineRecord, RecordKnown
from services.training.schemas import ledger as schemas

# fmt: off
LIST_HOURS = Query("training.list_hours", schemas.ListHours, page_of(schemas.EntryOut))
CORRECT_HOURS = Command(
    "training.correct_hours", schemas.CorrectHours, schemas.EntryOut,
    refuses=(AlreadyKnown, NoEntry),
    put_right=("correct_hours",),
)
LIST_COMPLIANCE = Query(
    "training.list_compliance", schemas.ListCompliance, page_of(schemas.ComplianceOut),
)
UNIT_COMPLIANCE = Query("training.unit_compliance", schemas.UnitComplianceQuery, schemas.UnitComplianceOut)
REMIND = Command(
    "training.remind", schemas.Remind, schemas.RemindOut,
    put_right=COMPUTED,
)
LIST_REMINDERS = Query("training.list_reminders", schemas.ListReminders, page_of(schemas.ReminderOut))
ACCEPT_ONLINE_RECORD = Command(
    "training.accept_online_record", schemas.OnlineRecordIn, schemas.OnlineRecordOut,
    refuses=(RecordKnown, DayNotCome, HasDied, TooManyHours, UnknownCadre, UnknownEntry, AlreadyKnown),
    put_right=("annul_online_record",),
)
ANNUL_ONLINE_RECORD = Command(
    "training.annul_online_record", schemas.AnnulOnlineRecord, schemas.OnlineRecordOut,
    refuses=(NoOnlineRecord, NotInThisState, AlreadyKnown),
    put_right=("accept_online_record",),
)
IMPORT_ONLINE_RECORDS = BulkCommand(
    "training.import_online_records", row=schemas.OnlineRecordIn,
    refuses=(RecordKnown, DayNotCome, HasDied, TooManyHours, UnknownCadre, UnknownEntry, AlreadyKnown),
    put_right=("annul_online_record",),
)
ACCEPT_STATEMENTS = Command(
    "training.accept_statements", schemas.Statements, schemas.StatementsOut,
    refuses=(AlreadyKnown, RecordKnown, DayNotCome, HasDied, TooManyHours, UnknownCadre, UnknownEntry),
    put_right=("annul_online_record",),
)
GET_ONLINE_RECORD = Query(
    "training.get_online_record", schemas.OnlineRecordOf, schemas.OnlineRecordOut,
    refuses=(NoOnlineRecord,),
)
LIST_ONLINE_RECORDS = Query("training.list_online_records", schemas.ListOnlineRecords, page_of(schemas.OnlineRecordOut))
STATE_NEED = Command(
    "training.state_need", schemas.StateNeed, schemas.NeedOut,
    refuses=(UnknownCadre, UnknownUnit, UnknownEntry),
    put_right=("close_need",),
)
CLOSE_NEED = Command(
    "training.close_need", schemas.CloseNeed, schemas.NeedOut,
    refuses=(NoNeed,),
    put_right=("state_need",),
)
LIST_NEEDS = Query("training.list_needs", schemas.ListNeeds, page_of(schemas.NeedOut))
RECOMMEND = Query("training.recommend", schemas.RecommendQuery, schemas.RecommendationsOut, refuses=(UnknownCadre,))
