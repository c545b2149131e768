"""The published events, one module per subject. Thin: ids, states and numbers; no name of a person, no evaluation."""

from services.supervision.events.common import EVENTS

__all__ = ["EVENTS"]
