"""The ASGI application: the route table below `/v1`; documents and health beside it, metrics on a port of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route as Page
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import health, problems
from gateway.access_log import AccessLog
from gateway.core import Core
from gateway.dispatch import Dispatcher
from gateway.documents import Documents
from gateway.problems import MethodNotAllowed, NoSuchRoute
from gateway.request import request_id_of
from gateway.route import BASE, Route
from gateway.settings import GatewaySettings
from gateway.table import Table, collect
from servicekit import traces
from servicekit.errors import Internal, Problem

log = logging.getLogger(__name__)


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

    async def readyz(_: Request) -> Response:
        missing = await core.missing()
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
    return Front(core, Dispatcher(core, access_log), pages)


async def _refuse(request: Request, error: Exception) -> Response:
    problem: Problem
    if isinstance(error, Problem):
        problem = error
    elif isinstance(error, HTTPException) and error.status_code in (404, 405):
        problem = NoSuchRoute() if error.status_code == 404 else MethodNotAllowed()
    else:
        log.error("fault on a page", exc_info=error)
        problem = Internal()
    language = problems.language_of(request.headers.get("accept-language", ""))
    status, headers, body = problems.answer(
        problem, language, request.url.path, request_id_of(request.headers.get("x-request-id"))
    )
    return Response(body, status, {name.decode(): value.decode() for name, value in headers})


class Front:
    """What the server calls: rows go straight to the dispatcher, everything else to the pages."""

    def __init__(self, core: Core, dispatcher: Dispatcher, pages: ASGIApp) -> None:
        self.core = core
        self._dispatcher = dispatcher
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the lifespan."""
        if scope["type"] == "http" and scope["path"].startswith(BASE + "/"):
            await self._dispatcher(scope, receive, send)
        else:
            await self._pages(scope, receive, send)
