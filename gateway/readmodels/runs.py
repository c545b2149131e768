"""Which of the two places of an index readers see: that of the last finished run over all indices of its kind."""

from __future__ import annotations

from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.readmodels.store import Generation

FIRST_SLOT = 0
"""Where the indices are before any run."""


async def current_slots(rows: Generation, session: AsyncClientSession | None = None) -> dict[str, int]:
    """By the kind of subject: cadre or team."""
    slots = {}
    for kind in ("cadre", "team"):
        finished = {"kind": kind, "state": "finished"}
        row = await rows["index_runs"].find_one(finished, {"slot": 1}, sort=[("run", -1)], session=session)
        slots[kind] = FIRST_SLOT if row is None else int(row["slot"])
    return slots
