"""Events: agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class AgencyState(Schema):
    agency_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    unit_id = fields.String(required=True)
    kind = fields.String(required=True)
    vets = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_AGENCY = {
    "agency_id": "agy-01",
    "code": "discipline",
    "unit_id": "unt-02",
    "kind": "discipline",
    "vets": ["award", "pool"],
    "active": True,
    "synthetic": True,
}
AGENCY_REGISTERED = EVENTS.event(
    "agency.registered.v1", AgencyState, "An agency joined.", zh="联席成员单位已登记", example=_AGENCY
)
AGENCY_CHANGED = EVENTS.event(
    "agency.changed.v1", AgencyState, "An agency was changed.", zh="联席成员单位已变更", example=_AGENCY
)


class VettingState(Schema):
    vetting_id = fields.String(required=True, attribute="id")
    requested_by = fields.String(required=True)
    request_id = fields.String(required=True)
    purpose = fields.String(required=True)
    reference_id = fields.String(required=True, allow_none=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    requested_on = fields.Date(required=True)
    state = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)
    asked = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    waits_for = fields.List(fields.String(), required=True, attribute="missing")
    escalation = fields.Integer(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    concluded_on = fields.Date(required=True, allow_none=True)
    round = fields.Integer(required=True)
    synthetic = fields.Boolean(required=True)


_VETTING = {
    "vetting_id": "vet-01",
    "requested_by": "incentive",
    "request_id": "nom-01.1",
    "purpose": "award",
    "reference_id": "nom-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "requested_on": "2026-03-02",
    "state": "open",
    "outcome": None,
    "reasons": [],
    "asked": 3,
    "answered": 0,
    "waits_for": ["agy-01", "agy-02", "agy-03"],
    "escalation": 0,
    "due_on": "2026-03-09",
    "provisional": False,
    "concluded_on": None,
    "round": 1,
    "synthetic": True,
}
_ANSWERED = {**_VETTING, "answered": 3, "waits_for": []}
_DONE = {**_ANSWERED, "state": "concluded", "outcome": "passed", "concluded_on": "2026-03-06"}
VETTING_OPENED = EVENTS.event(
    "vetting.opened.v1", VettingState, "Agencies are asked about a cadre.", zh="联审已启动", example=_VETTING
)
OPINION_RECORDED = EVENTS.event(
    "vetting.opinion_recorded.v1",
    VettingState,
    "An agency has answered.",
    zh="联审意见已回复",
    example={**_VETTING, "answered": 1, "waits_for": ["agy-02", "agy-03"]},
)
OPINION_TAKEN_BACK = EVENTS.event(
    "vetting.opinion_taken_back.v1",
    VettingState,
    "An answer that was imported by mistake was taken back.",
    zh="联审意见已撤回",
    example=_VETTING,
)
VETTING_ESCALATED = EVENTS.event(
    "vetting.escalated.v1",
    VettingState,
    "The day is over and opinions are missing; a second, shorter period runs.",
    zh="联审已催办",
    example={**_VETTING, "escalation": 1, "due_on": "2026-03-11"},
)
VETTING_REOPENED = EVENTS.event(
    "vetting.reopened.v1",
    VettingState,
    "A vetting that was concluded is open again: a late answer came, something was learnt, or it is put right.",
    zh="联审已恢复",
    example={**_ANSWERED, "escalation": 2},
)
VETTING_CONCLUDED = EVENTS.event(
    "vetting.concluded.v1", VettingState, "A vetting has its outcome.", zh="联审已有结论", example=_DONE
)
VETTING_CANCELLED = EVENTS.event(
    "vetting.cancelled.v1",
    VettingState,
    "A vetting is no longer needed.",
    zh="联审已取消",
    example={**_VETTING, "state": "cancelled"},
)
