"""Rows of incentives (激励担当), by subject."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.incentive import (
    ballots,
    honours,
    measures,
    nominations,
    programmes,
    publicity,
    retirement,
    tolerance,
)

_SUBJECTS = (programmes, nominations, ballots, publicity, honours, measures, tolerance, retirement)
ROUTES: list[Route] = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS: list[ImportKind] = [kind for subject in _SUBJECTS for kind in getattr(subject, "IMPORTS", ())]
