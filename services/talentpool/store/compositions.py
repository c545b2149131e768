"""Collections: a team with a candidate in it (班子模拟)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
