"""The appraisal area; its rows stand by subject in `appraisal_rows`."""

from __future__ import annotations

from gateway.routes.appraisal_rows import (
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
ROUTES = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS = [kind for subject in _SUBJECTS for kind in subject.IMPORTS]
