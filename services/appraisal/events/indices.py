"""Events: indices with every input (担当指数). Advice only: no event of theirs decides anything."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class IndexState(Schema):
    """The whole thin state of a subject's index in a slot; who reads it looks at the slot of the last finished run."""

    index_id = fields.String(required=True, attribute="id", metadata={"zh": "指数"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象"})
    subject_id = fields.String(required=True, metadata={"zh": "干部或单位"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "班子所在单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    model_id = fields.String(required=True, metadata={"zh": "模型版本"})
    model_version = fields.Integer(required=True, metadata={"zh": "模型版本号"})
    score = fields.String(required=True, metadata={"zh": "得分"})
    slot = fields.Integer(required=True, metadata={"zh": "存放位（0 或 1）"})
    run = fields.Integer(required=True, metadata={"zh": "所属全量重算"})
    computed_on = fields.Date(required=True, metadata={"zh": "计算日期"})
    confirmed = fields.Boolean(required=True, metadata={"zh": "已由具名负责人确认"})
    closed = fields.Boolean(required=True, metadata={"zh": "不再有指数"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class IndexRunState(Schema):
    """The whole thin state of a run over every index of a kind."""

    run_id = fields.String(required=True, attribute="id", metadata={"zh": "全量重算"})
    run = fields.Integer(required=True, metadata={"zh": "序号"})
    kind = fields.String(required=True, metadata={"zh": "对象"})
    model_id = fields.String(required=True, metadata={"zh": "模型版本"})
    slot = fields.Integer(required=True, metadata={"zh": "存放位（0 或 1）"})
    total = fields.Integer(required=True, metadata={"zh": "总数"})
    done = fields.Integer(required=True, metadata={"zh": "已算"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_INDEX: dict[str, Any] = {
    "index_id": "cadre.cad-01.0",
    "subject_kind": "cadre",
    "subject_id": "cad-01",
    "cadre_id": "cad-01",
    "unit_id": None,
    "unit_ids": ["unt-01", "unt-07"],
    "model_id": "mdl-cadre-1",
    "model_version": 1,
    "score": "71.35",
    "slot": 0,
    "run": 0,
    "computed_on": "2026-03-02",
    "confirmed": False,
    "closed": False,
    "synthetic": True,
}
_RUN: dict[str, Any] = {
    "run_id": "run-01",
    "run": 1,
    "kind": "cadre",
    "model_id": "mdl-02",
    "slot": 1,
    "total": 1200,
    "done": 0,
    "state": "running",
    "synthetic": False,
}
INDEX_COMPUTED = EVENTS.event(
    "index.computed.v1",
    IndexState,
    "An index was computed in a slot, or belongs to another run or unit now; it is advice.",
    zh="指数已计算",
    example=_INDEX,
)
INDEX_CONFIRMED = EVENTS.event(
    "index.confirmed.v1",
    IndexState,
    "A named person has confirmed the index as it is; another value would have to be confirmed anew.",
    zh="指数已确认",
    example={**_INDEX, "confirmed": True},
)
INDEX_CLOSED = EVENTS.event(
    "index.closed.v1",
    IndexState,
    "The subject has an index no more: retired, gone, or a unit that was closed.",
    zh="指数已停用",
    example={**_INDEX, "closed": True},
)
RUN_STARTED = EVENTS.event(
    "index_run.started.v1", IndexRunState, "Every index of a kind is computed anew.", zh="全量重算已开始", example=_RUN
)
RUN_ADVANCED = EVENTS.event(
    "index_run.advanced.v1",
    IndexRunState,
    "Another slice of the indices was computed; readers still see the earlier ones.",
    zh="全量重算有进展",
    example={**_RUN, "done": 500},
)
RUN_FINISHED = EVENTS.event(
    "index_run.finished.v1",
    IndexRunState,
    "Every index was computed; from this moment on readers see this run's slot.",
    zh="全量重算已完成",
    example={**_RUN, "done": 1200, "state": "finished"},
)
