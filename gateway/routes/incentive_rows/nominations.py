"""Nominations (推荐) from draft to naming: the saga with supervision."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
