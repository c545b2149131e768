"""The last finished run over all indices of a kind: what readers see was written by it."""

from __future__ import annotations

from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.readmodels.generations import Document, Readable

BEFORE_ANY: Document = {"run": 0, "slot": 0}
"""Where the indices are before any run."""
SUBJECTS = ("cadre", "team")
"""The kinds of subject that have indices."""


async def last_finished(rows: Readable, kind: str, session: AsyncClientSession | None = None) -> Document:
    """The `run` and the `slot` of a kind of subject."""
    newest: list[Document] = [
        {"$match": {"kind": kind, "state": "finished"}},
        {"$sort": {"run": -1}},
        {"$limit": 1},
        {"$project": {"run": 1, "slot": 1}},
    ]
    found = await rows.run("index_runs", newest, session)
    return found[0] if found else BEFORE_ANY


async def current_slots(rows: Readable, session: AsyncClientSession | None = None) -> dict[str, int]:
    """Which of the two places of an index readers see, by the kind of subject."""
    return {kind: (await last_finished(rows, kind, session))["slot"] for kind in SUBJECTS}
