"""Told: what somebody asks about what is kept of them (个人信息权利申请). Neither question nor answer is told."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class PersonalRequestData(Schema):
    """How a request stands, without what is asked and answered."""

    request_id = fields.String(required=True, attribute="id", metadata={"zh": "申请"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    kind = fields.String(required=True, metadata={"zh": "申请事项"})
    asked_on = fields.Date(required=True, metadata={"zh": "收到日期"})
    answer_by = fields.Date(required=True, metadata={"zh": "答复期限"})
    overdue = fields.Boolean(required=True, metadata={"zh": "逾期"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    outcome = fields.String(required=True, allow_none=True, metadata={"zh": "答复"})
    answered_on = fields.Date(required=True, allow_none=True, metadata={"zh": "答复日期"})
    told_on = fields.Date(required=True, allow_none=True, metadata={"zh": "告知日期"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_REQUEST = {
    "request_id": "prq-3",
    "cadre_id": "cad-0k3v9m2x7q5z1",
    "unit_ids": ["unt-01", "unt-07"],
    "kind": "copy",
    "asked_on": "2026-03-02",
    "answer_by": "2026-04-01",
    "overdue": False,
    "state": "open",
    "outcome": None,
    "answered_on": None,
    "told_on": None,
    "synthetic": False,
}
_ANSWERED = {"state": "answered", "outcome": "granted", "answered_on": "2026-03-09"}


def _request(name: str, en: str, zh: str, **state: Any) -> Any:
    return EVENTS.event(name, PersonalRequestData, en, zh=zh, example={**_REQUEST, **state})


ASKED = _request(
    "personal_request.asked.v1",
    "A cadre has asked about what is kept of them.",
    "个人信息权利申请已提出",
)
OVERDUE = _request(
    "personal_request.overdue.v1",
    "The day for the answer is over without one.",
    "个人信息权利申请逾期未答复",
    overdue=True,
)
DUE_MOVED = _request(
    "personal_request.due_moved.v1", "The day for the answer is another now.", "个人信息权利申请答复期限已变更"
)
ANSWERED = _request(
    "personal_request.answered.v1",
    "A request was answered; the person is to be told.",
    "个人信息权利申请已答复",
    **_ANSWERED,
)
CORRECTED = _request(
    "personal_request.corrected.v1",
    "The answer was put right; the person is to be told anew.",
    "个人信息权利申请的答复已更正",
    **_ANSWERED | {"outcome": "refused"},
)
TOLD = _request(
    "personal_request.told.v1",
    "The person knows the answer.",
    "个人信息权利申请的答复已告知",
    **_ANSWERED | {"state": "told", "told_on": "2026-03-10"},
)
WITHDRAWN = _request(
    "personal_request.withdrawn.v1", "A request was taken back.", "个人信息权利申请已撤回", state="withdrawn"
)
ENDED = _request(
    "personal_request.ended.v1",
    "What is kept of the person was destroyed, and what was asked with it; nothing waits any more.",
    "个人信息权利申请随资料销毁终结",
    state="ended",
)
