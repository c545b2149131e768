"""Tolerance (三个区分开来、容错纠错): applications and joint decisions."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
