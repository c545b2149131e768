"""Members of the pool (年轻干部库成员)."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
