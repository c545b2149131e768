"""What bounds sessions (会话) and asks for second factors (双因素): rules of the registry, known without asking."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from gateway.registry_rules import RegistryRules
from gateway.route import LookUp

SHORTEST, SHORTEST_IDLE = timedelta(hours=1), timedelta(minutes=5)
"""Less than these would keep out whoever could change the rule again."""
FRESH = 30.0
"""Seconds until the registry is asked again, beside the requests: none waits for it."""


@dataclass(frozen=True, slots=True)
class SignInBounds:
    """What holds today."""

    lasts: timedelta
    """How long a session lasts, however it is used."""
    idle: timedelta
    """How long one that is not used does."""
    second_factor: frozenset[str]
    """Roles that do nothing without a second factor."""


def _bounds(rules: dict[str, Any]) -> SignInBounds:
    return SignInBounds(
        max(timedelta(hours=int(rules["hours"])), SHORTEST),
        max(timedelta(minutes=int(rules["idle_minutes"])), SHORTEST_IDLE),
        frozenset(rules["second_factor"]),
    )


class SignInRules(RegistryRules[SignInBounds]):
    """Keeps what was told last at hand."""

    def __init__(self, look_up: LookUp, *, optional: bool = False) -> None:
        """Where second factors are `optional`, no role needs one, whatever the rule says."""
        super().__init__("sign_in_", lambda rules: _bounds(rules | {"second_factor": ()} if optional else rules))
        self._look_up = look_up
        self._fresh_until = 0.0
        self._asking: asyncio.Task[SignInBounds] | None = None

    def now(self) -> SignInBounds:
        """What holds, by what was told last; what is old is asked for anew, for the next."""
        if self._fresh_until <= time.monotonic() and (self._asking is None or self._asking.done()):
            self._fresh_until = time.monotonic() + FRESH
            self._asking = asyncio.create_task(self.today(self._look_up), name="sign-in rules")
        return self.last

    def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
