"""Collections: secondments (挂职、跟岗)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
