"""The supervision service: its commands, queries and reactions by subject, put together."""

from __future__ import annotations

from servicekit.calendar import FollowsCalendar
from servicekit.forgetting import Forgets
from servicekit.roster import FollowsRoster
from servicekit.service import Service
from services.supervision import store
from services.supervision.events import EVENTS
from services.supervision.parts import (
    appeals,
    letters,
    matters,
    personal_matters,
    rectification,
    standing,
    tasks,
    vetting,
)
from services.supervision.parts.appeals import Appeals
from services.supervision.parts.conferences import Conferences
from services.supervision.parts.information import SEALED_VALUES, Information
from services.supervision.parts.known_by import KNOWN_BY
from services.supervision.parts.letters import Letters
from services.supervision.parts.matters import Matters
from services.supervision.parts.personal_matters import PersonalMatters
from services.supervision.parts.rectification import Rectification
from services.supervision.parts.standing import Standings
from services.supervision.parts.tolerance import Tolerances
from services.supervision.parts.undoing import BUILT, UNDOES
from services.supervision.parts.vetting import Vettings
from services.supervision.parts.waiting import Waiting


class SupervisionService(
    Vettings,
    Standings,
    Letters,
    Appeals,
    Rectification,
    PersonalMatters,
    Conferences,
    Information,
    Matters,
    Tolerances,
    Waiting,
    FollowsRoster,
    FollowsCalendar,
    Forgets,
    Service,
):
    """Supervision (干部监督): the 五联一平台 of the agencies that watch over cadres.

    The commands, queries and reactions are in `parts/`, one module per subject.
    """

    name = "supervision"
    collections = store.ALL
    events = EVENTS
    undoes = UNDOES
    builds_on = BUILT
    known_by = KNOWN_BY
    sealed = (SEALED_VALUES,)
    fields_sealed_since = 4
    judged = (
        *appeals.JUDGED,
        *letters.JUDGED,
        *matters.JUDGED,
        *personal_matters.JUDGED,
        *rectification.JUDGED,
        *tasks.JUDGED,
        *vetting.JUDGED,
    )
    moves = {
        **appeals.MOVED,
        **letters.MOVED,
        **matters.MOVED,
        **rectification.MOVED,
        **standing.MOVED,
        **vetting.MOVED,
    }
