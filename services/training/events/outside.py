"""Events of training outside the city."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.training.events.common import EVENTS, HOURS, HoursData


class OutsideData(Schema):
    outside_record_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    organiser_id = fields.String(required=True)
    organiser_tier = fields.String(required=True)
    class_title = fields.String(
        required=True, attribute="title", metadata={"description": "The title of the class; it names no person"}
    )
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    mode = fields.String(required=True)
    hours = fields.Nested(HoursData, required=True)
    total_hours = fields.Float(required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_OUTSIDE: dict[str, Any] = {
    "outside_record_id": "out-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "organiser_id": "org-09",
    "organiser_tier": "central_party_school",
    "class_title": "县委书记研修班",
    "begins": "2025-03-03",
    "ends": "2025-04-30",
    "mode": "off_job",
    "hours": HOURS,
    "total_hours": 40.0,
    "state": "recorded",
    "synthetic": True,
}
OUTSIDE_RECORDED = EVENTS.event(
    "outside_record.recorded.v1",
    OutsideData,
    "A cadre was trained outside the city; the hours are in the ledger.",
    zh="外出培训已登记",
    example=_OUTSIDE,
)
OUTSIDE_ANNULLED = EVENTS.event(
    "outside_record.annulled.v1",
    OutsideData,
    "The record was entered by mistake; its hours are taken back.",
    zh="外出培训记录已作废",
    example={**_OUTSIDE, "state": "annulled"},
)
