"""Events: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.lifecycle import words_of
from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS
from services.incentive.vocabulary import honours as model
from services.incentive.vocabulary.programmes import Level


class HonourState(Schema):
    """The whole thin state of an honour. One of a past year has a title, and no nomination, batch, field or number of a
    certificate, and a programme only where it is one of today's: these are empty then."""

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
    title = fields.String(required=True, allow_none=True, metadata={"zh": "表彰名称（历年表彰）"})
    document = fields.String(required=True, allow_none=True, metadata={"zh": "文号（历年表彰）"})
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
    "title": None,
    "document": None,
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

_EMPTY = ("nomination_id", "programme_id", "batch_id", "field", "certificate_number")


def emptied(honour: model.Honour) -> dict[str, str]:
    """What an honour of a past year has not, as events tell it: these were texts before there were such."""
    return {name: getattr(honour, name) or "" for name in _EMPTY}
