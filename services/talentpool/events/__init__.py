"""The published events, one module per subject. Thin: ids, states and numbers; no name of a person, no evaluation."""

from services.talentpool.events import graduates, matches, members, plans, programmes, secondments, successions
from services.talentpool.events.common import EVENTS

__all__ = [
    "EVENTS",
    "graduates",
    "matches",
    "members",
    "plans",
    "programmes",
    "secondments",
    "successions",
]
