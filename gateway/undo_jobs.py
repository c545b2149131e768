"""Undoing in the gateway's database (撤销导入): beside each chunk of a job, what became of its rows when undone.

A job is undone in rounds: a dry run is one, and so is each further try of what stayed. A chunk is waiting for a round
until it is noted that this round is over for it, in one transaction with what became of its rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pymongo
from pymongo import ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.claims import Claim
from gateway.import_jobs import KEPT, Document, Jobs, pack, unpack
from servicekit.leases import LONG_AGO, LeaseLost
from servicekit.lifecycle import Named
from servicekit.principal import Principal


class State(Named):
    """Where the undoing of an import stands, besides the states of the import itself."""

    CHECKING = "undo_checking", "撤销检查中"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    IN_PART = "undone_in_part", "部分撤销"


UNDER_WAY = (State.CHECKING.value, State.UNDOING.value)
FROM = ("done", State.IN_PART.value)
"""From where an import may be undone: of one that was undone in part, what stayed is tried again."""
UNDONE, KEPT_BACK = "undone", "kept"
"""What becomes of a row."""
GOES, STAYS = "goes", "stays"
"""The same, in a dry run."""


@dataclass(frozen=True)
class Undoing:
    """A round in which a job is being undone."""

    claim: Claim
    job: Document

    @property
    def checks(self) -> bool:
        """Whether it only looks."""
        return bool(self.job["state"] == State.CHECKING.value)

    @property
    def told_in(self) -> str:
        """The field of the job that tells of this round."""
        return "undo_check" if self.checks else "undo"

    @property
    def round(self) -> int:
        return int(self.job["undo_round"])

    @property
    def told(self) -> Document:
        """Who undoes, why, and how far it is."""
        told: Document = self.job[self.told_in]
        return told


@dataclass(frozen=True)
class Row:
    """A row that is to be undone: its place among the results of its chunk, and what is sent of it."""

    place: int
    sent: Document


async def begin(
    jobs: Jobs,
    job: Mapping[str, Any],
    principal: Principal,
    key: str,
    reason: str,
    session: str,
    grant: str,
    *,
    dry_run: bool,
) -> Document | None:
    """Begin a round; None where the job is not in a state from which it may be undone any more."""
    now = datetime.now(UTC)
    before = job.get("undo") if job["state"] == State.IN_PART.value else None
    told: Document = {
        "account": principal.account,
        "principal": principal.to_wire(),
        "session": session,
        "grant": grant,
        "key": key,
        "reason": reason,
        "at": now,
        "ended_at": None,
        "undone": before["undone"] if before and not dry_run else 0,
        "kept": 0,
    }
    state, field = (State.CHECKING, "undo_check") if dry_run else (State.UNDOING, "undo")
    change = {
        "state": state.value,
        field: told,
        "undo_before": job["state"],
        "lease.owner": None,
        "lease.until": LONG_AGO,
        "problem": None,
        "expires_at": now + KEPT,
    }
    found: Document | None = await jobs.jobs.find_one_and_update(
        {"_id": job["_id"], "state": job["state"], "undo_round": job.get("undo_round")},
        {"$set": change, "$inc": {"undo_round": 1}, "$addToSet": {"seen_by": principal.account}},
        return_document=ReturnDocument.AFTER,
    )
    if found is not None:
        await jobs.chunks.update_many({"job": job["_id"]}, {"$set": {"expires_at": now + KEPT}})
    return found


async def waiting(jobs: Jobs, undoing: Undoing) -> list[int]:
    """The chunks that this round is not over for, the last one first."""
    where = {"job": undoing.claim.id, "undo.over": {"$ne": undoing.round}, "at": {"$exists": True}}
    found = jobs.chunks.find(where, {"n": 1}, sort=[("n", -1)])
    return [chunk["n"] for chunk in await found.to_list(None)]


async def rows(jobs: Jobs, undoing: Undoing, n: int) -> tuple[list[Row], bool]:
    """The rows of a chunk that are still to be undone, and whether what is sent of them is settled."""
    chunk = await jobs.chunks.find_one({"_id": f"{undoing.claim.id}:{n}"})
    if chunk is None:
        raise LookupError(f"{undoing.claim.id}:{n}")
    of_round = chunk.get("undo", {})
    if of_round.get("round") == undoing.round:
        return [Row(place, sent) for place, sent in unpack(chunk, "undo", of_round["sent"])], True
    results, parts = unpack(chunk, "results"), unpack(chunk, "at")
    became = unpack(chunk, "undone") if "undone" in chunk else [None] * len(results)
    found = []
    for place, (result, at) in enumerate(zip(results, parts, strict=True)):
        if at is not None and result.get("id") and (became[place] or {}).get("state") != UNDONE:
            found.append(Row(place, {"id": result["id"], "part": at[0], "place": at[1]}))
    return found, False


async def settle(jobs: Jobs, undoing: Undoing, n: int, settled: Sequence[Row]) -> None:
    """Keep what is sent of a chunk before it is sent, so that whoever goes on sends the same."""
    id = f"{undoing.claim.id}:{n}"
    of_round = {"round": undoing.round, "sent": pack([[row.place, row.sent] for row in settled], id, "undo")}
    await jobs.chunks.update_one({"_id": id, "undo.over": {"$ne": undoing.round}}, {"$set": {"undo": of_round}})


async def record(jobs: Jobs, undoing: Undoing, n: int, became: Mapping[int, Document]) -> None:
    """Keep what became of the rows of a chunk, by their places among its results, and count. Raises LeaseLost."""
    name = "checked" if undoing.checks else "undone"
    chunk = await jobs.chunks.find_one({"_id": f"{undoing.claim.id}:{n}"})
    if chunk is None:
        raise LookupError(f"{undoing.claim.id}:{n}")
    size = len(unpack(chunk, "at"))
    every = unpack(chunk, name) if name in chunk and not undoing.checks else [None] * size
    for place, one in became.items():
        every[place] = one
    kept = sum(one["state"] in (KEPT_BACK, STAYS) for one in became.values())
    change: Document = {
        "$set": {"undo": {"over": undoing.round}, name: pack(every, chunk["_id"], name), f"{name}_kept": kept}
    }
    if not undoing.checks:
        # What a look before said would be done is over now.
        change["$unset"] = {"checked": "", "checked_kept": ""}

    async def body(session: AsyncClientSession) -> None:
        counted = await jobs.chunks.update_one(
            {"_id": f"{undoing.claim.id}:{n}", "undo.over": {"$ne": undoing.round}}, change, session=session
        )
        if not counted.modified_count:
            return
        more = {f"{undoing.told_in}.undone": len(became) - kept, f"{undoing.told_in}.kept": kept}
        done = await jobs.jobs.update_one(
            {"_id": undoing.claim.id, **jobs.held(undoing.claim)},
            {"$inc": more, "$set": {"problem": None}},
            session=session,
        )
        if not done.matched_count:
            raise LeaseLost(undoing.claim.id)

    with pymongo.timeout(30):
        async with jobs.db.client.start_session() as session:
            await session.with_transaction(body)


async def finish(jobs: Jobs, undoing: Undoing) -> None:
    """The round is over. Raises LeaseLost."""
    job = await jobs.jobs.find_one({"_id": undoing.claim.id})
    if job is None:
        raise LookupError(undoing.claim.id)
    if undoing.checks:
        state = job["undo_before"]
    else:
        state = (State.IN_PART if job["undo"]["kept"] else State.UNDONE).value
    done = await jobs.jobs.update_one(
        {"_id": undoing.claim.id, **jobs.held(undoing.claim)},
        {"$set": {"state": state, f"{undoing.told_in}.ended_at": datetime.now(UTC), "problem": None}},
    )
    if not done.matched_count:
        raise LeaseLost(undoing.claim.id)


async def would_go(jobs: Jobs, undoing: Undoing) -> list[str]:
    """Of a dry run that another process began, the ids of what would be gone by now."""
    found: list[str] = []
    where = {"job": undoing.claim.id, "undo.over": undoing.round, "checked": {"$exists": True}}
    async for chunk in jobs.chunks.find(where, {"results": 1, "checked": 1}):
        pairs = zip(unpack(chunk, "results"), unpack(chunk, "checked"), strict=True)
        found += [result["id"] for result, one in pairs if one and one["state"] == GOES]
    return found
