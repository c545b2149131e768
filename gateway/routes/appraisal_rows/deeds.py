"""Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
