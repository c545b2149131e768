"""Events: versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class ModelVersionState(Schema):
    """The whole thin state of a version of a model."""

    model_id = fields.String(required=True, attribute="id", metadata={"zh": "模型版本"})
    kind = fields.String(required=True, metadata={"zh": "对象"})
    number = fields.Integer(required=True, metadata={"zh": "版本号"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    valid_from = fields.Date(required=True, allow_none=True, metadata={"zh": "生效日期"})
    verified = fields.Boolean(required=True, metadata={"zh": "依据已核实"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_MODEL: dict[str, Any] = {
    "model_id": "mdl-02",
    "kind": "cadre",
    "number": 2,
    "state": "draft",
    "valid_from": None,
    "verified": False,
    "synthetic": True,
}
MODEL_DRAFTED = EVENTS.event(
    "model.drafted.v1",
    ModelVersionState,
    "A new version of a model was written; it holds for nothing yet.",
    zh="模型版本已拟订",
    example=_MODEL,
)
MODEL_PUBLISHED = EVENTS.event(
    "model.published.v1",
    ModelVersionState,
    "A version of a model is fixed and holds from a day on.",
    zh="模型版本已发布",
    example={**_MODEL, "state": "published", "valid_from": "2026-01-01"},
)
MODEL_DISCARDED = EVENTS.event(
    "model.discarded.v1",
    ModelVersionState,
    "A draft was thrown away.",
    zh="模型草稿已作废",
    example={**_MODEL, "state": "discarded"},
)
