"""Events of the hours ledger, of online records and of reminders."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.training.events.common import EVENTS, HOURS, HoursData


class HoursCreditedData(Schema):
    entry_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True)
    on = fields.Date(required=True)
    counts_on = fields.Date(
        required=True, allow_none=True, metadata={"description": "in a correction: the day of the hours put right"}
    )
    mode = fields.String(required=True, metadata={"description": "off_job, concentrated or online"})
    source = fields.String(required=True, metadata={"description": "class, online_record, outside or correction"})
    source_id = fields.String(required=True)
    hours = fields.Nested(HoursData, required=True)
    total_hours = fields.Float(required=True, metadata={"description": "negative in a correction"})
    synthetic = fields.Boolean(required=True)


HOURS_CREDITED = EVENTS.event(
    "hours.credited.v1",
    HoursCreditedData,
    "Hours were entered in a cadre's ledger; a correction has negative hours.",
    zh="学时已入账",
    example={
        "entry_id": "hrs-01",
        "cadre_id": "cad-01",
        "unit_ids": ["unt-01", "unt-07"],
        "year": 2025,
        "on": "2025-03-07",
        "counts_on": None,
        "mode": "off_job",
        "source": "class",
        "source_id": "enr-01",
        "hours": HOURS,
        "total_hours": 40.0,
        "synthetic": True,
    },
)


class OnlineRecordData(Schema):
    online_record_id = fields.String(required=True, attribute="id")
    platform = fields.String(required=True)
    record_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    category = fields.String(required=True)
    hours = fields.Float(required=True)
    finished_on = fields.Date(required=True)
    state = fields.String(metadata={"description": "recorded or annulled; recorded where it is not said"})
    synthetic = fields.Boolean(required=True)


_ONLINE_RECORD = {
    "online_record_id": "onl-01",
    "platform": "beijiang_cloud",
    "record_id": "bj-2025-000123",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "category": "theory",
    "hours": 2.0,
    "finished_on": "2025-05-06",
    "state": "recorded",
    "synthetic": True,
}
ONLINE_RECORD_ACCEPTED = EVENTS.event(
    "online_record.accepted.v1",
    OnlineRecordData,
    "A record of an online platform was taken in, once; its hours are in the ledger.",
    zh="网络学习记录已入库",
    example=_ONLINE_RECORD,
)
ONLINE_RECORD_ANNULLED = EVENTS.event(
    "online_record.annulled.v1",
    OnlineRecordData,
    "The record was entered by mistake; its hours are taken back, and its number may be entered anew.",
    zh="网络学习记录已作废",
    example={**_ONLINE_RECORD, "state": "annulled"},
)


class ReminderData(Schema):
    reminder_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True)
    missing_hours = fields.Float(required=True)
    open = fields.Boolean(required=True)
    synthetic = fields.Boolean()


_REMINDER = {
    "reminder_id": "cad-01.2025",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "year": 2025,
    "missing_hours": 12.5,
    "open": True,
    "synthetic": True,
}
REMINDER_SENT = EVENTS.event(
    "reminder.sent.v1",
    ReminderData,
    "A cadre was told of missing hours, for the first time or again.",
    zh="学时提醒已发出",
    example=_REMINDER,
)
REMINDER_CLOSED = EVENTS.event(
    "reminder.closed.v1",
    ReminderData,
    "The missing hours are there.",
    zh="学时提醒已消除",
    example={**_REMINDER, "missing_hours": 0.0, "open": False},
)
