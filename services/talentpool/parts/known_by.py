"""By what tables name batches and programmes, where fields hold ids or numbers."""

from __future__ import annotations

from servicekit.known_by import KnownBy
from services.talentpool.store.plans import BATCHES
from services.talentpool.store.programmes import PROGRAMMES

KNOWN_BY = {
    "batch": KnownBy(BATCHES, number="", year="opens_on", over=("closed",)),
    "programme": KnownBy(PROGRAMMES, year="begins", over=("closed",)),
}
