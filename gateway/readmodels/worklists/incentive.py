"""What waits for incentives: each step on the way to an honour, objections, tolerance, ceremonies."""

from __future__ import annotations

from gateway.readmodels.worklists.common import Waiting, everything, in_state, that_has_come
from services.incentive.operations import ballots, honours, nominations, publicity, retirement, tolerance

_N = "nominations"

WAITING = (
    Waiting(nominations.SUBMIT_NOMINATION, in_state(_N, "draft")),
    Waiting(nominations.REQUEST_VETTING_AGAIN, in_state(_N, "deferred")),
    Waiting(nominations.RESUME_NOMINATION, in_state(_N, "released")),
    Waiting(ballots.CONVENE_BALLOT, in_state(_N, "vetted")),
    Waiting(
        ballots.CLOSE_BALLOT,
        that_has_come(in_state("award_ballots", "open", cut=everything), "held_on"),
        "held_on",
        called="{held_on}",
    ),
    Waiting(publicity.PUBLICISE, in_state(_N, "elected")),
    Waiting(publicity.RESOLVE_OBJECTION, in_state("objections", "open")),
    Waiting(publicity.PROPOSE_NAMING, in_state(_N, "publicised", open_objections=0)),
    Waiting(honours.REVIEW_HONOUR, in_state("honours", "under_review")),
    Waiting(tolerance.ACCEPT_TOLERANCE, in_state("tolerance", "lodged")),
    Waiting(tolerance.OPINE_ON_TOLERANCE, in_state("tolerance", "accepted", opinions_missing={"$gt": 0}), "due_on"),
    Waiting(
        tolerance.DECIDE_TOLERANCE,
        in_state("tolerance", "accepted", "appealed").also(
            # Null where it was accepted before the number of opinions was told.
            {"$or": [{"state": "appealed"}, {"opinions_missing": {"$in": [0, None]}}]}
        ),
        "due_on",
    ),
    Waiting(
        retirement.HOLD_CEREMONY,
        that_has_come(in_state("ceremonies", "planned", cut=everything), "planned_on"),
        "planned_on",
        called="{planned_on}",
    ),
)
