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
POLL = 0.2
FINISHED = frozenset({"done", "finished", "completed", "failed", "cancelled"})


class ImportFailed(Exception):
    """A job ended without having taken every row in."""


async def load(
    gateway: Gateway, kind: str, rows: Sequence[Row], step: Step, *, name: str = "", patience: float = 300.0
) -> list[str]:
    """Import rows; answers the id of each, in their order. Raises ImportFailed with the first errors.

    Jobs run one after the other. A job that an earlier run has begun is found again by its key and waited for.
    """
    ids: list[str] = []
    for number, begin in enumerate(range(0, len(rows), ROWS_PER_JOB)):
        part = rows[begin : begin + ROWS_PER_JOB]
        content = b"\n".join(orjson.dumps(row) for row in part)
        job = await gateway.send(
            f"import-{name or kind}-{number}", "/v1/imports", content, "application/x-ndjson", kind=kind, mode="commit"
        )
        job = await _finished(gateway, kind, job, step, begin, patience)
        ids += await _ids(gateway, kind, job["id"], len(part))
        step.reach(len(ids))
    return ids


async def _finished(gateway: Gateway, kind: str, job: Row, step: Step, before: int, patience: float) -> Row:
    deadline = time.monotonic() + patience
    while job["state"] not in FINISHED:
        if time.monotonic() > deadline:
            raise ImportFailed(f"{kind}: job {job['id']} is still {job['state']} after {patience:.0f} s")
        await asyncio.sleep(POLL)
        job = await gateway.get(f"/v1/imports/{job['id']}")
        step.reach(before + job.get("done", 0))
    return job


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
