"""The read model of the roster that searches are answered from."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
