"""The 5122 plan (5122计划): cycles, tiers with quotas, batches."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
