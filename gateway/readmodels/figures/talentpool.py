"""Figures of the talent pool (年轻干部选育)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Asked, Figure, Filter, Period

HOSTS = ["qingdao", "changzhou"]
"""Where posts are followed (跟岗), as the department's own report names them."""
TOOK_PLACE = ["running", "completed", "ended_early"]
"""States of secondments that have begun."""


def following(period: Period) -> Filter:
    """Followed posts at those places that began in a period."""
    return {"kind": "follow", "direction": "out", "host": {"$in": HOSTS}, "state": {"$in": TOOK_PLACE}} | period.on(
        "begins"
    )


def promoted(asked: Asked) -> Filter:
    """Selected graduates who were promoted during their ten years; as it stands, like all that is followed."""
    return asked.persons({"promoted": True})


FIGURES: list[Figure] = [
    Figure(
        "talent.follow_post_trainees",
        "赴青岛、常州跟岗实训干部",
        "Cadres who followed posts in Qingdao and Changzhou",
        ("名", "people"),
        "secondments",
        lambda asked: asked.persons(following(asked.period)),
        how="distinct",
        field="cadre_id",
        members="_id",
    ),
    Figure(
        "talent.selected_graduates_promoted",
        "跟踪管理期内已提拔的选调生",
        "Selected graduates promoted within their ten years",
        ("名", "people"),
        "selected_graduates",
        promoted,
        query=lambda _: ("/talent/selected-graduates", {"promoted": "true"}),
    ),
]
