"""Kept: what somebody asks about what is kept of them (个人信息权利申请)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, Within, index
from services.registry.errors.personal_requests import RequestWaits, UnknownPersonalRequest
from services.registry.model.personal_requests import PersonalRequest

PERSONAL_REQUESTS = Collection(
    "personal_requests",
    PersonalRequest,
    [
        index("open", unique=True, where={"open": {"$gt": ""}}, problem=RequestWaits),
        index("cadre_id", "asked_on", "_id"),
        index("unit_ids", "asked_on", "_id"),
        index("kind", "asked_on", "_id"),
        index("state", "asked_on", "_id"),
        index("overdue", "asked_on", "_id"),
        index("asked_on", "_id"),
        index("answer_by", "_id"),
    ],
    UnknownPersonalRequest,
    within=Within(),
    sealed=("about", "reply.text", "superseded.text", "superseded.correction", "timeline.note"),
    whose="cadre_id",
)

PERSONAL_REQUEST_SORTS = queries.orders("asked_on", "answer_by", state="asked_on")
