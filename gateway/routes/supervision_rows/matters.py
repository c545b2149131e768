"""Joint discussion (问题联议), linked action (业务联动) and shared results (成果联用)."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
