"""A request as handlers see it: who asks, what they sent, and the way to the services."""

from __future__ import annotations

import asyncio
import codecs
import hashlib
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from marshmallow import ValidationError

from gateway import media, positions
from gateway.kept_rows import rows_of
from gateway.nesting import DEEPEST, deeper_than
from gateway.problems import (
    BadHeader,
    BadQuery,
    MalformedJson,
    PreconditionRequired,
    TooDeep,
    TooLarge,
    TooSlow,
    UnsupportedMediaType,
)
from gateway.readmodels.generations import Document
from gateway.route import Route
from gateway.rpc import Answered, Reply
from gateway.table import Row
from servicekit.errors import InvalidFields, NotFound, PreconditionFailed, field_error
from servicekit.operations import Operation
from servicekit.positions import Position, besides, merged, to_wire
from servicekit.principal import Principal, Scope, system
from servicekit.schema import field_errors
from servicekit.store import Page, read_page_async

if TYPE_CHECKING:
    from pymongo.asynchronous.collection import AsyncCollection

    from gateway.core import Core
    from gateway.printing import Paper
    from gateway.sessions import Who

T = TypeVar("T")

ARRIVES_WITHIN = 30.0
"""Seconds that a body may take to arrive; a slow caller must not hold a place for longer."""
STRANGERS_ARRIVES_WITHIN = 5.0
"""The same of whoever is not signed in, who sends a name and a password at most."""
UNKNOWN = frozenset((404, 422))
"""With what a service refuses what it does not know."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
AS_GATEWAY = orjson.dumps(system("gateway").to_wire()).decode()
_PLAIN = "identity"
"""The Content-Encoding of a body that is sent as it is."""
_ETAG = re.compile(r'"(\d{1,18})(?:-[0-9a-f]+)?"')
"""A version, and behind it what marks the names that were told with it."""


def request_id_of(sent: str | None) -> str:
    """The caller's X-Request-Id where it is usable, else a new one."""
    return sent if sent and _REQUEST_ID.fullmatch(sent) else os.urandom(16).hex()


