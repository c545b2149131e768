"""Rows of the roster (干部与机构名册), by subject."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.registry import alerts, cadres, calendar, careers, corrections, policies, posts, teams, units

_SUBJECTS = (units, posts, teams, cadres, careers, corrections, alerts, policies, calendar)
ROUTES: list[Route] = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS: list[ImportKind] = [kind for subject in _SUBJECTS for kind in getattr(subject, "IMPORTS", ())]
