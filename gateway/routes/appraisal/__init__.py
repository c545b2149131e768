"""Rows of appraisal (考察与分析研判), by subject."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.appraisal import (
    appraisals,
    ballots,
    contact_points,
    deeds,
    evidence,
    indices,
    major_matters,
    mechanisms,
    models,
    notices,
    talks,
    teams,
)

_SUBJECTS = (
    mechanisms,
    appraisals,
    talks,
    notices,
    ballots,
    deeds,
    major_matters,
    evidence,
    models,
    indices,
    teams,
    contact_points,
)
ROUTES: list[Route] = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS: list[ImportKind] = [kind for subject in _SUBJECTS for kind in getattr(subject, "IMPORTS", ())]
