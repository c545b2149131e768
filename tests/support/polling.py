"""Waiting for something to become true, with a deadline; never a fixed sleep."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
SHORTEST, LONGEST = 0.02, 0.25
"""Seconds between two looks: a tenth of what has been waited, since looking takes from those who are waited for."""


def poll(until: Callable[[], T], deadline: float = 10.0, because: str | Callable[[], object] = "") -> T:
    """Call `until` again and again until it answers something true, and answer that.

    AssertionErrors and connection errors count as "not yet". After `deadline` seconds: AssertionError with the last
    answer or error, and `because`.
    """
    began = time.monotonic()
    last: object = None
    while True:
        try:
            answer = until()
            if answer:
                return answer
            last = answer
        except (AssertionError, OSError) as error:
            last = error
        waited = time.monotonic() - began
        if waited > deadline:
            reason = because() if callable(because) else because
            raise AssertionError(f"not within {deadline:g} s: {reason or until!r}; last: {last!r}")
        time.sleep(min(max(waited / 10, SHORTEST), LONGEST))
