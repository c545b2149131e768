"""The supervision area (干部监督); its rows stand by subject in `supervision_rows`."""

from __future__ import annotations

from gateway.routes.supervision_rows import (
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
ROUTES = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS = [kind for subject in _SUBJECTS for kind in subject.IMPORTS]
