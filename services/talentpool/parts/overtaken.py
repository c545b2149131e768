"""What the roster overtakes: shortlists of posts that are filled or abolished, and those who are successors no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from servicekit.work import UnitOfWork
from services.talentpool.events.matches import MATCH_LAPSED
from services.talentpool.events.successions import SUCCESSOR_LAPSED
from services.talentpool.model import matches
from services.talentpool.model.posts import ACTIVE
from services.talentpool.store.matches import MATCHES
from services.talentpool.store.successions import SUCCESSORS
from services.talentpool.vocabulary import successions
from services.talentpool.vocabulary.matches import LIFE, MatchState, MatchStep
from services.talentpool.vocabulary.successions import SuccessorState, SuccessorStep

_MOST = 2000


def close(work: UnitOfWork, posts: Mapping[str, Mapping[str, Any]], gone: Collection[str]) -> None:
    """Close what has no object any more, as these posts now are and now that these cadres are not in service."""
    if not (posts or gone):
        return
    ids = list(posts)
    for match in work.find(MATCHES, {"post_id": {"$in": ids}, "state": MatchState.OPEN.value}, most=_MOST):
        post = posts[match.post_id]
        if post["state"] != ACTIVE or matches.newcomers(match, post["holder_ids"]):
            LIFE.move(match, MatchStep.LAPSE)
            work.tell(MATCH_LAPSED, work.save(MATCHES, match))
    touched = [{"post_id": {"$in": ids}}, {"cadre_id": {"$in": list(gone)}}]
    for successor in work.find(SUCCESSORS, {"$or": touched, "state": SuccessorState.NAMED.value}, most=_MOST):
        of = posts.get(successor.post_id)
        ended = of is not None and (of["state"] != ACTIVE or successor.cadre_id in of["holder_ids"])
        if ended or successor.cadre_id in gone:
            successions.LIFE.move(successor, SuccessorStep.LAPSE)
            work.tell(SUCCESSOR_LAPSED, work.save(SUCCESSORS, successor))
