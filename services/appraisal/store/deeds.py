"""Collections: deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
