"""Collections: ceremonies of honourable retirement (荣誉退休)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
