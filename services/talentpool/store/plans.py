"""Collections: the 5122 plan (5122计划): cycles, tiers with quotas, batches."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
