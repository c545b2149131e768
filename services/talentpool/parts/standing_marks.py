"""What holds against a cadre changes open shortlists and successors: suspended at once, restored when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicekit.work import UnitOfWork
from services.talentpool.events.matches import MATCH_CHANGED
from services.talentpool.events.successions import SUCCESSOR_RESTORED, SUCCESSOR_SUSPENDED
from services.talentpool.model import matches
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.matches import MATCHES
from services.talentpool.store.successions import SUCCESSORS
from services.talentpool.vocabulary.matches import MatchState
from services.talentpool.vocabulary.successions import SuccessorState

_MOST = 2000
_FLAGS = {"barred": 1, "stopped": 1, "warned": 1}


def follow_standings(work: UnitOfWork, told: Mapping[str, Mapping[str, Any]]) -> None:
    """Mark the shortlist lines and successors of these cadres as what holds against them now says.

    `told` is what of their flags is being written, by cadre; the others are read when all that is marked was loaded,
    and each of it is saved, marked or not: restrictions and results come by two ways, and of two that mark at once one
    runs again on what the other has made true.
    """
    ids = list(told)
    open_ones = {"lines.cadre_id": {"$in": ids}, "state": MatchState.OPEN.value}
    shortlists = work.find(MATCHES, open_ones, most=_MOST)
    named = work.find(SUCCESSORS, {"cadre_id": {"$in": ids}, "state": SuccessorState.NAMED.value}, most=_MOST)
    if not shortlists and not named:
        return
    known = {one["_id"]: one for one in work.db[CANDIDATES.name].find({"_id": {"$in": ids}}, _FLAGS)}
    now = {id: {**known.get(id, {}), **told[id]} for id in ids}
    barred = {id: bool(of.get("barred") or of.get("stopped")) for id, of in now.items()}
    warned = {id: bool(of.get("warned")) for id, of in now.items()}
    for match in shortlists:
        changed = matches.suspend(match, barred)
        if matches.warn(match, warned) or changed:
            work.tell(MATCH_CHANGED, match)
        work.save(MATCHES, match)
    for successor in named:
        if successor.suspended != barred[successor.cadre_id]:
            successor.suspended = barred[successor.cadre_id]
            work.tell(SUCCESSOR_SUSPENDED if successor.suspended else SUCCESSOR_RESTORED, successor)
        work.save(SUCCESSORS, successor)
