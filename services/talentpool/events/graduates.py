"""Events: selected graduates (选调生)."""

from __future__ import annotations

from typing import Any

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS


class GraduateState(Schema):
    """The whole thin state of a selected graduate."""

    graduate_id = fields.String(required=True, attribute="id", metadata={"zh": "选调生"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    year = fields.Integer(required=True, metadata={"zh": "选调年度"})
    stage = fields.String(required=True, metadata={"zh": "阶段"})
    promoted = fields.Boolean(required=True, metadata={"zh": "已提拔"})
    promotions = fields.Integer(required=True, attribute="promotion_count", metadata={"zh": "提拔次数"})
    key_training = fields.Boolean(required=True, metadata={"zh": "重点培养对象"})
    mentor_assigned = fields.Boolean(required=True, metadata={"zh": "有导师"})
    overdue = fields.Integer(required=True, metadata={"zh": "逾期未办的谈话和考核"})
    tracked_until = fields.Date(required=True, metadata={"zh": "跟踪管理期止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_GRADUATE: dict[str, Any] = {
    "graduate_id": "grd-cad-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "year": 2021,
    "stage": "first_post",
    "promoted": False,
    "promotions": 0,
    "key_training": False,
    "mentor_assigned": True,
    "overdue": 0,
    "tracked_until": "2031-06-30",
    "state": "tracking",
    "synthetic": True,
}


def _event(action: str, en: str, zh: str, **values: Any) -> Event:
    return EVENTS.event(f"graduate.{action}.v1", GraduateState, en, zh=zh, example={**_GRADUATE, **values})


TRACKED = _event("tracked", "A selected graduate is tracked.", "选调生已纳入跟踪管理", mentor_assigned=False)
CHANGED = _event("changed", "A selected graduate was corrected, or has moved.", "选调生信息已更正或调动")
STAGE_REACHED = _event("stage_reached", "Another stage has begun.", "选调生已进入新阶段", stage="growth")
PROMOTED = _event("promoted", "A promotion is on record.", "选调生晋升已记入", promoted=True, promotions=1)
MENTOR_CHANGED = _event("mentor_changed", "The mentor has changed.", "选调生导师已变更")
INTERVIEWED = _event("interviewed", "The interview of a year was held.", "选调生年度谈话已记入")
ASSESSED = _event("assessed", "The assessment of a year is on record.", "选调生年度考核已记入")
FELL_BEHIND = _event(
    "fell_behind", "A year is over without its interview or assessment.", "选调生年度谈话或考核逾期", overdue=1
)
KEY_TRAINING_CHANGED = _event(
    "key_training_changed", "Onto the key-training list, or off it.", "选调生重点培养名单已变化", key_training=True
)
ENDED = _event("ended", "The tracking is over, or the graduate has left.", "选调生跟踪管理已结束", state="ended")
