"""Agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from gateway.route import ImportKind, Route

ROWS: list[Route] = []
IMPORTS: list[ImportKind] = []
