"""By what tables name policies, where fields hold ids; people, units and posts are `recognising`'s."""

from __future__ import annotations

from servicekit.known_by import KnownBy
from services.registry.store.policies import POLICIES

KNOWN_BY = {"part_of": KnownBy(POLICIES, number="number")}
