"""The information link (信息联通): items shared under agreements, field by field, every reading logged."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
