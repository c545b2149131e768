"""Collections: selected graduates (选调生) and their ten years."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
