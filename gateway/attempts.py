"""Tries at a name's password (登录尝试): how many are free, and how long whoever failed must wait.

A try is counted before it is judged, so that many at once cannot slip through, and given back where it could not be
judged. Who waits is a name from one address: a stranger's failures do not keep a person out. Against whoever has many
addresses a wider bound counts a name's failures from everywhere, except from addresses where the name has been signed
in before. Two things get whoever is meant past what strangers have used up: what was given them as they signed in
(`device`), with which failures count apart from any address's, and a code of the second factor beside the password,
which together nobody finds by trying. Wrong codes beside the right password count by themselves, from all addresses
together: that lock is on codes alone, and only who knows the password comes near it. Every lock has an end from the
moment it begins, and tries while it lasts do not prolong it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase

from gateway import metrics
from gateway.problems import SignInLocked, TooManyRequests
from servicekit import clock

FREE = 5
"""Failed tries at a name from one address before the next must wait."""
FREE_ANYWHERE = 100
"""Failed tries at a name from all addresses together, before one that is not known must wait."""
FREE_CODES = 100
"""Wrong codes beside the right password, from everywhere but known devices, before the next must wait."""
FREE_CHANGES = 20
"""Changes of a password that an account may try, before the next must wait."""
FIRST_LOCK, LONGEST_LOCK = 60, 900
"""Seconds; doubled with each further failure."""
_WITHOUT_END = 10**9
FORGIVEN_AFTER = timedelta(hours=24)
KNOWN_FOR = timedelta(days=90)
"""How long an address where a name was signed in stays known."""


@dataclass(frozen=True, slots=True)
class _Counted:
    place: str
    free: int
    lock: datetime | None
    """The end of the lock that this try began."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that is counted and not judged yet: at which name, at this name from which address, and where it counts."""

    name: str
    place: str
    at: str
    """The name at the address."""
    known: bool
    """Whether the name has been signed in with this device, or at this address."""
    counted: list[_Counted] = field(default_factory=list)

    @property
    def of_device(self) -> bool:
        """Whether it comes from a device that is known."""
        return self.place != self.at

    @property
    def codes(self) -> str:
        """Where codes at this name are counted."""
        return f"{self.name}:codes"

    @property
    def is_at_codes(self) -> bool:
        """Whether the password was right, and what is tried is the code beside it."""
        return any(one.place == self.codes for one in self.counted)


class Attempts:
    """Counts tries in the database, for all processes together."""

    def __init__(self, db: AsyncDatabase[dict[str, Any]]) -> None:
        self._tries = db["attempts"]
        self._known = db["known_addresses"]

    async def prepare(self) -> None:
        """Create the indexes by which counts and known addresses go when their time is over."""
        for collection, kept in ((self._tries, FORGIVEN_AFTER), (self._known, KNOWN_FOR)):
            await collection.create_index("last", expireAfterSeconds=int(kept.total_seconds()), name="last")

    async def begin(self, name: str, address: str, *, device: str = "", twofold: bool = False) -> Attempt:
        """Count a try at `name` (folded) from an address. Raises SignInLocked with the seconds to wait.

        `device` is what the name was signed in with before, where that is certain; `twofold` says that the try is at
        password and second factor together.
        """
        at = f"{_hash(name)}:{_hash(address)}"
        known = bool(device) or await self._known.find_one({"_id": at}, {"_id": 1}) is not None
        attempt = Attempt(_hash(name), f"{_hash(name)}:{_hash(f'device {device}')}" if device else at, at, known)
        await self._count(attempt, attempt.place, FREE)
        if not (known or twofold):
            try:
                await self._count(attempt, attempt.name, FREE_ANYWHERE)
            except SignInLocked:
                await self.give_back(attempt)
                raise
        return attempt

    async def begin_code(self, attempt: Attempt, password: bool) -> None:
        """Count a try at the codes of a name, where the `password` beside it was right. Raises SignInLocked.

        Where it was wrong, something is counted that locks nothing: how long the answer takes tells nobody which.
        """
        if password and not attempt.of_device:
            await self._count(attempt, attempt.codes, FREE_CODES)
        else:
            await self._take(f"{attempt.name}:uncounted", _WITHOUT_END)

    async def begin_change(self, name: str) -> None:
        """Count a change of the password of `name` (folded). Raises TooManyRequests."""
        _, wait = await self._take(f"changes:{_hash(name)}", FREE_CHANGES)
        if wait:
            raise TooManyRequests(retry_after=wait)

    async def give_back(self, attempt: Attempt) -> None:
        """The try could not be judged: it is as if it had not been, and a lock that it began is over."""
        for one in attempt.counted:
            over = {"$or": [{"$eq": ["$until", one.lock]}, {"$lt": ["$count", one.free]}]}
            await self._tries.update_one(
                {"_id": one.place},
                [
                    {"$set": {"count": {"$subtract": ["$count", 1]}}},
                    {"$set": {"until": {"$cond": [over, None, "$until"]}}},
                ],
            )

    async def succeeded(self, attempt: Attempt) -> None:
        """The password was right: earlier failures are forgiven, and the address is known from now on."""
        await self._tries.delete_many({"_id": {"$in": [attempt.place, attempt.name, attempt.codes]}})
        await self._known.update_one({"_id": attempt.at}, {"$set": {"last": clock.now()}}, upsert=True)

    async def forget(self, name: str) -> None:
        """A new password was set: nothing that was counted or known for the old one holds."""
        everywhere = {"_id": {"$regex": f"^{_hash(name)}"}}
        await self._tries.delete_many(everywhere)
        await self._known.delete_many(everywhere)

    async def _count(self, attempt: Attempt, place: str, free: int) -> None:
        lock, wait = await self._take(place, free)
        if wait:
            metrics.SIGN_INS.labels("locked").inc()
            raise SignInLocked(retry_after=wait)
        attempt.counted.append(_Counted(place, free, lock))

    async def _take(self, place: str, free: int) -> tuple[datetime | None, int]:
        """Count one at a place: the end of the lock that begins with it, and the seconds to wait where one lasts."""
        now = clock.now()
        counted = await self._tries.find_one_and_update(
            {"_id": place}, _counting(now, free), upsert=True, return_document=ReturnDocument.AFTER
        )
        assert counted is not None
        until: datetime | None = counted["until"]
        wait = int((until - now).total_seconds()) + 1 if counted["refused"] and until is not None else 0
        return until, wait


def _counting(now: datetime, free: int) -> list[Mapping[str, Any]]:
    """One more try, unless a lock lasts; with the last free one a lock begins, so that it has an end whatever comes."""
    doublings = {"$min": [10, {"$subtract": ["$count", free]}]}
    seconds = {"$min": [LONGEST_LOCK, {"$multiply": [FIRST_LOCK, {"$pow": [2, doublings]}]}]}
    lock = {"$cond": [{"$lt": ["$count", free]}, None, {"$add": [now, {"$multiply": [1000, seconds]}]}]}
    return [
        {"$set": {"refused": {"$gt": ["$until", now]}}},
        {"$set": {"count": {"$cond": ["$refused", "$count", {"$add": [{"$ifNull": ["$count", 0]}, 1]}]}}},
        {"$set": {"last": {"$cond": ["$refused", "$last", now]}, "until": {"$cond": ["$refused", "$until", lock]}}},
    ]


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
