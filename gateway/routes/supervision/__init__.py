"""Rows of supervision (干部监督), by subject."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.supervision import (
    appeals,
    conferences,
    information,
    letters,
    matters,
    personal_matters,
    rectification,
    standing,
    vetting,
)

_SUBJECTS = (vetting, standing, letters, appeals, rectification, personal_matters, conferences, information, matters)
ROUTES: list[Route] = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS: list[ImportKind] = [kind for subject in _SUBJECTS for kind in getattr(subject, "IMPORTS", ())]
