"""The appraisal service: its commands, queries and reactions by subject, put together."""

from __future__ import annotations

from servicekit.calendar import FollowsCalendar
from servicekit.forgetting import Forgets
from servicekit.roster import FollowsRoster
from servicekit.service import Service
from services.appraisal import store
from services.appraisal.events import EVENTS
from services.appraisal.parts import (
    appraisals,
    ballots,
    contact_points,
    deeds,
    major_matters,
    mechanisms,
    models,
    notices,
)
from services.appraisal.parts.appraisals import Appraisals
from services.appraisal.parts.ballots import Ballots
from services.appraisal.parts.contact_points import ContactPoints
from services.appraisal.parts.deeds import Deeds
from services.appraisal.parts.evidence import EvidenceKeeping
from services.appraisal.parts.indices import Indices
from services.appraisal.parts.known_by import KNOWN_BY
from services.appraisal.parts.major_matters import MajorMatters
from services.appraisal.parts.mechanisms import Mechanisms
from services.appraisal.parts.models import Models
from services.appraisal.parts.notices import Notices
from services.appraisal.parts.posts import FollowsPosts
from services.appraisal.parts.restrictions import FollowsRestrictions
from services.appraisal.parts.talks import Talks
from services.appraisal.parts.teams import Teams
from services.appraisal.parts.undoing import BUILT, UNDOES


class AppraisalService(
    Mechanisms,
    Appraisals,
    Talks,
    Notices,
    Ballots,
    Deeds,
    MajorMatters,
    EvidenceKeeping,
    Models,
    Indices,
    Teams,
    ContactPoints,
    FollowsRoster,
    FollowsPosts,
    FollowsRestrictions,
    FollowsCalendar,
    Forgets,
    Service,
):
    """Appraisal (考察与分析研判): how cadres and teams are looked at, and what that adds up to, with every input shown.

    The commands, queries and reactions are in `parts/`, one module per subject.
    """

    name = "appraisal"
    collections = store.ALL
    events = EVENTS
    undoes = UNDOES
    builds_on = BUILT
    known_by = KNOWN_BY
    fields_sealed_since = 2
    sealed = (ballots.SEALED_COUNTS,)
    judged = (*appraisals.JUDGED, *ballots.JUDGED, *notices.JUDGED, *deeds.JUDGED, *major_matters.JUDGED)
    moves = {
        **notices.MOVED,
        **ballots.MOVED,
        **models.MOVED,
        **contact_points.MOVED,
        **mechanisms.MOVED,
    }
