"""Collections: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
