"""The evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
