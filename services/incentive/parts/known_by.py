"""By what tables name batches and measures, where fields hold ids or numbers."""

from __future__ import annotations

from servicekit.known_by import KnownBy
from services.incentive.store.measures import MEASURES
from services.incentive.store.programmes import BATCHES

KNOWN_BY = {
    "batch": KnownBy(BATCHES, number="", year="opens_on", over=("closed",)),
    "measure": KnownBy(MEASURES, over=("closed",)),
}
