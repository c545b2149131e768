"""How many of a process's database connections are in use, for its operator."""

from __future__ import annotations

from typing import Any

from pymongo.monitoring import ConnectionPoolListener

from servicekit import metrics


class PoolWatch(ConnectionPoolListener):
    """Counts connections as they are taken from the driver's pool and given back."""

    def __init__(self, process: str) -> None:
        self._in_use = metrics.POOL_IN_USE.labels(process)

    def connection_checked_out(self, event: Any) -> None:
        self._in_use.inc()

    def connection_checked_in(self, event: Any) -> None:
        self._in_use.dec()

    def _nothing(self, event: Any) -> None:
        """The pool's other events are not counted."""

    pool_created = pool_ready = pool_cleared = pool_closed = _nothing
    connection_created = connection_ready = connection_closed = _nothing
    connection_check_out_started = connection_check_out_failed = _nothing
