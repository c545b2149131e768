"""What waits in the registry: alerts, corrections, and each step on the way to a leading post."""

from __future__ import annotations

from gateway.readmodels.worklists.common import Each, Waiting, everything, in_state, that_has_come
from services.registry.operations import alerts, cadres, disposals, personal_requests, selections, units
from services.registry.schemas.alerts import FORESEEN, RULES
from services.registry.schemas.planned import KINDS as PLANNED
from services.registry.vocabulary.personal_requests import RequestKind

_S = "selections"
_OBJECTED = (
    "considered", "inspected", "vetting", "deferred", "lapsed", "vetted", "decided", "publicity", "publicised", "held",
    "released",
)  # fmt: skip
"""Objections stay open while a selection goes back a step, or is held."""

WAITING = (
    Waiting(cadres.DECIDE_CORRECTION, in_state("corrections", "requested")),
    Waiting(disposals.DECIDE_DISPOSAL, in_state("disposals", "proposed")),
    Waiting(
        personal_requests.ANSWER_PERSONAL_REQUEST,
        in_state("personal_requests", "open"),
        "answer_by",
        called=lambda row: RequestKind(row["kind"]).zh,
    ),
    Waiting(
        personal_requests.ACKNOWLEDGE_PERSONAL_ANSWER,
        in_state("personal_requests", "answered"),
        called=lambda row: RequestKind(row["kind"]).zh,
    ),
    Waiting(
        alerts.HANDLE_ALERT,
        in_state("alerts", "open"),
        "due_on",
        dated=("rule", FORESEEN),
        called=lambda row: RULES[row["rule"]],
    ),
    Waiting(
        units.CANCEL_PLANNED_CHANGE,
        that_has_come(in_state("planned_changes", "planned", cut=everything), "on"),
        "on",
        called=lambda row: PLANNED[row["operation"]],
        zh="计划变更未能生效：查明原因，重新录入或取消",
        en="A planned change could not take effect: see why, enter it anew or cancel it",
    ),
    Waiting(selections.RECOMMEND, in_state(_S, "proposed")),
    Waiting(selections.CONSIDER, in_state(_S, "recommended")),
    Waiting(selections.INSPECT, in_state(_S, "considered")),
    Waiting(selections.REQUEST_VETTING, in_state(_S, "inspected", "deferred", "lapsed")),
    Waiting(selections.DECIDE, in_state(_S, "vetted"), "fresh_until"),
    Waiting(selections.PUBLICISE, in_state(_S, "decided"), "fresh_until"),
    Waiting(
        selections.SETTLE,
        in_state(_S, *_OBJECTED, open_objections={"$gt": 0}),
        "publicity_ends",
        called=("第{objection}号反映", "objection {objection}"),
        each=Each("open_objection_numbers", "objection", selections.GET_SELECTION),
    ),
    Waiting(selections.TAKE_UP, in_state(_S, "publicised", open_objections=0), "fresh_until"),
    Waiting(selections.RESUME, in_state(_S, "released")),
)
