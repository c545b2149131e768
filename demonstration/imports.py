"""Bulk loading through `/v1/imports`: rows as NDJSON, a job each, and the ids that came of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import orjson

from demonstration.client import Gateway
from demonstration.progress import Step

Row = dict[str, Any]
ROWS_PER_JOB = 2_500
POLL = 0.25
PATIENCE = 600.0
"""Seconds that a job may stand still; it waits for the jobs before it, which may stand still too."""
FINISHED = frozenset({"done"})


class ImportFailed(Exception):
    """A job ended without having taken every row in."""


async def load(
    gateway: Gateway, kind: str, rows: Sequence[Row], step: Step, *, name: str = "", patience: float = PATIENCE
) -> list[str]:
    """Import rows; answers the id of each, in their order. Raises ImportFailed with the first errors.

    All parts are handed over first, so that the importer never waits for the next. A job that an earlier run has
    begun is found again by its key and waited for.
    """
    jobs: list[tuple[str, int]] = []
    for number, begin in enumerate(range(0, len(rows), ROWS_PER_JOB)):
        part = rows[begin : begin + ROWS_PER_JOB]
        content = b"\n".join(orjson.dumps(row) for row in part)
        key = f"import-{name or kind}-{number}"
        job = await gateway.send(key, "/v1/imports", content, "application/x-ndjson", kind=kind, mode="commit")
        jobs.append((job["id"], len(part)))
    ids: list[str] = []
    for job_id, size in jobs:
        await _finished(gateway, kind, job_id, step, len(ids), patience)
        ids += await _ids(gateway, kind, job_id, size)
        step.reach(len(ids))
    return ids


async def check(
    gateway: Gateway, kind: str, rows: Sequence[Row], *, name: str, patience: float = PATIENCE
) -> list[Row]:
    """What is wrong with rows, row by row; a dry run, which changes nothing."""
    content = b"\n".join(orjson.dumps(row) for row in rows)
    job = await gateway.send(
        f"import-{name}", "/v1/imports", content, "application/x-ndjson", kind=kind, mode="dry_run"
    )
    await _finished(gateway, kind, job["id"], Step(kind, len(rows), None), 0, patience)
    return [row async for row in gateway.items(f"/v1/imports/{job['id']}/rows") if row.get("errors")]


async def _finished(gateway: Gateway, kind: str, job_id: str, step: Step, before: int, patience: float) -> None:
    moved = time.monotonic()
    last: tuple[str, int | None] | None = None
    while True:
        job = await gateway.get(f"/v1/imports/{job_id}")
        if job["state"] in FINISHED:
            return
        step.reach(before + job.get("good", 0))
        if (now := (job["state"], job.get("done"))) != last:
            moved, last = time.monotonic(), now
        if time.monotonic() > moved + patience:
            why = job.get("waiting_for") or "no reason given"
            raise ImportFailed(
                f"{kind}: job {job_id} has been {job['state']} for {patience:.0f} s without a step: {why}"
            )
        await asyncio.sleep(POLL)


async def _ids(gateway: Gateway, kind: str, job: str, expected: int) -> list[str]:
    made: dict[int, str] = {}
    refused: list[str] = []
    async for row in gateway.items(f"/v1/imports/{job}/rows"):
        if row.get("id"):
            made[row["row"]] = row["id"]
        elif row.get("errors"):
            refused.append(f"row {row['row']}: {row['errors'][:2]}")
    if len(made) != expected:
        found = "; ".join(refused[:3]) or "rows are missing without an error"
        raise ImportFailed(f"{kind}: {len(made)} of {expected} rows were taken in, {len(refused)} refused: {found}")
    return [made[row] for row in sorted(made)]
