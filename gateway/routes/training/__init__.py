"""Rows of training (教育培训), by subject."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.training import classes, enrolments, ledger, places, resources

_SUBJECTS = (resources, classes, enrolments, ledger, places)
ROUTES: list[Route] = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS: list[ImportKind] = [kind for subject in _SUBJECTS for kind in getattr(subject, "IMPORTS", ())]
