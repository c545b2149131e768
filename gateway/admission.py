"""Overload is answered early: how many requests are open at once, and how many an account sends in a period."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

import limits

from gateway import metrics
from gateway.problems import TooManyRequests
from gateway.rpc import Overloaded

MOST_COUNTED = 20_000
"""Accounts and addresses between two clearings of periods that are over."""


def address_of(scope: Mapping[str, Any]) -> str:
    """The address that an ASGI request comes from; of IPv6 the network's half, which is one subscriber's."""
    client = scope.get("client")
    if not client:
        return "-"
    return network_of(str(client[0]))


def network_of(host: str) -> str:
    """An address, or of IPv6 the network's half."""
    if ":" not in host:
        return host
    address = ip_address(host)
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of an account's period."""

    limit: int
    remaining: int
    reset: int
    """Seconds until the period begins anew."""

    def headers(self) -> list[tuple[bytes, bytes]]:
        """As `X-RateLimit-*`."""
        return [
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % self.remaining),
            (b"x-ratelimit-reset", b"%d" % self.reset),
        ]


class RateLimiter:
    """Counts requests per account in memory, each process for itself; an account's period begins with a request.

    Not by the memory storage of `limits`, which starts a thread every few milliseconds: 8% of a read's cost.
    """

    def __init__(self, limit: limits.RateLimitItem | None) -> None:
        self._limit = limit
        self._periods: dict[str, tuple[float, int]] = {}

    def take(self, who: str) -> Allowance | None:
        """Count one request of `who`; None without a limit. Raises TooManyRequests with Retry-After and `allowance`."""
        limit = self._limit
        if limit is None:
            return None
        now = time.monotonic()
        ends, count = self._periods.get(who, (0.0, 0))
        if ends <= now:
            if len(self._periods) >= MOST_COUNTED:
                self._periods = {name: period for name, period in self._periods.items() if period[0] > now}
            ends, count = now + limit.get_expiry(), 0
        self._periods[who] = (ends, count + 1)
        allowance = Allowance(limit.amount, max(0, limit.amount - count - 1), max(1, int(ends - now) + 1))
        if count >= limit.amount:
            metrics.REFUSED.labels("rate").inc()
            raise LimitReached(allowance)
        return allowance

    def look(self, who: str) -> None:
        """Raise what `take` would, and count nothing unless it is raised."""
        if self._limit is not None and who in self._periods:
            ends, count = self._periods[who]
            if count >= self._limit.amount and ends > time.monotonic():
                self.take(who)


class LimitReached(Exception):
    """The account's period is used up; carries the problem and the headers."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__("limit reached")
        self.allowance = allowance
        self.problem = TooManyRequests(retry_after=allowance.reset)


class Gate:
    """How many requests are open at once."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.taken = 0

    def enter(self) -> None:
        """Take a place. Raises Overloaded at once when there is none; what was taken is given back with `leave`."""
        if self.taken >= self.places:
            metrics.REFUSED.labels("concurrency").inc()
            raise Overloaded(retry_after=1)
        self.taken += 1
        metrics.IN_FLIGHT.inc()

    def leave(self) -> None:
        """Give the place back."""
        self.taken -= 1
        metrics.IN_FLIGHT.dec()


class Strangers:
    """Places for whoever is not signed in: fewer than there are, few for one address, none of those who are.

    Also for a token that was never seen here, until it is known whose it is.
    """

    def __init__(self, places: int) -> None:
        self._gate = Gate(max(1, places // 4))
        self.most_each = max(1, places // 16)
        self._each: Counter[str] = Counter()

    def enter(self, address: str) -> None:
        """Take a place. Raises Overloaded where there is none, or this address has its share."""
        if self._each[address] >= self.most_each:
            metrics.REFUSED.labels("concurrency").inc()
            raise Overloaded(retry_after=1)
        self._gate.enter()
        self._each[address] += 1

    def leave(self, address: str) -> None:
        """Give the place back."""
        self._gate.leave()
        self._each[address] -= 1
        if not self._each[address]:
            del self._each[address]
