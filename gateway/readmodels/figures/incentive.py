"""Figures of incentive (激励担当)."""

from __future__ import annotations

from gateway.readmodels.asked import Selection, everything, link
from gateway.readmodels.figures.base import Distinct, Figure
from services.incentive.operations.honours import LIST_HONOURS
from services.incentive.operations.measures import LIST_MEASURES
from services.incentive.operations.retirement import LIST_CEREMONIES

HONOURS = Selection("honours", {"state": {"$in": ["in_force", "under_review"]}}, day="conferred_on")
"""Those conferred in the period that were not revoked."""
CEREMONIES = Selection("ceremonies", {"state": "held"}, day="held_on", cut=everything)


def _honourees(level: str, zh: str, en: str) -> Figure:
    days = ("conferred_from", "conferred_to")
    shown_by = link("/incentive/honours", {"level": level, "kept": "true"}, days)
    selected = HONOURS.also({"level": level})
    return Figure(
        f"incentive.honourees_{level}", zh, en, ("名", "people"), selected, shown_by=shown_by, listed=LIST_HONOURS
    )


FIGURES = [
    Figure(
        "incentive.measures", "全链条激励措施", "Measures of incentive", ("条", "measures"),
        Selection("measures", {"state": "open"}, cut=everything), listed=LIST_MEASURES,
        shown_by=link("/incentive/measures", {"state": "open"}),
    ),
    _honourees("region", "自治区级“担当作为好干部”", "Honourees of the region"),
    _honourees("city", "市级“担当作为好干部”", "Honourees of the city"),
    Figure(
        "incentive.city_batches", "市级评选命名批次", "Batches in which the city named honourees", ("批", "batches"),
        HONOURS.also({"level": "city", "batch_id": {"$ne": ""}}), Distinct("batch_id"), listed=LIST_HONOURS,
    ),
    Figure(
        "incentive.retirement_ceremonies", "荣誉退休仪式", "Ceremonies of honourable retirement",
        ("场", "ceremonies"), CEREMONIES, listed=LIST_CEREMONIES,
    ),
]  # fmt: skip
