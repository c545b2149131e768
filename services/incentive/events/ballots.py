"""Events: ballots (票决) with quorum and conflicts of interest."""

from __future__ import annotations
