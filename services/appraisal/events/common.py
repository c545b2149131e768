"""The catalogue of the events, and what several of them carry."""

from __future__ import annotations

from servicekit.events import Catalogue

EVENTS = Catalogue("appraisal")
