"""The ASGI application: the route table below `/v1`; documents and health beside it, metrics on a port of their own."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route as Page
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import health, problems
from gateway.access_log import AccessLog
from gateway.admission import LimitReached, address_of
from gateway.core import Core
from gateway.dispatch import Dispatcher
from gateway.documents import Documents
from gateway.edge import PROBES, Edge, hosts, networks, strictly
from gateway.problems import MethodNotAllowed, NoSuchRoute
from gateway.request import request_id_of
from gateway.route import BASE, Route
from gateway.settings import GatewaySettings
from gateway.table import Table, collect
from servicekit import traces
from servicekit.errors import Internal, Problem

log = logging.getLogger(__name__)
READY_FOR = 1.0
"""Seconds that an answer of /readyz is given again."""


def build(settings: GatewaySettings, routes: Iterable[Route] | None = None) -> Front:
    """The application over `routes` (all that are declared, when none are given). Raises ValueError for bad rows."""
    table = Table(collect() if routes is None else routes)
    core = Core(settings, table)
    access_log = AccessLog(settings.access_log != "off")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        traces.start(settings.shared.traces_to, settings.shared.traces_share, "gateway")
        inner = await health.serve(settings.shared.health_host, settings.shared.health_port, core.missing)
        await core.start()
        yield
        if inner is not None:
            inner.close()
        await core.stop()
        await asyncio.to_thread(traces.stop)
        access_log.flush()

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    kept = Kept(core.missing)

    async def readyz(_: Request) -> Response:
        missing = await kept.now()
        if missing:
            return JSONResponse({"status": "not ready", "missing": missing}, 503, headers={"retry-after": "2"})
        return JSONResponse({"status": "ready", "missing": []})

    async def start_page(_: Request) -> Response:
        return RedirectResponse("/docs")

    documents = Documents(table)
    pages = Starlette(
        routes=[
            Page("/", start_page),
            Page("/healthz", healthz),
            Page("/readyz", readyz),
            *documents.pages(),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _refuse, Problem: _refuse, Exception: _refuse},
    )
    # A redirect to where a path has no slash would lead to wherever the Host header says.
    pages.router.redirect_slashes = False
    edge = Edge([*hosts(settings.allowed_hosts), settings.host], networks(settings.trusted_proxies))
    return Front(core, edge, Dispatcher(core, access_log), pages)


class Kept:
    """What is missing, asked for once a second at most, however many want to know."""

    def __init__(self, missing: health.Missing) -> None:
        self._missing = missing
        self._asked: asyncio.Future[list[str]] | None = None
        self._until = 0.0

    async def now(self) -> list[str]:
        """The newest answer, or the one that is being waited for."""
        if self._asked is None or (self._asked.done() and self._until <= time.monotonic()):
            self._until = time.monotonic() + READY_FOR
            self._asked = asyncio.ensure_future(self._missing())
        return await asyncio.shield(self._asked)


async def _refuse(request: Request, error: Exception) -> Response:
    problem: Problem
    if isinstance(error, Problem):
        problem = error
    elif isinstance(error, HTTPException) and error.status_code in (404, 405):
        problem = NoSuchRoute() if error.status_code == 404 else MethodNotAllowed()
    else:
        log.error("fault on a page", exc_info=error)
        problem = Internal()
    return _refusal(request, problem)


def _refusal(request: Request, problem: Problem) -> Response:
    language = problems.language_of(request.headers.get("accept-language", ""))
    status, headers, body = problems.answer(
        problem, language, quote(request.scope["path"]), request_id_of(request.headers.get("x-request-id"))
    )
    return Response(body, status, {name.decode(): value.decode() for name, value in headers})


class Front:
    """What the server calls: past the edge, rows go straight to the dispatcher, everything else to the pages."""

    def __init__(self, core: Core, edge: Edge, dispatcher: Dispatcher, pages: ASGIApp) -> None:
        self.core = core
        self.edge = edge
        self._dispatcher = dispatcher
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the lifespan."""
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        send = strictly(send, scope)
        try:
            self.edge.take(scope)
            if scope["path"].startswith(BASE + "/"):
                await self._dispatcher(scope, receive, send)
                return
            if scope["path"] not in PROBES:
                self.core.anonymous_limiter.take(address_of(scope))
        except LimitReached as reached:
            answer = _refusal(Request(scope), reached.problem)
            answer.raw_headers.extend(reached.allowance.headers())
        except Problem as problem:
            answer = _refusal(Request(scope), problem)
        else:
            await self._pages(scope, receive, send)
            return
        await answer(scope, receive, send)
