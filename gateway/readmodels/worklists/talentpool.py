"""What waits in the pool of young cadres: candidates, reviews, secondments, shortlists, graduates."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, Selection, persons
from gateway.readmodels.worklists.common import Waiting, everything, in_state, that_has_come
from servicekit.principal import Reach
from servicekit.queries import both
from services.talentpool.operations import admissions, graduates, matches, members, programmes, secondments

_M = "pool_members"
_IN_POOL = in_state(_M, "in_pool", "key_training")
_ENDED = in_state("talent_programmes", "open", cut=everything)


def _nominated(asked: Asked) -> Filter:
    """A unit goes on with those of its cadres whom it, or one below it, has nominated."""
    return both(persons(asked), asked.scope.filter(unit="nominated_from", cadre="cadre_id"))


WAITING = (
    Waiting(members.REQUEST_MEMBER_VETTING, in_state(_M, "candidate", "deferred", cut=_nominated)),
    Waiting(admissions.ADMIT_MEMBER, in_state(_M, "vetted", suspended=False)),
    Waiting(admissions.REVIEW_MEMBER, that_has_come(_IN_POOL, "review_due_on"), "review_due_on"),
    Waiting(admissions.DEPART_MEMBER, _IN_POOL.also({"age_due": True}), "ages_out_on"),
    Waiting(secondments.DECIDE_SECONDMENT, in_state("secondments", "planned", "running", undecided=True)),
    Waiting(
        secondments.REPORT_SECONDMENT, in_state("secondments", "running", reports_missed={"$gt": 0}), whose=Reach.SELF
    ),
    Waiting(matches.CONFIRM_MATCH, in_state("shortlists", "open")),
    Waiting(graduates.HOLD_INTERVIEW, Selection("selected_graduates", {"state": "tracking", "overdue": {"$gt": 0}})),
    Waiting(programmes.CLOSE_PROGRAMME, that_has_come(_ENDED, "ends"), "ends", called="{code}"),
)
