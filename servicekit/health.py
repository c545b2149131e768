"""/healthz, /readyz and /metrics of a service's process, on a port of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from servicekit import logs

log = logs.get(__name__)

Missing = Callable[[], list[str]]


def application(missing: Missing) -> Callable[..., Iterable[bytes]]:
    """The WSGI application. `missing` says what is needed and not there; an empty answer is readiness."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        match environ["PATH_INFO"]:
            case "/healthz":
                status, kind, body = "200 OK", "application/json", b'{"status":"alive"}'
            case "/readyz":
                absent = missing()
                status = "503 Service Unavailable" if absent else "200 OK"
                kind, body = "application/json", orjson.dumps({"ready": not absent, "missing": absent})
            case "/metrics":
                status, kind, body = "200 OK", CONTENT_TYPE_LATEST, generate_latest()
            case _:
                status, kind, body = "404 Not Found", "text/plain", b"/healthz /readyz /metrics\n"
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def serve(host: str, port: int, missing: Missing) -> None:
    """Serve until the process ends. Raises OSError when the port is taken."""
    listener = eventlet.listen((host, port), reuse_port=False)
    eventlet.spawn(eventlet.wsgi.server, listener, application(missing), log_output=False)
    log.info("health is served", host=host, port=port)
