"""How the importer undoes an import as a whole (撤销导入): the last chunk first, each by one command of its service.

A chunk is sent under a key of its own (`undo:<job>:<round>:<chunk>`) with rows that were settled before, so sending it
again after a crash has no second effect and brings the same answer. What a row did, and how that is taken back, the
service knows (`servicekit.undoing`, ADR 0041); what others have built on cadres, units and posts is asked before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from gateway import undo_jobs
from gateway.claims import Claim
from gateway.import_jobs import Document, Jobs
from gateway.route import ImportKind
from gateway.undo_jobs import GOES, KEPT_BACK, STAYS, UNDER_WAY, UNDONE, Row, Undoing
from servicekit.errors import Internal
from servicekit.offered import STANDS_ON, UNDO_IMPORT
from servicekit.operations import Operation
from servicekit.schemas import MAX_EARLIER
from services import NAMES

Send = Callable[[str, list[Document]], Awaitable["list[Document] | None"]]
"""Sends rows under a key's last part; what the service says of each, or None when this process must stop before."""
Ask = Callable[..., Awaitable[Any]]
_BINDINGS = ("cadre_id", "unit_id")
_FAULT = {
    "pointer": "",
    "code": Internal.code,
    "zh": "系统内部错误，该行未撤销",
    "en": "A fault inside the platform; this row was not undone",
}


def is_under_way(job: Document) -> bool:
    """Whether a job is being undone, or looked through for that."""
    return job["state"] in UNDER_WAY


def of(claim: Claim) -> Undoing:
    """The round that a claimed job is in."""
    return Undoing(claim, claim.job)


def operation(kind: ImportKind) -> Operation:
    """What undoes the rows of a kind."""
    return UNDO_IMPORT.of(kind.operation.service)


def arguments(undoing: Undoing, kind: ImportKind, rows: list[Document], gone: list[str]) -> Document:
    """What is asked of the service."""
    return {
        "method": kind.operation.method,
        "job": undoing.claim.id,
        "account": undoing.job["account"],
        "basis": undoing.told["reason"],
        "rows": rows,
        "dry_run": undoing.checks,
        "gone": gone[-MAX_EARLIER:] if undoing.checks else [],
    }


async def send_all(
    jobs: Jobs,
    undoing: Undoing,
    kind: ImportKind,
    send: Callable[[str, list[Document], list[str]], Awaitable[list[Document] | None]],
    look_up: Ask,
    stopped: Callable[[], bool],
    *,
    lanes: int,
) -> None:
    """Undo the chunks that are waiting, until they are done or this process must stop."""
    todo = asyncio.Queue[int]()
    for n in await undo_jobs.waiting(jobs, undoing):
        todo.put_nowait(n)
    gone: list[str] = []
    if undoing.checks:
        gone += await undo_jobs.would_go(jobs, undoing)

    async def lane() -> None:
        while not stopped() and not todo.empty():
            n = todo.get_nowait()
            rows = await _settled(jobs, undoing, kind, n, look_up)
            told = await send(str(n), [row.sent for row in rows], gone) if rows else []
            if told is None:
                return
            gone.extend(rows[one["row"]].sent["id"] for one in told if "errors" not in one)
            became = {rows[one["row"]].place: _became(undoing, one) for one in told}
            await undo_jobs.record(jobs, undoing, n, became)

    # What rests on another row of the file came later, and goes first; a dry run is told of what would be gone by then.
    working = [asyncio.create_task(lane()) for _ in range(1 if kind.ordered or undoing.checks else lanes)]
    try:
        await asyncio.gather(*working)
    finally:
        for one in working:
            one.cancel()


async def _settled(jobs: Jobs, undoing: Undoing, kind: ImportKind, n: int, look_up: Ask) -> list[Row]:
    """The rows of a chunk, with what other services have built on what they made."""
    rows, settled = await undo_jobs.rows(jobs, undoing, n)
    if settled or not rows:
        return rows
    if kind.operation.makes:
        ids = list(dict.fromkeys(row.sent["id"] for row in rows))
        built = await _bound_to(jobs, ids)
        for service in NAMES:
            if service == kind.operation.service:
                continue
            told = await look_up(STANDS_ON.of(service), of=kind.operation.makes, ids=ids)
            for one in told["items"]:
                built.setdefault(one["id"], []).extend(one["built"])
        rows = [Row(row.place, {**row.sent, "built": built.get(row.sent["id"], [])}) for row in rows]
    await undo_jobs.settle(jobs, undoing, n, rows)
    return rows


async def _bound_to(jobs: Jobs, ids: list[str]) -> dict[str, list[Document]]:
    """The accounts that are bound to cadres or units, as what rests on those."""
    bound = jobs.db["accounts"].find({"$or": [{name: {"$in": ids}} for name in _BINDINGS]}, dict.fromkeys(_BINDINGS, 1))
    said = {"zh": "登录账号", "en": "accounts"}
    return {one[name]: [said] async for one in bound for name in _BINDINGS if one.get(name) in ids}


def _became(undoing: Undoing, told: Document) -> Document:
    goes, stays = (GOES, STAYS) if undoing.checks else (UNDONE, KEPT_BACK)
    if errors := told.get("errors"):
        return {"state": stays, "errors": [_FAULT if one["code"] == Internal.code else one for one in errors]}
    return {"state": goes, **({"notes": told["notes"]} if told.get("notes") else {})}
