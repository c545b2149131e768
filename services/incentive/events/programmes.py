"""Events: programmes and batches with their quotas."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS


class ProgrammeState(Schema):
    programme_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    level = fields.String(required=True)
    field_keys = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_PROGRAMME = {
    "programme_id": "prg-01",
    "code": "DDZW-CITY",
    "level": "city",
    "field_keys": ["two_major_tasks"],
    "state": "open",
    "synthetic": True,
}
PROGRAMME_OPENED = EVENTS.event(
    "programme.opened.v1", ProgrammeState, "A programme of honours is there.", zh="表彰项目已建立", example=_PROGRAMME
)
PROGRAMME_CHANGED = EVENTS.event(
    "programme.changed.v1",
    ProgrammeState,
    "What a programme is called, or who confers its honours, was put right.",
    zh="表彰项目已更正",
    example=_PROGRAMME,
)


class BatchData(Schema):
    batch_id = fields.String(required=True, attribute="id")
    programme_id = fields.String(required=True)
    level = fields.String(required=True)
    number = fields.Integer(required=True)
    quota = fields.Integer(required=True)
    reserved = fields.Integer(required=True)
    conferred = fields.Integer(required=True, attribute="named")
    opens_on = fields.Date(required=True)
    closes_on = fields.Date(required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_BATCH = {
    "batch_id": "bat-01",
    "programme_id": "prg-01",
    "level": "city",
    "number": 1,
    "quota": 36,
    "reserved": 0,
    "conferred": 0,
    "opens_on": "2026-03-02",
    "closes_on": "2026-12-31",
    "state": "open",
    "synthetic": True,
}
BATCH_OPENED = EVENTS.event(
    "batch.opened.v1", BatchData, "A batch takes nominations.", zh="表彰批次已开放", example=_BATCH
)
BATCH_CHANGED = EVENTS.event(
    "batch.changed.v1",
    BatchData,
    "A batch was changed, or takes no more nominations.",
    zh="表彰批次已变更",
    example={**_BATCH, "state": "voting"},
)
BATCH_CLOSED = EVENTS.event(
    "batch.closed.v1",
    BatchData,
    "A batch is over; what was open in it has expired.",
    zh="表彰批次已结束",
    example={**_BATCH, "conferred": 36, "state": "closed"},
)
