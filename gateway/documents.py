"""Documents beside the rows: OpenAPI, AsyncAPI, the page to try them (offline), and a page for each problem type."""

from __future__ import annotations

import importlib.util
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as Page

from gateway import asyncapi, openapi
from gateway.pages import HEADERS, page
from gateway.problems import PAGES, NoSuchRoute
from gateway.table import Table
from servicekit import memory
from servicekit.errors import Problem, problem_types, successors
from services import SERVICES

ASSETS = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
_START = b"""window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null, persistAuthorization: false,
    presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout", tryItOutEnabled: true,
    showExtensions: true,
  });
});
"""
_DOCS = b"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>API</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css"></head><body><div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js" defer></script><script src="/docs/start.js" defer></script></body></html>
"""


class Documents:
    """Made once from the table, at the first request."""

    def __init__(self, table: Table) -> None:
        self._table = table
        # Found without being imported: its package loads handlers for a dozen frames.
        found = importlib.util.find_spec("swagger_ui")
        if found is None or not found.submodule_search_locations:
            raise ImportError("swagger-ui-py is not installed")
        self._assets = Path(found.submodule_search_locations[0]) / "static"

    def pages(self) -> list[Page]:
        """The routes of the documents."""
        return [
            Page("/openapi.json", self._openapi),
            Page("/asyncapi.json", self._asyncapi),
            Page("/docs", self._docs),
            Page("/docs/{name}", self._asset),
            Page("/problems", self._problems),
            Page("/problems/{code:path}", self._problem),
        ]

    @cached_property
    def problem_types(self) -> dict[str, type[Problem]]:
        """Every problem type, by code: what the gateway, the rows and each service's errors have registered."""
        for service in SERVICES:
            for _ in service.modules("errors"):
                pass  # Importing them is what registers them.
        return problem_types()

    def openapi_document(self) -> dict[str, Any]:
        """OpenAPI 3.1; made each time, since it takes thirty times the memory that it has as bytes."""
        return openapi.document(self._table.routes, self.problem_types)

    def asyncapi_document(self) -> dict[str, Any]:
        """AsyncAPI 3; made each time."""
        return asyncapi.document(asyncapi.catalogues())

    async def _openapi(self, _: Request) -> Response:
        return Response(self._openapi_bytes, media_type="application/json", headers={"cache-control": "no-cache"})

    async def _asyncapi(self, _: Request) -> Response:
        return Response(self._asyncapi_bytes, media_type="application/json", headers={"cache-control": "no-cache"})

    @cached_property
    def _openapi_bytes(self) -> bytes:
        made = orjson.dumps(self.openapi_document())
        memory.give_back()
        return made

    @cached_property
    def _asyncapi_bytes(self) -> bytes:
        made = orjson.dumps(self.asyncapi_document())
        memory.give_back()
        return made

    async def _docs(self, _: Request) -> Response:
        return _html(_DOCS)

    async def _asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name == "start.js":
            return _cached(_START, "text/javascript")
        if name not in ASSETS:
            raise NoSuchRoute()
        return _cached((self._assets / name).read_bytes(), ASSETS[name])

    async def _problems(self, request: Request) -> Response:
        types = self.problem_types
        if "text/html" not in request.headers.get("accept", ""):
            return Response(orjson.dumps([_describe(one) for one in types.values()]), media_type="application/json")
        rows = "".join(
            f'<li><a href="{PAGES}{escape(code)}"><code>{escape(code)}</code></a> {one.status} '
            f"{escape(one.zh)} — {escape(one.en)}</li>"
            for code, one in types.items()
        )
        return _html(page("问题类型 Problem types", f"<ul>{rows}</ul>"))

    async def _problem(self, request: Request) -> Response:
        code = request.path_params["code"]
        one = self.problem_types.get(code) or successors().get(code)
        if one is None:
            raise NoSuchRoute()
        told = _describe(one)
        if one.code != code:
            told |= {"type": PAGES + code, "code": code, "superseded_by": PAGES + one.code}
        if "text/html" not in request.headers.get("accept", ""):
            return Response(orjson.dumps(told), media_type="application/json")
        advice = f"<p>{escape(told['advice_zh'])}</p><p>{escape(told['advice_en'])}</p>" if told["advice_zh"] else ""
        now = (
            f'<p>现为 Now: <a href="{PAGES}{one.code}"><code>{escape(one.code)}</code></a></p>'
            if one.code != code
            else ""
        )
        body = (
            f"{now}<p><code>{escape(code)}</code> · HTTP {one.status}</p><p>{escape(one.zh)}。{escape(one.en)}.</p>"
            f"<p>{escape(told['meaning'])}</p>{advice}"
        )
        return _html(page(one.zh, body))


def _describe(one: type[Problem]) -> dict[str, Any]:
    return {
        "type": PAGES + one.code,
        "code": one.code,
        "status": one.status,
        "title_zh": one.zh,
        "title_en": one.en,
        "meaning": " ".join((one.__doc__ or "").split()),
        "advice_zh": one.advice_zh,
        "advice_en": one.advice_en,
    }


def _html(content: bytes) -> Response:
    return Response(content, media_type="text/html", headers=HEADERS)


def _cached(content: bytes, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"cache-control": "max-age=86400"})
