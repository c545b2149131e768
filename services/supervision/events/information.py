"""Events: the information link (信息联通). Field codes only; values are never told."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class AgreementState(Schema):
    """An agreement's whole thin state."""

    agreement_id = fields.String(required=True, attribute="id")
    mechanism = fields.String(required=True)
    code = fields.String(required=True)
    giver_agency_id = fields.String(required=True)
    taker_ids = fields.List(fields.String(), required=True)
    agreed = fields.List(fields.String(), required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_AGREEMENT = {
    "agreement_id": "agr-01",
    "mechanism": "information",
    "code": "XY-2025-01",
    "giver_agency_id": "agy-01",
    "taker_ids": ["agy-02"],
    "agreed": ["audit_finding"],
    "valid_from": "2025-01-01",
    "valid_to": "2025-12-31",
    "state": "in_force",
    "synthetic": True,
}
AGREED = EVENTS.event(
    "agreement.concluded.v1",
    AgreementState,
    "Agencies agreed what one gives to others.",
    zh="信息共享协议已订立",
    example=_AGREEMENT,
)
ENDED = EVENTS.event(
    "agreement.ended.v1",
    AgreementState,
    "An agreement has ended.",
    zh="信息共享协议已终止",
    example={**_AGREEMENT, "state": "ended"},
)


class SharedItemState(Schema):
    """A shared item's whole thin state."""

    item_id = fields.String(required=True, attribute="id")
    mechanism = fields.String(required=True)
    agreement_id = fields.String(required=True)
    giver_agency_id = fields.String(required=True)
    cadre_id = fields.String(required=True, allow_none=True)
    unit_ids = fields.List(fields.String(), required=True)
    field_codes = fields.List(fields.String(), required=True)
    shared_on = fields.Date(required=True)
    readings = fields.Integer(required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_ITEM = {
    "item_id": "inf-01",
    "mechanism": "information",
    "agreement_id": "agr-01",
    "giver_agency_id": "agy-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "field_codes": ["audit_finding"],
    "shared_on": "2025-03-03",
    "readings": 0,
    "state": "shared",
    "synthetic": True,
}


def _item(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, SharedItemState, meaning, zh=zh, example={**_ITEM, **state})


SHARED = _item("information.shared.v1", "An agency shares an item.", "信息已共享")
READ = _item("information.read.v1", "An agency has read an item; the log says which fields.", "信息已查看", readings=1)
WITHDRAWN = _item("information.withdrawn.v1", "An item is not shared any more.", "信息已撤回", state="withdrawn")
