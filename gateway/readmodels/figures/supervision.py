"""Figures of supervision (干部监督)."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, Selection, everything, link, whole
from gateway.readmodels.figures.base import Distinct, Figure
from services.supervision.operations.matters import MECHANISMS
from services.supervision.operations.rectification import LIST_RECTIFICATION_ITEMS

_AGREED = ["agreement.concluded.v1", "agreement.ended.v1"]
"""An agreement alone shares nothing yet."""
_USED_ON = ("shared_on", "registered_on", "published_on", "assigned_on")
"""The day on which a mechanism was used, as supervision itself counts it; a conference must have been held too."""
_HELD: Filter = {"state": {"$nin": ["planned", "cancelled"]}}
_COUNTS: Filter = {"$nor": [{"mechanism": "discussion", "state": "withdrawn"}]}
"""A matter that was registered by mistake was no use; a task or a result that was taken back was one."""


def used(asked: Asked) -> Filter:
    """The uses of the five mechanisms (五联) in a period; an agreement alone is none."""
    held = {**_HELD, **asked.period.on("held_on")}
    return {"mechanism": {"$ne": None}, **_COUNTS, "$or": [held, *(asked.period.on(day) for day in _USED_ON)]}


ITEMS = Selection("rectification_items", {"state": {"$ne": "withdrawn"}})

FIGURES = [
    Figure(
        "supervision.rectification_aspects", "自查整改问题清单方面", "Aspects of the checklists of rectification",
        ("个方面", "aspects"), ITEMS,
        # Aspects are numbered within their checklist.
        Distinct("aspect", key={"$concat": ["$checklist_id", ".", {"$toString": "$aspect"}]}),
        listed=LIST_RECTIFICATION_ITEMS,
    ),
    Figure(
        "supervision.rectification_items", "自查整改问题清单事项", "Items of the checklists of rectification",
        ("项", "items"), ITEMS, listed=LIST_RECTIFICATION_ITEMS, shown_by=link("/supervision/rectification/items"),
    ),
    Figure(
        "supervision.joint_mechanisms_in_use", "已运用的干部监督联动机制", "Mechanisms of joint supervision in use",
        ("项机制", "mechanisms"),
        # In use now, like the teaching points: most uses are dated by the day of entry, not by a year under report.
        Selection(
            "joint_work", {"mechanism": {"$ne": None}, **_HELD, **_COUNTS, "event": {"$nin": _AGREED}}, cut=everything
        ),
        Distinct("mechanism"), listed=MECHANISMS, list_cut=whole,
    ),
]  # fmt: skip
