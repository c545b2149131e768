"""The incentive area (激励担当); its rows stand by subject in `incentive_rows`."""

from __future__ import annotations

from gateway.routes.incentive_rows import (
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
ROUTES = [row for subject in _SUBJECTS for row in subject.ROWS]
IMPORTS = [kind for subject in _SUBJECTS for kind in subject.IMPORTS]
