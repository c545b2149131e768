"""Waiting for something to become true, with a deadline; never a fixed sleep."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.05


def poll(until: Callable[[], T], deadline: float = 10.0, because: str | Callable[[], object] = "") -> T:
    """Call `until` again and again until it answers something true, and answer that.

    AssertionErrors and connection errors count as "not yet". After `deadline` seconds: AssertionError with the last
    answer or error, and `because`.
    """
    ends = time.monotonic() + deadline
    last: object = None
    while True:
        try:
            answer = until()
            if answer:
                return answer
            last = answer
        except (AssertionError, OSError) as error:
            last = error
        if time.monotonic() > ends:
            reason = because() if callable(because) else because
            raise AssertionError(f"not within {deadline:g} s: {reason or until!r}; last: {last!r}")
        time.sleep(PAUSE)
