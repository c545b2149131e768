"""Jobs that processes take under a lease: what was taken, and keeping it while it is worked on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pymongo.errors import PyMongoError

from servicekit.leases import LeaseLost

log = logging.getLogger(__name__)

RENEW = 2.5
"""Seconds between two signs of life."""


@dataclass(frozen=True)
class Claim:
    """A job that this process may work on; `fence` rises with every owner."""

    job: dict[str, Any]
    fence: int

    @property
    def id(self) -> str:
        """The job's id."""
        return str(self.job["_id"])


async def keep(claim: Claim, renew: Callable[[Claim], Awaitable[None]]) -> None:
    """Give signs of life. Ends when the lease is lost; a database that is away for a moment is not that."""
    while True:
        await asyncio.sleep(RENEW)
        try:
            await renew(claim)
        except LeaseLost:
            return
        except PyMongoError as away:
            log.warning("lease not renewed: %s", type(away).__name__)
