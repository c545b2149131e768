"""Collections: versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
