"""Collections: anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
