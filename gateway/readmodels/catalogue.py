"""Which of the services' events become which rows of the read models."""

from __future__ import annotations

from gateway.readmodels.kinds import Kind, Projection
from services.registry.events import EVENTS as REGISTRY
from services.training.events import EVENTS as TRAINING

KINDS: dict[tuple[str, str], Kind] = {
    ("registry", "cadre"): Kind("cadres", (("unit_ids",), ("status",)), snapshot=True, about_people=True),
    ("registry", "unit"): Kind("units", (("unit_ids",),), snapshot=True),
    ("registry", "policy"): Kind("policies", (("kind",),)),
    ("training", "class"): Kind("classes", (("kind", "state"),)),
    ("training", "completion"): Kind(
        "completions",
        (("class_kind", "county_level_or_above"), ("completed_on",), ("unit_ids",)),
        section="completions",
    ),
    ("training", "hours"): Kind("hours", (("year", "category"), ("unit_ids",)), section="hours"),
    ("training", "compliance"): Kind("compliance", (("year", "state"), ("unit_ids",)), section="compliance"),
    ("training", "teaching-point"): Kind("teaching_points", (("state",),)),
    ("training", "visit"): Kind("visits", (("visited_on",),)),
}

PROJECTION = Projection(KINDS, (REGISTRY, TRAINING))
"""What the projector keeps."""
