"""The last finished run over all indices of a kind: what readers see was written by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymongo.asynchronous.client_session import AsyncClientSession

if TYPE_CHECKING:
    from gateway.readmodels.store import Generation

BEFORE_ANY: dict[str, Any] = {"run": 0, "slot": 0}
"""Where the indices are before any run."""


async def last_finished(rows: Generation, kind: str, session: AsyncClientSession | None = None) -> dict[str, Any]:
    """The `run` and the `slot` of a kind of subject: cadre or team."""
    finished = {"kind": kind, "state": "finished"}
    row = await rows["index_runs"].find_one(finished, {"run": 1, "slot": 1}, sort=[("run", -1)], session=session)
    return row or BEFORE_ANY


async def current_slots(rows: Generation, session: AsyncClientSession | None = None) -> dict[str, int]:
    """Which of the two places of an index readers see, by the kind of subject."""
    return {kind: (await last_finished(rows, kind, session))["slot"] for kind in ("cadre", "team")}
