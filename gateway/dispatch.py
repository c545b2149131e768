"""One generic way of a request, for every row: admitted, known, allowed, read, carried out, answered."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import quote

import orjson
import structlog
from pymongo.errors import PyMongoError

from gateway import answering, exports, journal, metrics, naming, positions, problems, receipts
from gateway.access_log import AccessLog
from gateway.admission import Allowance, LimitReached, address_of
from gateway.core import Core
from gateway.problems import BadPath, MethodNotAllowed, NoSuchRoute, NotSignedIn, Stopping, TooManyRequests
from gateway.request import ClientGone, Request, request_id_of
from gateway.route import Answer, Pieces, Scope
from gateway.rpc import Answered, CallTimedOut
from gateway.sessions import ANONYMOUS, ANONYMOUS_PRINCIPAL, Who
from gateway.table import Found, Row
from servicekit import traces
from servicekit.errors import Forbidden, Internal, NotFound, Problem, Unavailable, WireProblem
from servicekit.positions import merged

log = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]
Reply = tuple[int, Headers, bytes]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_JSON_HEADERS: Headers = [(b"content-type", b"application/json"), (b"cache-control", b"private, no-cache")]


class Dispatcher:
    """The ASGI application for everything below `/v1`."""

    def __init__(self, core: Core, access_log: AccessLog) -> None:
        self.core = core
        self.access_log = access_log

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; whatever goes wrong becomes a problem document."""
        began = time.perf_counter()
        headers = _joined(scope["headers"])
        sent_id, sent_trace = headers.get(b"x-request-id"), headers.get(b"traceparent")
        found = self.core.table.find(scope["path"])
        if _is_nameless(found, scope["method"]):
            # The caller's ids also stand beside what they ask under their name, in logs and in the trail.
            sent_id = sent_trace = None
        request_id = request_id_of(sent_id.decode("latin-1") if sent_id else None)
        language = problems.language_of(headers.get(b"accept-language", b"").decode("latin-1"))
        with traces.enter(sent_trace.decode("latin-1") if sent_trace else None) as span:
            structlog.contextvars.bind_contextvars(request_id=request_id, trace_id=span.trace_id)
            turn = _Turn(self.core, scope, receive, headers, found, request_id, span.traceparent, language)
            try:
                status, out, body = await turn.reply()
            except ClientGone:
                span.end("client-gone")
                return
            finally:
                span.name(f"{turn.method} {turn.label}")
            span.note(status=status)
            if status >= 500:
                span.end(fault=True)
        out.append((b"x-request-id", request_id.encode("latin-1")))
        if turn.allowance is not None:
            out.extend(turn.allowance.headers())
        if status != 204 and status != 304:
            out.append((b"content-length", b"%d" % (len(body) if turn.pieces is None else turn.pieces.length)))
        await send({"type": "http.response.start", "status": status, "headers": out})
        if turn.pieces is not None and status == 200 and scope["method"] != "HEAD":
            # What goes wrong now is known to the caller by the length: the server ends the connection before it.
            async for piece in turn.pieces.pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        seconds = time.perf_counter() - began
        metrics.request(turn.service, turn.kind, status, seconds)
        account = ANONYMOUS.account if turn.nameless else turn.who.account
        self.access_log.write(
            turn.method, turn.label, status, seconds, request_id, span.trace_id, account, turn.problem
        )


def _is_nameless(found: Found | None, method: str) -> bool:
    """Whether what is asked for may be asked for namelessly."""
    return found is not None and method in found[0] and found[0][method][0].route.nameless


