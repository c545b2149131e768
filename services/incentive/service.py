"""The incentive service: its commands, queries and reactions by subject, put together."""

from __future__ import annotations

from servicekit.calendar import FollowsCalendar
from servicekit.forgetting import Forgets
from servicekit.roster import FollowsRoster
from servicekit.service import Service
from servicekit.specs import Saga
from services.incentive import store
from services.incentive.events import EVENTS
from services.incentive.parts import measures, programmes, publicity, tolerance
from services.incentive.parts.ballots import Ballots
from services.incentive.parts.honours import Honours
from services.incentive.parts.known_by import KNOWN_BY
from services.incentive.parts.measures import Measures
from services.incentive.parts.nominations import Nominations
from services.incentive.parts.programmes import Programmes
from services.incentive.parts.publicity import Publicity
from services.incentive.parts.results import Results
from services.incentive.parts.retirement import Retirement
from services.incentive.parts.tolerance import Tolerance
from services.incentive.parts.undoing import BUILT, UNDOES


class IncentiveService(
    Programmes,
    Nominations,
    Results,
    Ballots,
    Publicity,
    Honours,
    Measures,
    Tolerance,
    Retirement,
    FollowsRoster,
    FollowsCalendar,
    Forgets,
    Service,
):
    """Incentive (激励担当): who is honoured for what, by whom it was looked at before, and what cadres are granted.

    The commands, queries and reactions are in `parts/`, one module per subject.
    """

    name = "incentive"
    collections = store.ALL
    events = EVENTS
    undoes = UNDOES
    builds_on = BUILT
    known_by = KNOWN_BY
    sealed = (publicity.VEILED,)
    fields_sealed_since = 4
    sagas = (Saga("vetting", "nominations", "vetting"), Saga("clearance", "nominations", "naming"))
    judged = (*publicity.JUDGED, *tolerance.JUDGED)
    moves = {**measures.MOVED, **programmes.MOVED, **publicity.MOVED, **tolerance.MOVED}
