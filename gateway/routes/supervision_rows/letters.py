"""Letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
