"""Figures of appraisal (考察与分析研判)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Asked, Figure, Filter, Period


def lasting(period: Period) -> Filter:
    """Contact points that lasted on some day of the period."""
    first = None if period.first is None else period.first.isoformat()
    still = {} if first is None else {"$or": [{"ends": None}, {"ends": {"$gte": first}}]}
    return {"begins": {"$lte": period.last.isoformat()}, **still}


def _contact_points(asked: Asked) -> Filter:
    return asked.persons(lasting(asked.period))


FIGURES: list[Figure] = [
    Figure(
        "appraisal.mechanisms",
        "在用的考察制度机制",
        "Mechanisms of appraisal in use",
        ("项", "mechanisms"),
        "mechanisms",
        lambda _: {"state": "in_use"},
        query=lambda _: ("/appraisal/mechanisms", {"state": "in_use"}),
    ),
    Figure(
        "appraisal.contact_cadres",
        "选派到联系点的干部",
        "Cadres sent to contact points",
        ("名", "people"),
        "contact_points",
        _contact_points,
        how="distinct",
        field="cadre_id",
        members="_id",
    ),
    Figure(
        "appraisal.contact_departments",
        "有联系点的部门单位",
        "Departments with a contact point",
        ("个", "departments"),
        "contact_points",
        _contact_points,
        how="distinct",
        field="unit_id",
        members="_id",
    ),
]
