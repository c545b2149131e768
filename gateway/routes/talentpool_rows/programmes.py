"""Programmes of 七个一批."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