class Request:
    """One request on a row; see `gateway.route.GatewayRequest` for what local handlers may rely on."""

    __slots__ = (
        "_receive",
        "_wire_principal",
        "acted",
        "address",
        "body_hash",
        "core",
        "headers",
        "if_match",
        "key",
        "key_was_sent",
        "language",
        "params",
        "path",
        "principal",
        "request_id",
        "row",
        "scope",
        "sent",
        "told",
        "traceparent",
        "who",
    )

    params: dict[str, Any]
    principal: Principal
    scope: Scope
    who: Who

    def __init__(
        self,
        core: Core,
        row: Row,
        headers: dict[bytes, bytes],
        path: str,
        address: str,
        request_id: str,
        traceparent: str,
        language: str,
        receive: Any,
    ) -> None:
        self.core = core
        self.row = row
        self.headers = headers
        self.path = path
        self.address = address
        self.request_id = request_id
        self.language = language
        self.key = ""
        self.key_was_sent = False
        self.if_match: int | None = None
        self.body_hash = ""
        self.sent: Position = ()
        """What the caller did a moment ago, by their own header."""
        self.told: Position = ()
        """What the commands of this request have told."""
        self.traceparent = traceparent
        self.acted = True
        """Whether the caller may have changed something lately, as far as this request has asked."""
        self._receive = receive
        self._wire_principal = ""

    @property
    def db(self) -> Any:
        """The gateway's own database."""
        return self.core.db

    async def cursor_secret(self) -> bytes:
        """What seals the cursors of the gateway's own lists."""
        return await self.core.cursor_secret()

    async def page(self, name: str, where: dict[str, Any], wish: Mapping[str, Any], **how: Any) -> Page:
        """One page of a collection of the gateway's own; see `store.read_page`."""
        secret, shows = await self.cursor_secret(), self.row.route.answer
        return await read_page_async(self.db, name, where, wish, shows=shows, secret=secret, **how)

    async def rows(self, of: AsyncCollection[Document], ids: Iterable[str], *fields: str) -> list[Document]:
        """Read rows by their ids; out of the memory where this caller has changed nothing in the last minute."""
        if not ids:
            return []
        return await (rows_of(of, ids, fields) if self.acted else self.core.kept_rows.read(of, ids, fields))

    @property
    def session(self) -> str:
        """The caller's session; empty without one."""
        return self.who.session

    def header(self, name: str) -> str | None:
        """A request header by its lower-case name."""
        value = self.headers.get(name.encode("latin-1"))
        return None if value is None else value.decode("latin-1")

    def belongs_to(self, principal: Principal, wire: str) -> None:
        """Set who asks."""
        self.principal = principal
        self.scope = principal.scope
        self._wire_principal = wire

    async def call(self, operation: Operation, **arguments: Any) -> Any:
        """Ask a service as this reader, within the row's deadline. Raises Answered, Problem."""
        return await self.send(operation.name, arguments)

    async def look_up(self, operation: Operation, **arguments: Any) -> Any:
        """Ask a service as the gateway itself, whatever the reader's scope. Raises Answered, Problem."""
        deadline = self.row.route.deadline
        return (await self.core.rpc.ask(operation.name, arguments, self._headers(AS_GATEWAY), deadline=deadline)).result

    async def call_as(self, route: Route, operation: Operation, **arguments: Any) -> Any:
        """As `call`, with the right and the scope that this reader has on another row. Raises Forbidden besides."""
        return await self.send(operation.name, arguments, self.who.as_on(route)[1])

    def scope_on(self, route: Route) -> Scope:
        """How far another row lets this reader see. Raises Forbidden or ScopeMissing."""
        return self.who.as_on(route)[0].scope

    async def printed(self, kind: str, papers: Sequence[Paper], made_on: str) -> list[bytes]:
        """Print papers; see `gateway.printing`. Raises NotPrintable, PaperTooLarge, Overloaded."""
        return await self.core.printing.printed(kind, papers, made_on)

    async def send(self, target: str, arguments: dict[str, Any], principal: str = "") -> Any:
        """As `call`, by the operation's name and with the arguments as one dictionary."""
        service = target.partition(".")[0]

        async def ask(position: Position) -> Reply:
            headers = self._wire_headers(principal or self._wire_principal)
            if position and (elsewhere := besides(position, service)):
                headers["cadre.after"] = to_wire(elsewhere)
            return await self.core.rpc.ask(target, arguments, headers, deadline=self.row.route.deadline)

        reply = await self.as_known(ask)
        if reply.told:
            self.told = merged(self.told, positions.received(service, reply.told))
        return reply.result

    async def as_known(self, ask: Callable[[Position], Awaitable[T]]) -> T:
        """Ask somebody, who is told what this caller did a moment ago and so can wait until they have heard of it.

        Before a read is refused because something is unknown, it is made sure that no other gateway knows of a command
        that has not been thought of. Raises what `ask` raises.
        """
        position = await self._position(surely=self.row.writes)
        self.acted = self.row.writes or bool(position)
        try:
            return await ask(position)
        except (Answered, NotFound) as refused:
            status = refused.problem.status if isinstance(refused, Answered) else refused.status
            if self.row.writes or status not in UNKNOWN:
                raise
            surely = await self._position(surely=True)
            if surely == position:
                raise
            self.acted = True
            return await ask(surely)

    async def when_shown(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read the read models once they show what this caller did a moment ago. Raises NotYet."""

        async def ask(position: Position) -> T:
            if position:
                await self.core.heard.until(position, self.core.settings.shared.hearing_timeout)
            return await read()

        return await self.as_known(ask)

    async def _position(self, *, surely: bool) -> Position:
        kept = await self.core.positions.of(self.who.session, surely=surely)
        return merged(kept, self.sent, self.told) if self.sent or self.told else kept

    def _headers(self, principal: str) -> dict[str, Any]:
        return {
            "cadre.principal": principal,
            "cadre.request_id": self.request_id,
            "traceparent": self.traceparent,
        }

    def _wire_headers(self, principal: str) -> dict[str, Any]:
        headers = self._headers(principal)
        if self.key:
            headers["cadre.key"] = self.key
        if self.if_match is not None:
            headers["cadre.if_match"] = self.if_match
        return headers

    async def take_position(self) -> None:
        """Read what the caller says they did a moment ago. Raises BadHeader."""
        if (sent := self.header(positions.HEADER)) is not None:
            self.sent = positions.unsealed(sent, await self.cursor_secret())

    def take_headers(self, query: bytes, path_values: dict[str, str]) -> None:
        """As `take_in` for a row that reads its body itself."""
        if self.row.writes:
            self._read_key()
            self._read_if_match()
            if self.row.route.needs_if_match and self.if_match is None:
                raise PreconditionRequired()
        self.params = (self._read_query(query) if query else {}) | path_values

    async def take_in(self, query: bytes, path_values: dict[str, str]) -> None:
        """Read headers, query string and body into `params`. Raises the problem of whatever cannot be read."""
        route = self.row.route
        if self.row.writes:
            self._read_key()
            self._read_if_match()
        params: dict[str, Any] = {}
        if query:
            params = self._read_query(query)
        if self.row.reads_body:
            params |= await self._read_json()
        if path_values:
            for name in path_values:
                if name in params:
                    raise InvalidFields(errors=[field_error(f"/{name}", "unknown-field", "未知字段", "Unknown field.")])
            params |= path_values
        self.params = params
        if route.needs_if_match and self.if_match is None:
            raise PreconditionRequired()

    def _read_key(self) -> None:
        key = self.header("idempotency-key")
        if key is None:
            self.key = os.urandom(16).hex()
            return
        if not _KEY.fullmatch(key):
            raise BadHeader(
                "幂等键（“Idempotency-Key”）应为 1 至 255 个可见字符",
                "An Idempotency-Key is 1 to 255 visible characters",
            )
        self.key = key
        self.key_was_sent = True

    def _read_if_match(self) -> None:
        sent = self.header("if-match")
        if sent is None or sent.strip() == "*":
            return
        known = [_ETAG.fullmatch(one.strip()) for one in sent.split(",")]
        versions = [int(one[1]) for one in known if one is not None]
        if not versions:
            raise PreconditionFailed(
                "版本标记（“If-Match”）不是本系统给出的", "If-Match is not an ETag that was given out here"
            )
        # Of several that were given out here, only the newest can be the present one.
        self.if_match = max(versions)

    def _read_query(self, query: bytes) -> dict[str, Any]:
        most = self.row.most_parameters
        if query.count(b"&") >= most:
            raise BadQuery(f"查询参数过多，最多{most}个", f"At most {most} query parameters", most=most)
        try:
            pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
        except (ValueError, UnicodeDecodeError):
            raise BadQuery("查询参数编码有误", "The query string is badly encoded") from None
        texts: dict[str, list[str]] = {}
        for name, value in pairs:
            texts.setdefault(name, []).append(value)
        converters, found, wrong = self.row.converters, {}, {}
        for name, values in texts.items():
            if name not in converters:
                found[name] = values[0] if len(values) == 1 else values
                continue
            try:
                found[name] = converters[name](values)
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise InvalidFields(errors=field_errors(ValidationError(wrong)))
        return found

    async def _read_json(self) -> dict[str, Any]:
        body = await self.read()
        if not body:
            return {}
        media.must_be_one_of(self.header("content-type"), self.row.route.content_types)
        try:
            value = orjson.loads(body.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError as wrong:
            raise MalformedJson(
                f"第 {wrong.lineno} 行第 {wrong.colno} 列附近", f"Near line {wrong.lineno}, column {wrong.colno}"
            ) from None
        if not isinstance(value, dict):
            raise MalformedJson()
        if self.row.route.handler is not None:
            self.body_hash = hashlib.sha256(self._logged(body, value)).hexdigest()
        if body.count(b"{") + body.count(b"[") > DEEPEST and deeper_than(value, DEEPEST):
            raise TooDeep(f"最多 {DEEPEST} 层", f"At most {DEEPEST} levels")
        return value

    def _logged(self, body: bytes, value: dict[str, Any]) -> bytes:
        """What a receipt's fingerprint is made of: the body, without the fields that leave no trace."""
        unlogged = self.row.route.unlogged
        if not unlogged:
            return body
        return orjson.dumps({name: inner for name, inner in value.items() if name not in unlogged})

    async def read(self) -> bytes:
        """The whole body. Raises TooLarge over the row's limit, TooSlow when it does not arrive in time."""
        try:
            async with asyncio.timeout(ARRIVES_WITHIN if self.session else STRANGERS_ARRIVES_WITHIN):
                pieces = [piece async for piece in self.stream()]
        except TimeoutError:
            raise TooSlow(retry_after=1) from None
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def stream(self) -> AsyncIterator[bytes]:
        """The body piece by piece. Raises TooLarge over the row's limit, before reading it where the length is told."""
        if (coded := self.header("content-encoding") or _PLAIN).strip().lower() != _PLAIN:
            raise UnsupportedMediaType(
                "请求体不得压缩或另行编码（“Content-Encoding”）",
                f"Send the body as it is, not {coded[:40]}",
            )
        limit = self.row.route.body_limit
        told = self.headers.get(b"content-length", b"0")
        if told.isdigit() and int(told) > limit:
            raise TooLarge(f"最多 {limit} 字节", f"At most {limit} bytes", limit=limit)
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone()
            piece = message.get("body", b"")
            size += len(piece)
            if size > limit:
                raise TooLarge(f"最多 {limit} 字节", f"At most {limit} bytes", limit=limit)
            if piece:
                yield piece
            if not message.get("more_body", False):
                return


class ClientGone(Exception):
    """The caller hung up before the body was complete; there is nobody to answer."""
