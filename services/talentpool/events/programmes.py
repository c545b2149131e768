"""Events: programmes (七个一批) and who takes part."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS


class ProgrammeState(Schema):
    """The whole thin state of a programme; its counts as they were when it was opened, changed or closed."""

    programme_id = fields.String(required=True, attribute="id", metadata={"zh": "培养项目"})
    code = fields.String(required=True, metadata={"zh": "编号"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    seats = fields.Integer(required=True, metadata={"zh": "名额"})
    begins = fields.Date(required=True, metadata={"zh": "起"})
    ends = fields.Date(required=True, metadata={"zh": "止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class ParticipantState(Schema):
    """The whole thin state of a participant."""

    participant_id = fields.String(required=True, attribute="id", metadata={"zh": "参加人员"})
    programme_id = fields.String(required=True, metadata={"zh": "培养项目"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    enrolled_on = fields.Date(required=True, metadata={"zh": "参加日期"})
    progress = fields.Integer(required=True, metadata={"zh": "进度（百分比）"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_PROGRAMME: dict[str, Any] = {
    "programme_id": "prg-01",
    "code": "PY-01",
    "kind": "kind_1",
    "seats": 30,
    "begins": "2026-03-01",
    "ends": "2026-12-31",
    "state": "open",
    "synthetic": True,
}
_PARTICIPANT: dict[str, Any] = {
    "participant_id": "ppt-01",
    "programme_id": "prg-01",
    "kind": "kind_1",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "enrolled_on": "2026-03-05",
    "progress": 0,
    "state": "enrolled",
    "synthetic": True,
}
OPENED = EVENTS.event(
    "programme.opened.v1", ProgrammeState, "A programme takes participants.", zh="培养项目已开设", example=_PROGRAMME
)
CHANGED = EVENTS.event(
    "programme.changed.v1",
    ProgrammeState,
    "A programme has more or fewer seats, or another last day.",
    zh="培养项目名额或止期已调整",
    example={**_PROGRAMME, "seats": 40},
)
CLOSED = EVENTS.event(
    "programme.closed.v1",
    ProgrammeState,
    "A programme takes nobody any more.",
    zh="培养项目已关闭",
    example={**_PROGRAMME, "state": "closed"},
)
ENROLLED = EVENTS.event(
    "participant.enrolled.v1",
    ParticipantState,
    "A cadre takes part in a programme.",
    zh="干部已参加培养项目",
    example=_PARTICIPANT,
)
ADVANCED = EVENTS.event(
    "participant.advanced.v1",
    ParticipantState,
    "A participant's progress is on record.",
    zh="培养进度已记录",
    example={**_PARTICIPANT, "progress": 40},
)
MOVED = EVENTS.event(
    "participant.moved.v1",
    ParticipantState,
    "The participant is of another unit now, and goes on.",
    zh="参加人员所在单位已变化",
    example=_PARTICIPANT,
)
COMPLETED = EVENTS.event(
    "participant.completed.v1",
    ParticipantState,
    "A participant has completed the programme.",
    zh="培养项目已结业",
    example={**_PARTICIPANT, "progress": 100, "state": "completed"},
)
LEFT = EVENTS.event(
    "participant.left.v1",
    ParticipantState,
    "A participant has left the programme.",
    zh="已退出培养项目",
    example={**_PARTICIPANT, "progress": 40, "state": "left"},
)
