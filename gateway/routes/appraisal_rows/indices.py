"""Indices with every input (担当指数)."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
