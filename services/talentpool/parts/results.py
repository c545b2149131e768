"""What supervision publishes for the pool and for appointments (成果联用): who is stopped, and is back after it."""

from __future__ import annotations

import pymongo

from servicekit.calls import on
from servicekit.events import Received, keep_newest
from servicekit.results import stopping, told, weighing
from servicekit.work import UnitOfWork
from services.talentpool.model.members import APPOINTMENT, POOL, Standing
from services.talentpool.parts import seconding
from services.talentpool.parts.member_events import by_cadre, follow_standing
from services.talentpool.parts.standing import ensure_standings
from services.talentpool.parts.standing_marks import follow_standings
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.members import STANDINGS
from services.talentpool.vocabulary.member_life import Step


class Results:
    """Follows supervision's published results."""

    @on("supervision", "result.*.v1", handler="results", batch=50)
    def hear_results(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest word of each result that names the pool or appointments; older word changes nothing."""
        mine = [one for one in received if {POOL, APPOINTMENT} & set(one.data["uses"]) and one.data["cadre_id"]]
        standings = ensure_standings(work, (event.data["cadre_id"] for event in mine))
        members = by_cadre(work, standings)
        touched: dict[str, Standing] = {}
        # One event after the other: a result that was published and withdrawn while nobody listened leaves its trace.
        for event in mine:
            standing = standings[event.data["cadre_id"]]
            if not keep_newest(standing.results, told(event.data, event.sequence)):
                continue
            touched[standing.id] = work.save(STANDINGS, standing)
            reason = next((one.reason for one in stopping(standing.results, POOL)), None)
            for member in members.get(standing.id, []):
                follow_standing(work, member, standing, Step.RESULT_STOPS, reason)
        if touched:
            _mark(work, touched)
            seconding.follow_standings(work, touched)


def _mark(work: UnitOfWork, standings: dict[str, Standing]) -> None:
    """Let searches, shortlists and successions know who is stopped, and of whom something is to be known."""
    flags = {id: _flags(standing) for id, standing in standings.items()}
    work.write(CANDIDATES, *(pymongo.UpdateOne({"_id": id}, {"$set": of}, upsert=True) for id, of in flags.items()))
    follow_standings(work, flags)


def _flags(standing: Standing) -> dict[str, bool]:
    stops = stopping(standing.results, POOL, APPOINTMENT)
    return {"stopped": bool(stops), "warned": len(weighing(standing.results, POOL, APPOINTMENT)) > len(stops)}
