"""Events: objections (异议) to what is public. Who lodged one, and what it says, is not told."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS


class ObjectionState(Schema):
    objection_id = fields.String(required=True, attribute="id")
    nomination_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    grounds = fields.String(required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_OBJECTION = {
    "objection_id": "obj-01",
    "nomination_id": "nom-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "grounds": "facts",
    "state": "open",
    "synthetic": True,
}
OBJECTION_LODGED = EVENTS.event(
    "objection.lodged.v1", ObjectionState, "Somebody objects to a nomination.", zh="收到异议", example=_OBJECTION
)
OBJECTION_RESOLVED = EVENTS.event(
    "objection.resolved.v1",
    ObjectionState,
    "An objection was upheld or dismissed.",
    zh="异议已办结",
    example={**_OBJECTION, "state": "dismissed"},
)
