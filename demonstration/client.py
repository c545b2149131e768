"""A patient client of the gateway's API: keeps connections, tries again, and gives every POST a key of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import orjson

Json = dict[str, Any]
TRY_AGAIN = frozenset({425, 429, 502, 503, 504})
STILL_RUNNING = "still-running"


class Refused(Exception):
    """The gateway refused a request for a reason that trying again does not mend."""

    def __init__(self, method: str, path: str, status: int, problem: Json) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("type", "")).removeprefix("/problems/")
        super().__init__(f"{method} {path}: {status} {problem.get('title', '')} {problem.get('detail', '')}".strip())


class OutOfTime(Exception):
    """The gateway was away or too busy for longer than the deadline."""


class Gateway:
    """The gateway as one signed-in account sees it.

    `key` begins every Idempotency-Key; `patience` is how many seconds one request is tried again while the gateway
    is away (refused connections, time-outs), busy (429, 503) or still at work on the same key (409).
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience: float = 180.0,
        at_once: int = 6,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            transport=transport,
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(30.0, connect=5.0),
            limits=httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once),
            headers={"Accept-Language": "zh-CN"},
            trust_env=False,
        )
        self._key = key
        self._patience = patience
        self._places = asyncio.Semaphore(at_once)
        self._credentials: tuple[str, str] | None = None
        self._signing_in = asyncio.Lock()
        self._token = ""
        self.requests = 0
        self.repeated = 0

    async def __aenter__(self) -> Gateway:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def until_ready(self) -> None:
        """Wait until the gateway says that it and what it needs are there. Raises OutOfTime."""
        await self._persist("GET", "/readyz", None, {}, signed=False)

    async def sign_in(self, name: str, password: str) -> None:
        """Begin a session; it is begun anew when it ends. Raises Refused for a wrong password."""
        self._credentials = (name, password)
        await self._begin_session("")

    async def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        asked = {name: value for name, value in query.items() if value is not None}
        return (await self._persist("GET", path, None, {}, query=asked)).json()

    async def items(self, path: str, **query: Any) -> AsyncIterator[Json]:
        """Everything on all pages of a list."""
        cursor = None
        while True:
            page = await self.get(path, limit=500, cursor=cursor, **query)
            for item in page["items"]:
                yield item
            cursor = page.get("next")
            if not cursor:
                return

    async def post(self, step: str, path: str, body: Mapping[str, Any]) -> Any:
        """Send a command; the same step sent again, by this run or a later one, takes effect once."""
        return await self.send(step, path, orjson.dumps(body), "application/json")

    async def send(self, step: str, path: str, content: bytes, content_type: str, **query: Any) -> Any:
        """Send a body of any type; see `post`."""
        headers = {"Idempotency-Key": f"{self._key}-{step}", "Content-Type": content_type}
        answer = await self._persist("POST", path, content, headers, query=query)
        return answer.json() if answer.content else {}

    async def _begin_session(self, ended: str) -> None:
        async with self._signing_in:
            if self._token != ended or self._credentials is None:
                return
            name, password = self._credentials
            body = orjson.dumps({"name": name, "password": password})
            headers = {"Content-Type": "application/json"}
            answer = await self._persist("POST", "/v1/session", body, headers, signed=False)
            self._token = answer.json()["token"]

    async def _persist(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: dict[str, str],
        *,
        query: Mapping[str, Any] | None = None,
        signed: bool = True,
    ) -> httpx.Response:
        deadline = time.monotonic() + self._patience
        pause = 0.1
        while True:
            token = self._token
            sent = {**headers, "Authorization": f"Bearer {token}"} if signed else headers
            reason: object
            try:
                # Signing in needs a place while those who wait for it hold none.
                async with self._places:
                    self.requests += 1
                    answer = await self._http.request(method, path, content=content, headers=sent, params=query)
            except httpx.TransportError as error:
                reason, wait = repr(error), pause
            else:
                if answer.status_code < 400:
                    return answer
                problem = _problem(answer)
                if answer.status_code == 401 and signed and self._credentials:
                    await self._begin_session(token)
                    reason, wait = "the session had ended", 0.0
                elif answer.status_code in TRY_AGAIN or str(problem.get("type", "")).endswith(STILL_RUNNING):
                    reason, wait = problem.get("title", answer.status_code), max(_retry_after(answer), pause)
                else:
                    raise Refused(method, path, answer.status_code, problem)
            self.repeated += 1
            if time.monotonic() + wait > deadline:
                raise OutOfTime(f"{method} {path}: {self._patience:.0f} s, {reason}")
            await asyncio.sleep(wait)
            pause = min(pause * 2, 2.0)


def _problem(answer: httpx.Response) -> Json:
    try:
        problem = answer.json()
    except ValueError:
        return {"title": answer.text[:200]}
    return problem if isinstance(problem, dict) else {"title": str(problem)[:200]}


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), 10.0) if text.isdigit() else 0.0
