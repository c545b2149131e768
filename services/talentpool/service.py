"""The talentpool service: its commands, queries and reactions by subject, put together."""

from __future__ import annotations

from servicekit.calendar import FollowsCalendar
from servicekit.forgetting import Forgets
from servicekit.roster import FollowsRoster
from servicekit.service import Service
from servicekit.specs import Saga
from services.talentpool import store
from services.talentpool.events import EVENTS
from services.talentpool.parts import admissions, graduates, members, plans, programmes, secondments
from services.talentpool.parts.candidates import Candidates
from services.talentpool.parts.compositions import Compositions
from services.talentpool.parts.effect_periods import EffectPeriods
from services.talentpool.parts.graduates import Graduates
from services.talentpool.parts.known_by import KNOWN_BY
from services.talentpool.parts.matches import Matches
from services.talentpool.parts.members import Members
from services.talentpool.parts.plans import Plans
from services.talentpool.parts.programmes import Programmes
from services.talentpool.parts.results import Results
from services.talentpool.parts.searches import Searches
from services.talentpool.parts.secondments import Secondments
from services.talentpool.parts.successions import Successions
from services.talentpool.parts.undoing import BUILT, UNDOES


class TalentpoolService(
    Plans,
    Members,
    Results,
    EffectPeriods,
    Graduates,
    Programmes,
    Secondments,
    Candidates,
    Searches,
    Matches,
    Successions,
    Compositions,
    FollowsRoster,
    FollowsCalendar,
    Forgets,
    Service,
):
    """The young-talent pool (年轻干部选育): who is found, prepared and ready, for which post, and why.

    The commands, queries and reactions are in `parts/`, one module per subject.
    """

    name = "talentpool"
    formerly = "talent"
    collections = store.ALL
    events = EVENTS
    undoes = UNDOES
    builds_on = BUILT
    known_by = KNOWN_BY
    fields_sealed_since = 2
    sagas = (Saga("vetting", "members", "vetting"),)
    judged = admissions.JUDGED
    moves = {
        **plans.MOVED,
        **members.MOVED,
        **graduates.MOVED,
        **programmes.MOVED,
        **secondments.MOVED,
    }
