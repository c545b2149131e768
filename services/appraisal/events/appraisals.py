"""Events: appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from typing import Any

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class AppraisalState(Schema):
    """The whole thin state of an appraisal: no scores, no texts, nobody of the appraisal team."""

    appraisal_id = fields.String(required=True, attribute="id", metadata={"zh": "考察"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "领导班子所在单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    post_id = fields.String(required=True, allow_none=True, metadata={"zh": "拟任职位"})
    mechanism_id = fields.String(required=True, allow_none=True, metadata={"zh": "所依机制"})
    model_id = fields.String(required=True, allow_none=True, metadata={"zh": "评价模型版本"})
    period_begins = fields.Date(required=True, metadata={"zh": "考察期起"})
    period_ends = fields.Date(required=True, metadata={"zh": "考察期止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    grade = fields.String(required=True, allow_none=True, metadata={"zh": "等次"})
    revised = fields.Integer(required=True, metadata={"zh": "结论被替代次数"})
    planned_on = fields.Date(required=True, metadata={"zh": "计划日期"})
    started_on = fields.Date(required=True, allow_none=True, metadata={"zh": "开始日期"})
    concluded_on = fields.Date(required=True, allow_none=True, metadata={"zh": "结论日期"})
    notified_on = fields.Date(required=True, allow_none=True, metadata={"zh": "告知日期"})
    closed_on = fields.Date(required=True, allow_none=True, metadata={"zh": "办结日期"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_PLANNED: dict[str, Any] = {
    "appraisal_id": "apr-01",
    "kind": "no_appointment",
    "subject_kind": "cadre",
    "cadre_id": "cad-01",
    "unit_id": None,
    "unit_ids": ["unt-01", "unt-07"],
    "post_id": None,
    "mechanism_id": "mec-01",
    "model_id": None,
    "period_begins": "2025-01-01",
    "period_ends": "2025-12-31",
    "state": "planned",
    "grade": None,
    "revised": 0,
    "planned_on": "2026-01-05",
    "started_on": None,
    "concluded_on": None,
    "notified_on": None,
    "closed_on": None,
    "synthetic": True,
}
_RUNNING = {**_PLANNED, "state": "running", "model_id": "mdl-01", "started_on": "2026-01-12"}
_CONCLUDED = {**_RUNNING, "state": "concluded", "grade": "good", "concluded_on": "2026-02-10"}
_NOTIFIED = {**_CONCLUDED, "state": "notified", "notified_on": "2026-02-12"}


def _event(action: str, meaning: str, zh: str, example: dict[str, Any]) -> Event:
    return EVENTS.event(f"appraisal.{action}.v1", AppraisalState, meaning, zh=zh, example=example)


PLANNED = _event("planned", "An appraisal is planned.", "考察已列入计划", _PLANNED)
CHANGED = _event("changed", "Its plan has changed, or its cadre has moved to another unit.", "考察计划已变更", _PLANNED)
STARTED = _event("started", "It runs, by the version of the model that it keeps.", "考察已开始", _RUNNING)
DRAFTED = _event(
    "drafted", "A conclusion is drafted; another confirms it.", "考察结论已起草", {**_RUNNING, "state": "drafted"}
)
RETURNED = _event("returned", "The draft of the conclusion is to be drawn up anew.", "考察结论已退回", _RUNNING)
CONCLUDED = _event("concluded", "A named person has confirmed the conclusion.", "考察结论已确认", _CONCLUDED)
NOTIFIED = _event("notified", "The cadre was told the result.", "考察结果已告知", _NOTIFIED)
CONTESTED = _event(
    "contested",
    "A review is asked for, a complaint lodged, or the decision on one was entered by mistake and waits again.",
    "考察结果被申请复核或申诉",
    {**_NOTIFIED, "state": "contested"},
)
SETTLED = _event(
    "settled", "The review or the complaint is settled; the conclusion stands.", "复核或申诉已办结", _NOTIFIED
)
REVISED = _event(
    "revised",
    "A review or a complaint has changed the conclusion.",
    "考察结论已变更",
    {**_NOTIFIED, "grade": "excellent", "revised": 1},
)
REOPENED = _event(
    "reopened",
    "A review or a complaint, or who found it wrong before it was told, sent it back; it runs again, unconcluded.",
    "考察重新进行",
    {**_RUNNING, "revised": 1},
)
CLOSED = _event("closed", "It is over.", "考察已办结", {**_NOTIFIED, "state": "closed", "closed_on": "2026-03-20"})
OPENED_AGAIN = _event(
    "opened_again",
    "It is concluded as before: its notice was annulled, or a team's was closed by mistake.",
    "考察回到结论已确认",
    _CONCLUDED,
)
WENT_ON = _event(
    "went_on",
    "It was cancelled because its subject had left, and that was set aside: it is planned, or runs, as before.",
    "考察已恢复",
    _RUNNING,
)
CANCELLED = _event(
    "cancelled",
    "It was given up, or its subject has retired, left or been dissolved.",
    "考察已取消",
    {**_PLANNED, "state": "cancelled"},
)
