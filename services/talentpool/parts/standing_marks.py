"""What holds against a cadre changes open shortlists and successors: suspended at once, restored when it is over."""

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


def follow_standings(work: UnitOfWork, barred: dict[str, bool], warned: dict[str, bool] | None = None) -> None:
    """Mark the shortlist lines and successors of these cadres as what holds against them now says.

    Each is saved, marked or not: what supervision says of restrictions and of results comes by two ways, and of two
    that read at once one runs again.
    """
    ids = list(barred)
    open_ones = {"lines.cadre_id": {"$in": ids}, "state": MatchState.OPEN.value}
    for match in work.find(MATCHES, open_ones, most=_MOST):
        changed = matches.suspend(match, barred)
        if matches.warn(match, warned or {}) or changed:
            work.tell(MATCH_CHANGED, match)
        work.save(MATCHES, match)
    named = {"cadre_id": {"$in": ids}, "state": SuccessorState.NAMED.value}
    for successor in work.find(SUCCESSORS, named, most=_MOST):
        if successor.suspended != barred[successor.cadre_id]:
            successor.suspended = barred[successor.cadre_id]
            work.tell(SUCCESSOR_SUSPENDED if successor.suspended else SUCCESSOR_RESTORED, successor)
        work.save(SUCCESSORS, successor)
