"""What a cadre's standing changes in open shortlists and among successors: suspended at once, restored when lifted."""

from __future__ import annotations

from servicekit.work import UnitOfWork
from services.talentpool.events.matches import MATCH_CHANGED
from services.talentpool.events.successions import SUCCESSOR_RESTORED, SUCCESSOR_SUSPENDED
from services.talentpool.model import matches
from services.talentpool.model.matches import MatchState
from services.talentpool.model.successions import SuccessorState
from services.talentpool.store.matches import MATCHES
from services.talentpool.store.successions import SUCCESSORS

_MOST = 2000


def follow_standings(work: UnitOfWork, barred: dict[str, bool]) -> None:
    """Mark the shortlist lines and successors of these cadres as their standing now says."""
    ids = list(barred)
    open_ones = {"lines.cadre_id": {"$in": ids}, "state": MatchState.OPEN.value}
    for match in work.find(MATCHES, open_ones, most=_MOST):
        if matches.suspend(match, barred):
            work.tell(MATCH_CHANGED, work.save(MATCHES, match))
    named = {"cadre_id": {"$in": ids}, "state": SuccessorState.NAMED.value}
    for successor in work.find(SUCCESSORS, named, most=_MOST):
        if successor.suspended != barred[successor.cadre_id]:
            successor.suspended = barred[successor.cadre_id]
            told = SUCCESSOR_SUSPENDED if successor.suspended else SUCCESSOR_RESTORED
            work.tell(told, work.save(SUCCESSORS, successor))
