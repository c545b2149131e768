"""Which of the services' events become which rows of the read models, with the indexes that the figures need."""

from __future__ import annotations

from gateway.readmodels.kinds import Kind, Projection
from services.registry.events import EVENTS as REGISTRY
from services.training.events import EVENTS as TRAINING

KINDS: dict[tuple[str, str], Kind] = {
    ("registry", "cadre"): Kind(
        "cadres", (("unit_ids", "status"), ("status", "county_level_or_above")), snapshot=True, about_people=True
    ),
    ("registry", "unit"): Kind("units", (("unit_ids",),), snapshot=True),
    ("registry", "policy"): Kind("policies", (("kind", "state"),)),
    ("registry", "alert"): Kind(
        "alerts", (("unit_ids", "state"),), section="alerts", person="subject_id", only=("subject_kind", "cadre")
    ),
    ("registry", "correction"): Kind("corrections", (("unit_ids", "state"),), section="corrections"),
    ("training", "organiser"): Kind("organisers", (("tier", "active"),)),
    ("training", "class"): Kind(
        "classes", (("kind", "state", "begins"), ("state", "begins"), ("organiser_tier", "kind"))
    ),
    ("training", "completion"): Kind(
        "completions",
        (
            ("class_kind", "county_level_or_above", "ends"),
            ("unit_ids", "class_kind", "county_level_or_above", "ends"),
            ("ends", "class_kind"),
        ),
        section="completions",
    ),
    ("training", "hours"): Kind("hours", (("year", "mode"), ("unit_ids", "year")), section="hours"),
    ("training", "reminder"): Kind("reminders", (("year", "open"), ("unit_ids", "open")), section="reminders"),
    ("training", "teaching_point"): Kind("teaching_points", (("state",),)),
    ("training", "visit"): Kind("visits", (("theme", "state", "on"), ("unit_id", "theme", "on"))),
    ("training", "enrolment"): Kind("enrolments", (("state", "class_kind"),)),
    ("training", "attendance"): Kind("attendance", key="session_id"),
}

PROJECTION = Projection(KINDS, (REGISTRY, TRAINING))
"""What the projector keeps."""

SNAPSHOTS = {"people": "registry.snapshots", "units": "registry.unit_snapshots", "classes": "training.class_snapshots"}
"""Who is asked for the words that events do not carry, by collection."""
