"""Events: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.lifecycle import words_of
from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS
from services.incentive.model import honours as model
from services.incentive.model.programmes import Level


class HonourState(Schema):
    """The whole thin state of an honour."""

    honour_id = fields.String(required=True, attribute="id", metadata={"zh": "荣誉"})
    nomination_id = fields.String(required=True, metadata={"zh": "推荐"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    programme_id = fields.String(required=True, metadata={"zh": "表彰项目"})
    level = fields.String(required=True, metadata={"zh": f"级别：{with_words(words_of(Level))}"})
    batch_id = fields.String(required=True, metadata={"zh": "批次"})
    field = fields.String(required=True, metadata={"zh": "领域"})
    conferred_on = fields.Date(required=True, metadata={"zh": "授予日期"})
    state = fields.String(required=True, metadata={"zh": f"状态：{with_words(words_of(model.HonourState))}"})
    certificate_number = fields.String(required=True, metadata={"zh": "证书编号"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_HONOUR: dict[str, Any] = {
    "honour_id": "hon-01",
    "nomination_id": "nom-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "programme_id": "prg-01",
    "level": "city",
    "batch_id": "bat-01",
    "field": "rural",
    "conferred_on": "2025-07-01",
    "state": "in_force",
    "certificate_number": "BT-2025-0001",
    "synthetic": True,
}
HONOUR_CONFERRED = EVENTS.event(
    "honour.conferred.v1", HonourState, "An honour has been conferred on a cadre.", zh="荣誉已授予", example=_HONOUR
)
HONOUR_REVIEW_OPENED = EVENTS.event(
    "honour.review_opened.v1",
    HonourState,
    "A restriction covers the day of conferring; a person decides whether the honour stands.",
    zh="荣誉复核已启动",
    example={**_HONOUR, "state": "under_review"},
)
HONOUR_REVIEW_CLOSED = EVENTS.event(
    "honour.review_closed.v1",
    HonourState,
    "A person has decided after review that the honour stands.",
    zh="荣誉复核已办结",
    example=_HONOUR,
)
HONOUR_REVOKED = EVENTS.event(
    "honour.revoked.v1",
    HonourState,
    "A person has revoked the honour; its certificate is no longer valid.",
    zh="荣誉已撤销",
    example={**_HONOUR, "state": "revoked"},
)
