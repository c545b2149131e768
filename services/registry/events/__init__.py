"""The published events by subject. Thin: ids, states and numbers; never names, numbers of identity or family."""

from services.registry.events.common import EVENTS

__all__ = ["EVENTS"]
