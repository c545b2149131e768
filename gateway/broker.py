"""What everybody here who speaks to the broker over aiormq must know of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class ConnectionGone(ConnectionError):
    """The connection to the broker went while something waited on it."""


@contextmanager
def none_cancelled_but_us() -> Iterator[None]:
    """Inside, only a cancellation of the running task itself is a CancelledError; raises ConnectionGone for the rest.

    When aiormq gives a connection up, it ends whatever waits on it with CancelledError, or with a bare Exception. To
    whoever waits, the first looks as if the task had been cancelled: it passes every `except Exception`, ends a task
    that should reconnect, and reaches the server as a request without an answer.
    """
    try:
        yield
    except asyncio.CancelledError as ended:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise ConnectionGone("given up while waited on") from ended
    except Exception as ended:
        if type(ended) is not Exception:
            raise
        raise ConnectionGone("given up while waited on") from ended
