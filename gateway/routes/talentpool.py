"""The talent area; its rows stand by subject in `talentpool_rows`."""

from __future__ import annotations

from gateway.routes.talentpool_rows import (
    candidates,
    compositions,
    graduates,
    matches,
    members,
    plans,
    programmes,
    searches,
    secondments,
    successions,
)

_SUBJECTS = (
    plans,
    members,
    graduates,
    programmes,
    secondments,
    candidates,
    searches,
    matches,
    successions,
    compositions,
)
ROUTES = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS = [kind for subject in _SUBJECTS for kind in subject.IMPORTS]
