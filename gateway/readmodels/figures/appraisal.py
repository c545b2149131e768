"""Figures of appraisal (考察与分析研判)."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, Selection, everything, link
from gateway.readmodels.figures.base import Distinct, Figure
from services.appraisal.operations.contact_points import LIST_CONTACT_POINTS
from services.appraisal.operations.mechanisms import LIST_MECHANISMS


def lasting(asked: Asked) -> Filter:
    """What lasted on some day of the period, and was not entered by mistake."""
    first = asked.period.first
    still = {} if first is None else {"$or": [{"ends": None}, {"ends": {"$gte": first.isoformat()}}]}
    return {"begins": {"$lte": asked.period.last.isoformat()}, "state": {"$ne": "annulled"}, **still}


MECHANISMS = Selection("mechanisms", {"state": "in_use"}, cut=everything)
CONTACT_POINTS = Selection("contact_points", lasting)

FIGURES = [
    Figure(
        "appraisal.mechanisms", "在用的考察制度机制", "Mechanisms of appraisal in use", ("项", "mechanisms"),
        MECHANISMS, listed=LIST_MECHANISMS, shown_by=link("/appraisal/mechanisms", {"state": "in_use"}),
    ),
    Figure(
        "appraisal.contact_cadres", "选派到联系点的干部", "Cadres sent to contact points", ("名", "people"),
        CONTACT_POINTS, Distinct("cadre_id"), listed=LIST_CONTACT_POINTS,
    ),
    Figure(
        "appraisal.contact_departments", "有联系点的部门单位", "Departments with a contact point",
        ("个", "departments"), CONTACT_POINTS, Distinct("unit_id"), listed=LIST_CONTACT_POINTS,
    ),
]  # fmt: skip
