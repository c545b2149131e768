"""The collections by subject. A unique index stands for an invariant that spans documents."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection
from services.registry.store import selections
from services.registry.store.alerts import ALERTS
from services.registry.store.cadres import CADRES, PHOTOS
from services.registry.store.calendar import YEARS
from services.registry.store.corrections import CORRECTIONS
from services.registry.store.disposals import DISPOSALS
from services.registry.store.personal_requests import PERSONAL_REQUESTS
from services.registry.store.planned import PLANNED
from services.registry.store.policies import POLICIES
from services.registry.store.posts import POSTS
from services.registry.store.reveals import MISSES, REVEALS, TRIED
from services.registry.store.units import UNITS

ALL: list[Collection[Any]] = [
    UNITS,
    POSTS,
    CADRES,
    ALERTS,
    POLICIES,
    CORRECTIONS,
    DISPOSALS,
    PERSONAL_REQUESTS,
    PHOTOS,
    YEARS,
    PLANNED,
    REVEALS,
    MISSES,
    TRIED,
    *selections.ALL,
]
