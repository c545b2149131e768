"""Figures of the talent pool (年轻干部选育)."""

from __future__ import annotations

from gateway.readmodels.asked import Selection, link
from gateway.readmodels.figures.base import Distinct, Figure
from services.talentpool.operations.graduates import LIST_GRADUATES
from services.talentpool.operations.secondments import LIST_SECONDMENTS

TOOK_PLACE = ["running", "completed", "ended_early"]
"""States of secondments that have begun."""
FOLLOWING = Selection(
    "secondments",
    {"kind": "follow", "direction": "out", "host": {"$in": ["qingdao", "changzhou"]}, "state": {"$in": TOOK_PLACE}},
    day="begins",
)
"""Posts followed (跟岗) where the department's own report names them, begun in the period."""
PROMOTED = Selection("selected_graduates", {"promoted": True})
"""Selected graduates who were promoted during their ten years; as it stands, like all that is followed."""

FIGURES = [
    Figure(
        "talent.follow_post_trainees", "赴青岛、常州跟岗实训干部", "Cadres who followed posts in Qingdao and Changzhou",
        ("名", "people"), FOLLOWING, Distinct("cadre_id"), listed=LIST_SECONDMENTS,
    ),
    Figure(
        "talent.selected_graduates_promoted", "跟踪管理期内已提拔的选调生",
        "Selected graduates promoted within their ten years", ("名", "people"), PROMOTED, listed=LIST_GRADUATES,
        shown_by=link("/talent/selected-graduates", {"promoted": "true"}),
    ),
]  # fmt: skip
