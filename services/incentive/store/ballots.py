"""Collections: ballots (票决) with quorum and conflicts of interest."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
