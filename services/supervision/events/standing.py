"""Events: restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class RestrictionState(Schema):
    restriction_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    effects = fields.List(fields.String(), required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    source = fields.String(required=True)
    source_id = fields.String(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_RESTRICTION = {
    "restriction_id": "rst-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "kind": "warning",
    "effects": ["award", "pool", "promotion"],
    "begins": "2026-03-02",
    "ends": "2026-09-01",
    "state": "in_force",
    "source": "registry",
    "source_id": "21",
    "synthetic": True,
}
RESTRICTION_IMPOSED = EVENTS.event(
    "restriction.imposed.v1",
    RestrictionState,
    "A restriction was entered; it may begin later, or lie in the past.",
    zh="影响期已登记",
    example={**_RESTRICTION, "state": "scheduled"},
)
RESTRICTION_BEGAN = EVENTS.event(
    "restriction.began.v1", RestrictionState, "A restriction is in force.", zh="影响期已开始", example=_RESTRICTION
)
RESTRICTION_CHANGED = EVENTS.event(
    "restriction.changed.v1",
    RestrictionState,
    "A restriction has another day, or its cadre another unit.",
    zh="影响期已变更",
    example=_RESTRICTION,
)
RESTRICTION_ENDED = EVENTS.event(
    "restriction.ended.v1",
    RestrictionState,
    "A restriction has ended or was lifted.",
    zh="影响期已结束",
    example={**_RESTRICTION, "state": "ended"},
)
RESTRICTION_ANNULLED = EVENTS.event(
    "restriction.annulled.v1",
    RestrictionState,
    "A restriction was entered in error, or an appeal was upheld: it counts as never having been.",
    zh="影响期已撤销",
    example={**_RESTRICTION, "state": "annulled"},
)


class StandingState(Schema):
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    restricted = fields.Boolean(required=True)
    effects = fields.List(fields.String(), required=True)
    restriction_ids = fields.List(fields.String(), required=True)
    since = fields.Date(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


STANDING_CHANGED = EVENTS.event(
    "standing.changed.v1",
    StandingState,
    "What holds against a cadre has changed.",
    zh="干部影响期状态已变化",
    example={
        "cadre_id": "cdr-01",
        "unit_ids": ["unt-01", "unt-07"],
        "restricted": True,
        "effects": ["award", "pool", "promotion"],
        "restriction_ids": ["rst-01"],
        "since": "2026-03-02",
        "synthetic": True,
    },
)


class ClearanceData(Schema):
    request_id = fields.String(required=True)
    requested_by = fields.String(required=True)
    reference_id = fields.String(required=True)
    purpose = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    given = fields.Boolean(required=True)
    reasons = fields.List(fields.String(), required=True)
    synthetic = fields.Boolean(required=True)


_CLEARANCE = {
    "request_id": "nom-01.c1",
    "requested_by": "incentive",
    "reference_id": "nom-01",
    "purpose": "award",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "given": True,
    "reasons": [],
    "synthetic": True,
}
CLEARANCE_GIVEN = EVENTS.event(
    "clearance.given.v1", ClearanceData, "Nothing stands against it at this moment.", zh="已核准", example=_CLEARANCE
)
CLEARANCE_REFUSED = EVENTS.event(
    "clearance.refused.v1",
    ClearanceData,
    "A restriction stands against it.",
    zh="未予核准",
    example={**_CLEARANCE, "given": False, "reasons": ["restricted"]},
)
