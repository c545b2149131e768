"""Told: what was kept sealed of somebody is to be destroyed (销毁), and was."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class DisposalData(Schema):
    """A proposal to destroy, and how it was decided; `parts` are the services whose part it is about."""

    disposal_id = fields.String(required=True, attribute="id", metadata={"zh": "申请"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    parts = fields.List(fields.String(), required=True, metadata={"zh": "所涉服务"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_DISPOSAL = {
    "disposal_id": "dsp-3",
    "cadre_id": "cad-0k3v9m2x7q5z1",
    "unit_ids": ["unt-01", "unt-07"],
    "parts": ["appraisal", "registry"],
    "state": "proposed",
    "synthetic": False,
}

DISPOSAL_PROPOSED = EVENTS.event(
    "disposal.proposed.v1",
    DisposalData,
    "It was proposed to destroy what is kept sealed of a cadre; nothing has changed yet.",
    zh="销毁已提出",
    example=_DISPOSAL,
)

DISPOSAL_DECIDED = EVENTS.event(
    "disposal.decided.v1",
    DisposalData,
    "A proposal was approved, rejected or withdrawn. Once approved, each service of `parts` destroys its key.",
    zh="销毁已办结",
    example={**_DISPOSAL, "state": "approved"},
)
