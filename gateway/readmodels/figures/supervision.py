"""Figures of supervision (干部监督)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Figure, Filter, Period

AGREED = ["agreement.concluded.v1", "agreement.ended.v1"]
"""An agreement alone shares nothing yet."""
USED_ON = ("shared_on", "registered_on", "published_on", "assigned_on")
"""The day on which a mechanism was used, as supervision itself counts it; a conference must have been held too."""


def used_in(period: Period) -> Filter:
    """The uses of the five mechanisms (五联) in a period; an agreement alone is none."""
    held = {"state": {"$nin": ["planned", "cancelled"]}, **period.on("held_on")}
    return {"mechanism": {"$ne": None}, "$or": [held, *(period.on(day) for day in USED_ON)]}


FIGURES: list[Figure] = [
    Figure(
        "supervision.rectification_aspects",
        "自查整改问题清单方面",
        "Aspects of the checklists of rectification",
        ("个方面", "aspects"),
        "rectification_items",
        lambda asked: asked.persons({}),
        how="distinct",
        field="aspect",
        # Aspects are numbered within their checklist.
        key={"$concat": ["$checklist_id", ".", {"$toString": "$aspect"}]},
        members="_id",
    ),
    Figure(
        "supervision.rectification_items",
        "自查整改问题清单事项",
        "Items of the checklists of rectification",
        ("项", "items"),
        "rectification_items",
        lambda asked: asked.persons({}),
        query=lambda _: ("/supervision/rectification/items", {}),
    ),
    Figure(
        "supervision.joint_mechanisms_in_use",
        "已运用的干部监督联动机制",
        "Mechanisms of joint supervision in use",
        ("项机制", "mechanisms"),
        "joint_work",
        # In use now, like the teaching points: most uses are dated by the day of entry, not by a year under report.
        lambda _: {"mechanism": {"$ne": None}, "state": {"$nin": ["planned", "cancelled"]}, "event": {"$nin": AGREED}},
        how="distinct",
        field="mechanism",
        members="_id",
    ),
]
