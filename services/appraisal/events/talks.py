"""Events: talks (谈话) of an appraisal."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class TalkState(Schema):
    """The whole thin state of a talk: whom it is about, never with whom it was held nor what was said."""

    talk_id = fields.String(required=True, attribute="id", metadata={"zh": "谈话"})
    appraisal_id = fields.String(required=True, metadata={"zh": "考察"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "考察对象"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    role = fields.String(required=True, metadata={"zh": "谈话对象身份"})
    held_on = fields.Date(required=True, metadata={"zh": "谈话日期"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    corrected = fields.Integer(required=True, metadata={"zh": "更正次数"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_TALK: dict[str, Any] = {
    "talk_id": "tlk-01",
    "appraisal_id": "apr-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "role": "colleague",
    "held_on": "2026-01-20",
    "state": "recorded",
    "corrected": 0,
    "synthetic": True,
}
RECORDED = EVENTS.event(
    "talk.recorded.v1", TalkState, "A talk of an appraisal is on record.", zh="谈话已记录", example=_TALK
)
CORRECTED = EVENTS.event(
    "talk.corrected.v1",
    TalkState,
    "The record of a talk was corrected; what stood there is kept.",
    zh="谈话记录已更正",
    example={**_TALK, "state": "corrected", "corrected": 1},
)
ANNULLED = EVENTS.event(
    "talk.annulled.v1",
    TalkState,
    "The record of a talk was entered by mistake and counts no more.",
    zh="谈话记录已作废",
    example={**_TALK, "state": "annulled", "corrected": 1},
)
