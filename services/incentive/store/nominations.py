"""Collections: nominations (推荐) from draft to naming: the saga with supervision."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
