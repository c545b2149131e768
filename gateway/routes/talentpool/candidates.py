"""The read model of the roster that searches are answered from."""

from __future__ import annotations

from gateway.route import Route

ROWS: list[Route] = []
