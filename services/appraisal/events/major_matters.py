"""Events: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class MajorMatterState(Schema):
    """The whole thin state of a major matter."""

    matter_id = fields.String(required=True, attribute="id", metadata={"zh": "大事要事"})
    code = fields.String(required=True, metadata={"zh": "编号"})
    begins = fields.Date(required=True, metadata={"zh": "起"})
    ends = fields.Date(required=True, allow_none=True, metadata={"zh": "止"})
    lead_unit_id = fields.String(required=True, metadata={"zh": "牵头单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    mechanism_id = fields.String(required=True, allow_none=True, metadata={"zh": "机制"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class EvaluationState(Schema):
    """The whole thin state of an evaluation: the degree, without marks and notes."""

    evaluation_id = fields.String(required=True, attribute="id", metadata={"zh": "评价"})
    matter_id = fields.String(required=True, metadata={"zh": "大事要事"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别"})
    subject_id = fields.String(required=True, metadata={"zh": "对象"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    role = fields.String(required=True, metadata={"zh": "角色"})
    degree = fields.String(required=True, metadata={"zh": "担当担责度"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_MATTER: dict[str, Any] = {
    "matter_id": "mjm-01",
    "code": "DS-01",
    "begins": "2026-01-05",
    "ends": None,
    "lead_unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "mechanism_id": "mch-01",
    "state": "open",
    "synthetic": True,
}
_EVALUATION: dict[str, Any] = {
    "evaluation_id": "mje-01",
    "matter_id": "mjm-01",
    "subject_kind": "cadre",
    "subject_id": "cad-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "role": "lead",
    "degree": "86.50",
    "state": "recorded",
    "synthetic": True,
}
MATTER_OPENED = EVENTS.event(
    "major_matter.opened.v1", MajorMatterState, "A major matter was entered.", zh="大事要事已登记", example=_MATTER
)
MATTER_CLOSED = EVENTS.event(
    "major_matter.closed.v1",
    MajorMatterState,
    "A major matter is closed; no new evaluations.",
    zh="大事要事已办结",
    example={**_MATTER, "state": "closed"},
)
EVALUATION_RECORDED = EVENTS.event(
    "evaluation.recorded.v1",
    EvaluationState,
    "An evaluation in a major matter was recorded; it does not count yet.",
    zh="担当担责度评价已记录",
    example=_EVALUATION,
)
EVALUATION_CONFIRMED = EVENTS.event(
    "evaluation.confirmed.v1",
    EvaluationState,
    "Another person has confirmed an evaluation; it counts.",
    zh="担当担责度评价已确认",
    example={**_EVALUATION, "state": "confirmed"},
)
EVALUATION_REJECTED = EVENTS.event(
    "evaluation.rejected.v1",
    EvaluationState,
    "Another person did not confirm an evaluation.",
    zh="担当担责度评价未获确认",
    example={**_EVALUATION, "state": "rejected"},
)
EVALUATION_WITHDRAWN = EVENTS.event(
    "evaluation.withdrawn.v1",
    EvaluationState,
    "An evaluation was taken back; it counts no more.",
    zh="担当担责度评价已撤销",
    example={**_EVALUATION, "state": "withdrawn"},
)
