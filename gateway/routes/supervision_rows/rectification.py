"""Checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
