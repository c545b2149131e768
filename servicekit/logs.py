"""Logs: one JSON object a line on standard output, with the request id, and with no personal data.

Of a failure stands there what kind it is and where it came up, not what it says; see `failures`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

from servicekit.failures import places_of, said_of

_QUIET = ("amqp", "kombu", "pymongo", "aio_pika", "aiormq", "nameko", "eventlet", "uvicorn.access")


def configure(process: str, level: str = "INFO") -> None:
    """Send everything, the libraries' own lines too, through one formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with(process),
        _failure,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _with(process: str) -> Any:
    def add(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["process"] = process
        return event

    return add


def _failure(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What is said of the failure that a line is about."""
    told = event.pop("exc_info", None)
    failure = told[1] if isinstance(told, tuple) else told if isinstance(told, BaseException) else None
    if told is True:
        failure = sys.exc_info()[1]
    if failure is not None:
        event["exception"] = "\n".join([*places_of(failure), said_of(failure)])
    return event


def _render(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return orjson.dumps(event, default=str).decode()


def get(name: str) -> Any:
    """A logger; bind values to it, never put them into the text."""
    return structlog.get_logger(name)
