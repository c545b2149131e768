"""Figures of incentive (激励担当)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Asked, Figure, Filter

KEPT = ["in_force", "under_review"]
"""States of honours that were not revoked."""


def _kept(asked: Asked, level: str) -> Filter:
    return asked.persons({"level": level, "state": {"$in": KEPT}, **asked.period.on("conferred_on")})


def _honourees(level: str, zh: str, en: str) -> Figure:
    return Figure(
        f"incentive.honourees_{level}",
        zh,
        en,
        ("名", "people"),
        "honours",
        lambda asked: _kept(asked, level),
        query=lambda period: (
            "/incentive/honours",
            {"level": level, "kept": "true", **period.named("conferred_from", "conferred_to")},
        ),
    )


FIGURES: list[Figure] = [
    Figure(
        "incentive.measures",
        "全链条激励措施",
        "Measures of incentive",
        ("条", "measures"),
        "measures",
        lambda _: {"state": "open"},
        query=lambda _: ("/incentive/measures", {"state": "open"}),
    ),
    _honourees("region", "自治区级“担当作为好干部”", "Honourees of the region"),
    _honourees("city", "市级“担当作为好干部”", "Honourees of the city"),
    Figure(
        "incentive.city_batches",
        "市级评选命名批次",
        "Batches in which the city named honourees",
        ("批", "batches"),
        "honours",
        lambda asked: _kept(asked, "city"),
        how="distinct",
        field="batch_id",
        members="_id",
    ),
    Figure(
        "incentive.retirement_ceremonies",
        "荣誉退休仪式",
        "Ceremonies of honourable retirement",
        ("场", "ceremonies"),
        "ceremonies",
        lambda asked: {"state": "held", **asked.period.on("held_on")},
    ),
]
