"""Joint conferences (会商联席): agenda, attendance, minutes, resolutions that become tasks."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
