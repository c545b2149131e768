"""The published events, one module per subject. Thin: ids, states and numbers; no name of a person, no evaluation."""

from services.appraisal.events import (
    appraisals,
    ballots,
    contact_points,
    deeds,
    indices,
    major_matters,
    mechanisms,
    models,
    notices,
    talks,
)
from services.appraisal.events.common import EVENTS

__all__ = [
    "EVENTS",
    "appraisals",
    "ballots",
    "contact_points",
    "deeds",
    "indices",
    "major_matters",
    "mechanisms",
    "models",
    "notices",
    "talks",
]