class _Turn:
    """The way of one request."""

    __slots__ = (
        "allowance",
        "asked",
        "core",
        "found",
        "headers",
        "kind",
        "label",
        "language",
        "method",
        "nameless",
        "pieces",
        "problem",
        "receive",
        "request_id",
        "scope",
        "service",
        "traceparent",
        "values",
        "who",
    )

    def __init__(
        self,
        core: Core,
        scope: Message,
        receive: Receive,
        headers: dict[bytes, bytes],
        found: Found | None,
        request_id: str,
        traceparent: str,
        language: str,
    ) -> None:
        self.core = core
        self.scope = scope
        self.receive = receive
        self.headers = headers
        self.found = found
        """The rows at the path, and what it names."""
        self.request_id = request_id
        self.traceparent = traceparent
        self.language = language
        self.label = "-"
        self.service = "gateway"
        """Whose row it is."""
        self.kind = "read"
        self.nameless = False
        self.method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self.who: Who = ANONYMOUS
        self.allowance: Allowance | None = None
        self.pieces: Pieces | None = None
        """The body, where it is sent as it comes."""
        self.problem = ""
        """The code of a refusal."""
        self.values: Mapping[str, Any] = {}
        """What the path names, and then all that was sent."""
        self.asked: journal.Asked | None = None
        """Who asks, for whoever notes it; of whom may go unnamed nothing."""

    async def reply(self) -> Reply:
        """Status, headers and body; never raises but ClientGone and cancellation."""
        try:
            row, values = self._row()
        except MethodNotAllowed as problem:
            status, headers, body = self._refusal(problem)
            return status, [*headers, (b"allow", ", ".join(problem.facts["allowed"]).encode())], body
        except Problem as problem:
            return self._refusal(problem)
        self.values = values
        try:
            return await self._admit(row, values)
        except ClientGone:
            raise
        except Answered as answered:
            return await self._refused(row, answered.problem)
        except Problem as problem:
            return await self._refused(row, problem)
        except LimitReached as reached:
            self.allowance = reached.allowance
            return self._refusal(reached.problem)
        except TimeoutError:
            return self._refusal(CallTimedOut(retry_after=2))
        except PyMongoError as error:
            log.warning("database error on %s: %s (%s)", row.label, type(error).__name__, self.request_id)
            return self._refusal(Unavailable(retry_after=2))
        except Exception:
            log.exception("fault on %s %s (%s)", self.method, row.label, self.request_id)
            return self._refusal(Internal())

    def _row(self) -> tuple[Row, dict[str, str]]:
        path = self.scope["path"]
        if "\x00" in path or "�" in path:
            raise BadPath()
        if self.found is None:
            raise NoSuchRoute()
        rows, values = self.found
        here = rows.get("GET" if self.method == "HEAD" else self.method)
        if here is None:
            raise MethodNotAllowed(allowed=sorted(rows))
        row, names = here
        self.label, self.service = row.label, row.service
        self.nameless = row.route.nameless
        self.kind = "write" if row.writes else "read"
        return row, dict(zip(names, values, strict=True))

    async def _admit(self, row: Row, values: dict[str, str]) -> Reply:
        """Find out who asks, and answer at a place of theirs: who is not signed in takes none of those who are."""
        core, address, token = self.core, address_of(self.scope), self._token()
        if core.stopping:
            raise Stopping(retry_after=5)
        if not core.prepared:
            raise Unavailable(retry_after=1)
        if core.sessions.sought(token):
            # Whoever asks much at once just after a start needs one place among strangers, not one for each request.
            await core.sessions.find(token)
        seen = bool(token) and core.sessions.seen(token)
        if seen:
            core.gate.enter()
            try:
                who = await core.sessions.find(token)
                if who is not None:
                    return await self._answer(row, values, address, who)
            finally:
                core.gate.leave()
        core.strangers.enter(address)
        try:
            known = await self._whose(token, address) if token and not seen else None
            if known is None:
                self.allowance = core.anonymous_limiter.take(address)
                return await self._answer(row, values, address, ANONYMOUS)
        finally:
            core.strangers.leave(address)
        core.gate.enter()
        try:
            return await self._answer(row, values, address, known)
        finally:
            core.gate.leave()

    def _token(self) -> str:
        """The session's token; empty without one."""
        credentials = self.headers.get(b"authorization", b"")
        return credentials[7:].strip().decode("latin-1") if credentials[:7].lower() == b"bearer " else ""

    async def _whose(self, token: str, address: str) -> Who | None:
        """Look for a token that was never seen here, unless its sender has used up what strangers have."""
        self.core.anonymous_limiter.look(address)
        return await self.core.sessions.find(token)

    async def _answer(self, row: Row, values: dict[str, str], address: str, who: Who) -> Reply:
        request = Request(
            self.core,
            row,
            self.headers,
            self.scope["path"],
            address,
            self.request_id,
            self.traceparent,
            self.language,
            self.receive,
        )
        noting = journal.asked.set(None)
        try:
            return await self._for(row, values, request, who)
        finally:
            journal.asked.reset(noting)

    async def _for(self, row: Row, values: dict[str, str], request: Request, who: Who) -> Reply:
        core, route = self.core, row.route
        self._belongs_to(request, row, who)
        wanted = exports.wanted(request.header("accept"), row)
        if route.raw:
            request.take_headers(self.scope["query_string"], values)
        else:
            await request.take_in(self.scope["query_string"], values)
        self.values = request.params
        await request.take_position()
        try:
            if wanted is not None:
                reply = self._hand_out(await exports.taken_out(request, wanted))
            elif route.target is not None:
                result = await answering.of_service(request)
                await self._look(row, result)
                reply = self._present(row, request, result)
            else:
                answer = await self._carry_out(row, request)
                await self._look(row, answer.body)
                await answering.explain(request, answering.coded_of(request, row, answer), answer.body)
                reply = self._deliver(row, answer)
        finally:
            # Also where a later step was refused: what an earlier one has told is on its way.
            if request.told:
                await core.positions.note(request.session, request.told)
        if request.told:
            position = merged(request.sent, request.told)
            reply[1].append(
                (positions.HEADER.encode(), positions.sealed(position, await core.cursor_secret()).encode())
            )
        return reply

    def _belongs_to(self, request: Request, row: Row, who: Who) -> None:
        """Count the request of an account, and check the right."""
        self.who = request.who = who
        if not row.route.nameless:
            self.asked = journal.Asked(who.account, who.roles, row.route.right, request.address)
            journal.asked.set(self.asked)
        if who is ANONYMOUS:
            if row.route.scope is not Scope.PUBLIC:
                raise NotSignedIn()
            request.belongs_to(ANONYMOUS_PRINCIPAL, "")
            return
        self.allowance = self.core.limiter.take(who.account)
        request.belongs_to(*who.on(row.number, row.route))

    async def _carry_out(self, row: Row, request: Request) -> Answer:
        route = row.route
        handler = route.handler
        assert handler is not None
        if route.changes and route.scope is not Scope.PUBLIC:
            # What the gateway does itself lasts (accounts, keys, jobs), and so has whoever ended a session to be heard.
            await self.core.sessions.must_last(request.session)
        async with asyncio.timeout(route.deadline):
            if route.method == "POST" and request.key_was_sent and not route.raw and route.scope is not Scope.PUBLIC:
                return await receipts.once(
                    self.core.db,
                    request.principal.account,
                    request.key,
                    request.path,
                    request.body_hash,
                    lambda: handler(request),
                )
            return await handler(request)

    def _present(self, row: Row, request: Request, result: Any) -> Reply:
        route = row.route
        if result is None or route.status == 204:
            return 204, [], b""
        body = orjson.dumps(result)
        version = result.get("version") if isinstance(result, dict) else None
        headers = list(_JSON_HEADERS)
        if version is not None:
            etag = _etag(version, result)
            headers.append((b"etag", etag))
        elif not row.writes:
            etag = b'W/"%s"' % hashlib.blake2b(body, digest_size=8).hexdigest().encode()
            headers.append((b"etag", etag))
        if not row.writes and self._seen(etag):
            return 304, headers, b""
        if route.status == 201 and row.location:
            location = _fill(row.location, request.params, result)
            if location:
                headers.append((b"location", location))
        return route.status, headers, body

    def _deliver(self, row: Row, answer: Answer) -> Reply:
        headers: Headers = [(b"content-type", answer.content_type.encode())]
        headers.extend((name.lower().encode(), value.encode()) for name, value in answer.headers.items())
        if not any(name.lower() == "cache-control" for name in answer.headers):
            headers.append(_JSON_HEADERS[1])
        if answer.location:
            headers.append((b"location", answer.location.encode()))
        body = answer.body if isinstance(answer.body, bytes) else b""
        if isinstance(answer.body, Pieces):
            self.pieces = answer.body
        elif answer.body is not None and not body:
            body = orjson.dumps(answer.body, default=str)
        if answer.etag is not None:
            etag = _etag(answer.etag, answer.body)
        else:
            etag = b'W/"%s"' % hashlib.blake2b(body, digest_size=8).hexdigest().encode()
        if answer.etag is not None or not row.writes:
            headers.append((b"etag", etag))
        if not row.writes and self._seen(etag):
            return 304, headers, b""
        return answer.status, headers, body

    def _hand_out(self, file: exports.File) -> Reply:
        """A sheet: for this reader, as things stand now, and kept by nobody on the way."""
        headers: Headers = [
            (b"content-type", file.media_type.encode()),
            (b"content-disposition", file.disposition.encode()),
            (b"cache-control", b"private, no-store"),
            (b"vary", b"accept, accept-language"),
        ]
        return 200, headers, file.content

    def _seen(self, etag: bytes) -> bool:
        sent = self.headers.get(b"if-none-match")
        if sent is None:
            return False
        bare = etag.removeprefix(b"W/")
        return any(one.strip().removeprefix(b"W/") in (bare, b"*") for one in sent.split(b","))

    async def _look(self, row: Row, answer: Any) -> None:
        """Note that this is read, unless what was done has been noted. Raises NotNoted."""
        if row.look and not (self.asked is not None and self.asked.noted):
            await self.core.trail.look(row, self.values, answer, self.who.account, self.request_id)

    async def _refused(self, row: Row, problem: Problem | WireProblem) -> Reply:
        """Refuse, and note it of somebody who has signed in: a command for whatever reason, of readings those of what
        is not the reader's; what lies outside of their scope is unknown to them."""
        status = problem.status
        kept_from = status == Forbidden.status or (status == NotFound.status and row.look)
        noted = 400 <= status < 500 if row.route.changes else kept_from
        if noted and status != TooManyRequests.status and self.who is not ANONYMOUS:
            asked = journal.asked.set(self.asked)
            try:
                await self.core.trail.refused(row, self.values, self.who.account, self.request_id, problem.code)
            except Exception:
                log.exception("a refusal was not noted (%s)", self.request_id)
            finally:
                journal.asked.reset(asked)
        return self._refusal(problem)

    def _refusal(self, problem: Problem | WireProblem) -> Reply:
        self.problem = problem.code
        return problems.answer(problem, self.language, quote(self.scope["path"]), self.request_id)


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def _etag(version: Any, body: Any) -> bytes:
    """A version; with names beside it a mark of those too: they may change while the version does not."""
    names = body.get(naming.NAMES) if isinstance(body, dict) else None
    if not names:
        return f'"{version}"'.encode()
    mark = hashlib.blake2b(orjson.dumps(names, option=orjson.OPT_SORT_KEYS), digest_size=4).hexdigest()
    return f'"{version}-{mark}"'.encode()


def _fill(template: str, params: dict[str, Any], result: Any) -> bytes | None:
    values = {**params, **result} if isinstance(result, dict) else params
    try:
        return template.format_map({name: quote(str(value), safe="") for name, value in values.items()}).encode()
    except KeyError:
        return None


def _joined(sent: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers by name; what was sent several times stands together, so that none of it is overlooked."""
    headers = dict(sent)
    if len(headers) < len(sent):
        headers = {name: b", ".join(value for other, value in sent if other == name) for name in headers}
    return headers
