"""Rows of the young-talent pool (年轻干部选育), by subject."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.talentpool import (
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
    searches,
    matches,
    successions,
    compositions,
)
ROUTES: list[Route] = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS: list[ImportKind] = [kind for subject in _SUBJECTS for kind in getattr(subject, "IMPORTS", ())]
