"""Collections: combined searches (组合查询)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
