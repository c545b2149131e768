"""The service's catalogue of events."""

from __future__ import annotations

from servicekit.events import Catalogue

EVENTS = Catalogue("registry")
