"""Rows of the route table: one row says all about a route; dispatch, rights, OpenAPI and tests read the same rows.

A row about a service's operation takes wish, answer and refusals from its declaration (`servicekit.operations`) and
says only what is the gateway's own. A row's path is relative to `/v1`. Its `{parameters}` are fields of the row's
schema: for a read of `query`, for a command of `body`; what comes in by path, query string and body is merged into the
keyword arguments of the RPC.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar, cast

import marshmallow

from servicekit.lifecycle import Named
from servicekit.operations import BulkCommand, Command, Operation, PutRight
from servicekit.schema import fields, guarded, instance, validate

if TYPE_CHECKING:
    from gateway.import_files import Sheet
    from gateway.printing import Paper
    from gateway.request import Request
    from servicekit.errors import FieldError, Problem
    from servicekit.principal import Principal
    from servicekit.principal import Scope as DataScope
    from servicekit.store import Page

SchemaClass: TypeAlias = type[marshmallow.Schema]
T = TypeVar("T")
Handler: TypeAlias = "Callable[[GatewayRequest], Awaitable[Answer]]"

BASE = "/v1"
PARAMETER = re.compile(r"\{(\w+)\}")
JSON_BODY_LIMIT = 1024 * 1024
"""Bytes of a JSON body unless the row says otherwise."""


class Scope(StrEnum):
    """What the reader's data scope (数据范围) means for a row."""

    NONE = "none"
    """Not about single persons: who holds the right sees all of it."""
    PERSON = "person"
    """About persons: cut down to the reader's own unit and below, or to the reader alone."""
    SIGNED_IN = "signed_in"
    """Needs a session but no right: a reader's own account, dictionaries."""
    PUBLIC = "public"
    """Needs no session: signing in."""


class Lacks(Named):
    """What keeps a session (会话) from everything but what helps out of it, in the order in which that is done."""

    CODE = "code", "验证码"
    """Only the password was given, and the account has a second factor."""
    OWN_PASSWORD = "own-password", "本人密码"
    """The password was made by others."""
    FACTOR = "second-factor", "双因素"
    """The account's roles need a second factor, and it has none."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A body that is sent as it comes: how many bytes there will be, and the pieces."""

    length: int
    pieces: AsyncIterator[bytes]


UNKEPT: Final = {"cache-control": "no-store"}
"""Headers of an answer that holds a secret: nobody on the way keeps it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a local handler answers: `body` is any JSON-able value, bytes that are already encoded, or Pieces.

    `etag` is the bare version (quotes are added); `location` a path.
    """

    body: Any = None
    status: int = 200
    etag: str | int | None = None
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    kept: Any = None
    """What a repetition with the same Idempotency-Key answers instead, where `body` shows a secret once."""
    items: marshmallow.fields.Field[Any] | None = None
    """What says of the items of a list of no declared shape what their codes are called, where it is not the same for
    every answer of the row."""


class LookUp(Protocol):
    """Asking a service as the gateway itself. Raises Answered, Problem."""

    async def __call__(self, operation: Operation, **arguments: Any) -> Any: ...


class GatewayRequest(Protocol):
    """What a local handler is given."""

    principal: Principal
    """Who asks; an anonymous one on PUBLIC rows."""
    scope: DataScope
    """How far this row lets this reader see: `scope.filter(unit="unit_ids", cadre="_id")` is a Mongo filter."""
    params: dict[str, Any]
    """Path, query string and JSON body merged, not yet validated; query values of Integer, Boolean and List fields are
    converted."""
    request_id: str
    address: str
    """Where it comes from; see `admission.address_of`."""
    key: str
    """The Idempotency-Key, sent or made."""
    if_match: int | None
    language: str
    """`zh` or `en`."""

    @property
    def db(self) -> Any:
        """The gateway's own database (pymongo AsyncDatabase)."""

    @property
    def session(self) -> str:
        """The caller's session; empty without one."""

    async def cursor_secret(self) -> bytes:
        """What seals the cursors of the gateway's own lists."""

    async def rows(self, of: Any, ids: Iterable[str], *fields: str) -> list[dict[str, Any]]:
        """Rows by their ids, with the same fields of a collection each time: those that there are."""

    async def page(self, name: str, where: dict[str, Any], wish: Mapping[str, Any], **how: Any) -> Page:
        """One page of a collection of the gateway's own; see `store.read_page`."""

    def header(self, name: str) -> str | None:
        """A request header by its lower-case name."""

    async def call(self, operation: Operation, **arguments: Any) -> Any:
        """Ask a service as this reader, in this row's scope, within the request's deadline. Raises Problem."""

    async def call_as(self, route: Route, operation: Operation, **arguments: Any) -> Any:
        """As `call`, with the right and the scope that this reader has on another row. Raises Forbidden besides."""

    def scope_on(self, route: Route) -> DataScope:
        """How far another row lets this reader see. Raises Forbidden or ScopeMissing."""

    async def look_up(self, operation: Operation, **arguments: Any) -> Any:
        """Ask a service as the gateway itself, whatever the reader's scope: for words about what they are shown."""

    async def printed(self, kind: str, papers: Sequence[Paper], made_on: str) -> list[bytes]:
        """Print papers (生成文书); see `gateway.printing`. Raises NotPrintable, PaperTooLarge, Overloaded."""

    async def when_shown(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read the read models once they show what this caller did a moment ago. Raises NotYet."""

    async def read(self) -> bytes:
        """The whole body of a `raw` row. Raises the 413 problem over the row's `body_limit`."""

    def stream(self) -> AsyncIterator[bytes]:
        """The body of a `raw` row piece by piece, with the same limit."""


def in_full(request: GatewayRequest) -> Request:
    """The request with all that the process holds, for what the gateway does itself."""
    return cast("Request", request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row. Use `Route.get/post/patch/put/delete` for an RPC, `Route.local` for a handler in the gateway itself."""

    method: str
    path: str
    target: str | None = None
    """`service.method` of the RPC; None for a local handler."""
    handler: Handler | None = None
    right: str = ""
    scope: Scope = Scope.NONE
    without: Sequence[Lacks] = ()
    """What a session may lack that is answered all the same."""
    asks_only: bool = False
    """Whether it changes nothing though it is no GET: what it is asked by is to stand in no address."""
    noted: bool | None = None
    """Whether who reads it is noted, where that is otherwise than `looks.is_look` finds by scope, right and fields; of
    a command, that it is given for what it shows."""
    for_machines: bool = False
    """Of a SIGNED_IN row: whether a machine may use it; what is a person's own is none of theirs."""
    asks: Sequence[str] = ()
    """Rights that the service wants to know of besides: what a condition or a preference needs. Those that fields of
    the answer need stand at the fields; see `rights_asked`."""
    body: SchemaClass | None = None
    query: SchemaClass | None = None
    answer: SchemaClass | None = None
    called: str = ""
    """The parameter by which a list finds what is about somebody by their name; empty where it has none."""
    narrowed: str = ""
    """The parameter that takes the ids of those who are called so."""
    inner: Sequence[str] = ()
    """Parameters between the gateway and the service alone; see `fields.INNER`."""
    logs: Callable[[GatewayRequest, Any], Awaitable[None]] | None = None
    """What notes who is told what, before an answer is given."""
    checks: Callable[[GatewayRequest], Awaitable[None]] | None = None
    """What another service has to say before the command is sent; raises what the row's own service refuses by."""
    status: int = 200
    zh: str
    en: str
    description: str = ""
    problems: Sequence[type[Problem]] = ()
    """What this row can answer besides the problems that every row shares."""
    example: Mapping[str, Any] | None = None
    """Of the body (commands) or of the query (reads)."""
    answer_example: Any = None
    tag: str = ""
    location: str = ""
    """Path of what a 201 has made, with `{fields}` of the answer; default: this path and the answer's id."""
    unlogged: Sequence[str] = ()
    """Fields of the body that leave no trace here, not even in the fingerprint of a receipt; see `calls.command`."""
    nameless: bool = False
    """Whether a line of the log does not name whoever asks; see `Command.nameless`."""
    if_match: bool | None = None
    """Whether If-Match is required (428 without); default: on PATCH and PUT."""
    raw: bool = False
    """The body is handed to the handler unread: uploads."""
    content_types: Sequence[str] = ("application/json",)
    answers_in: Sequence[str] = ()
    """Media types of its answers, where these are not JSON alone; `answer` is what it says as JSON, if it does."""
    refuses_in: Sequence[str] = ()
    """Media types of its own refusals besides problem documents, where a standard says another."""
    body_limit: int = JSON_BODY_LIMIT
    deadline: float = 10.0
    """Seconds until the caller is answered 503."""
    put_right: PutRight = None
    """Of a local row that changes something, by the names of handlers; a service's row has its operation's."""

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith(BASE + "/"):
            raise ValueError(f"a path is relative to {BASE}: {self.path}")
        if (self.target is None) == (self.handler is None):
            raise ValueError(f"either a target or a handler: {self.method} {self.path}")
        if self.target is not None and self.target.count(".") != 1:
            raise ValueError(f"a target is service.method: {self.target}")
        if not self.right and self.scope in (Scope.NONE, Scope.PERSON):
            raise ValueError(f"a right is missing: {self.method} {self.path}")

    @property
    def changes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET" and not self.asks_only

    @property
    def rights_asked(self) -> tuple[str, ...]:
        """The further rights of which the service is told whether the reader holds them."""
        of_fields = (right for _, right in guarded(self.answer)) if self.answer else ()
        return tuple(dict.fromkeys((*self.asks, *of_fields)))

    @property
    def parameters(self) -> list[str]:
        """Names of the path parameters, in order."""
        return PARAMETER.findall(self.path)

    @property
    def wanted_in_query(self) -> list[str]:
        """What a read does not answer without, besides the path parameters."""
        declared = instance(self.query).fields if self.query else {}
        return [name for name, field in declared.items() if field.required and name not in self.parameters]

    @property
    def needs_if_match(self) -> bool:
        """Whether a request without If-Match is answered 428."""
        return self.method in ("PATCH", "PUT") if self.if_match is None else self.if_match

    @property
    def operation_id(self) -> str:
        """Name of the operation in OpenAPI: the RPC's, or made from method and path."""
        if self.target is not None:
            return self.target.replace(".", "_")
        return "_".join([self.method.lower(), *re.findall(r"\w+", self.path)])

    @classmethod
    def get(cls, path: str, operation: Operation, *, zh: str, en: str, **row: Any) -> Route:
        """A read: the operation's wish holds the path parameters and the query string."""
        query, called, narrowed = _with_name(operation.wish)
        row |= {"called": called, "narrowed": narrowed, "inner": _inner(operation.wish)}
        return cls(method="GET", path=path, query=query, zh=zh, en=en, **_contract(operation), **row)

    @classmethod
    def post(cls, path: str, operation: Operation, *, zh: str, en: str, status: int = 201, **row: Any) -> Route:
        """A command; idempotent by Idempotency-Key."""
        return cls._write("POST", path, operation, zh=zh, en=en, status=status, **row)

    @classmethod
    def patch(cls, path: str, operation: Operation, *, zh: str, en: str, **row: Any) -> Route:
        """A change of what the caller has seen: needs If-Match."""
        return cls._write("PATCH", path, operation, zh=zh, en=en, **row)

    @classmethod
    def put(cls, path: str, operation: Operation, *, zh: str, en: str, **row: Any) -> Route:
        """A replacement of what the caller has seen: needs If-Match."""
        return cls._write("PUT", path, operation, zh=zh, en=en, **row)

    @classmethod
    def delete(cls, path: str, operation: Operation, *, zh: str, en: str, **row: Any) -> Route:
        """A removal; `status=204` unless it answers something."""
        row.setdefault("status", 200 if operation.answer else 204)
        return cls._write("DELETE", path, operation, zh=zh, en=en, **row)

    @classmethod
    def _write(cls, method: str, path: str, operation: Operation, **row: Any) -> Route:
        unlogged = operation.unlogged if isinstance(operation, Command) else ()
        # What the row's checks refuse by, besides what the service does.
        row["problems"] = (*operation.refuses, *row.get("problems", ()))
        row |= {"unlogged": unlogged, "inner": _inner(operation.wish), "asks_only": not operation.changes}
        return cls(method=method, path=path, body=_for_callers(operation.wish), **{**_contract(operation), **row})

    @classmethod
    def local(cls, method: str, path: str, handler: Handler, *, zh: str, en: str, **row: Any) -> Route:
        """A row that the gateway answers itself."""
        return cls(method=method, path=path, handler=handler, zh=zh, en=en, **row)


NAME: Final = "name"
"""What whoever knows a name alone asks a list by that is narrowed by cadres' ids."""
NAMED: Final = "named"
"""The cadres who are called as the words of `q` say: between the gateway and a service only."""


def _inner(wish: SchemaClass) -> tuple[str, ...]:
    return tuple(name for name, one in instance(wish).fields.items() if one.metadata.get(fields.INNER))


@cache
def _for_callers(wish: SchemaClass) -> SchemaClass:
    """What a command takes without what passes between the gateway and its service alone."""
    if not (inner := _inner(wish)):
        return wish
    meta = type("Meta", (getattr(wish, "Meta", object),), {"exclude": inner})
    more = {"__module__": wish.__module__, "__doc__": wish.__doc__, "Meta": meta}
    return type(wish.__name__, (wish,), more)


@cache
def _with_name(wish: SchemaClass) -> tuple[SchemaClass, str, str]:
    """What a list is asked by, by which parameter it is asked for somebody's name, and which one takes their ids.

    As its service takes it, and by name where it is narrowed by cadres' ids and has no words to search by.
    """
    narrowed = [name for name, one in instance(wish).fields.items() if one.metadata.get(fields.PERSONS)]
    if not narrowed:
        return wish, "", ""
    if NAMED in narrowed:
        return _for_callers(wish), "q", NAMED
    name = fields.String(
        load_default=None,
        validate=validate.Length(1, 40),
        metadata={"zh": "人员姓名、拼音或首字母", "example": "zhangsan"},
    )
    more = {"__module__": wish.__module__, "__doc__": wish.__doc__, NAME: name}
    return type(wish.__name__, (wish,), more), NAME, narrowed[0]


def _contract(operation: Operation) -> dict[str, Any]:
    """What a row takes over from the operation's one declaration."""
    return {
        "target": operation.name,
        "answer": operation.answer,
        "problems": operation.refuses,
        "nameless": isinstance(operation, Command) and bool(operation.nameless),
    }


RowChecks: TypeAlias = Callable[[LookUp, Sequence[Mapping[str, Any]]], Awaitable[Mapping[int, Sequence["FieldError"]]]]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of bulk import (批量导入): `POST /v1/imports` with this kind sends rows to a bulk command in chunks."""

    kind: str
    operation: BulkCommand
    right: str = field(kw_only=True)
    zh: str = field(kw_only=True)
    en: str = field(default="", kw_only=True)
    scope: Scope = field(default=Scope.PERSON, kw_only=True)
    chunk: int = field(default=100, kw_only=True)
    ordered: bool = field(default=False, kw_only=True)
    """Whether a row may refer to an earlier one (a unit to its parent), so that chunks go one after the other."""
    checks: RowChecks | None = field(default=None, kw_only=True)
    """What another service has to say before rows are sent: what is wrong, by a row's place. Those are not sent."""
    meets: tuple[str, ...] = field(default=(), kw_only=True)
    """Fields by which a row meets another of the same file: a code that is new once, the code of the unit above. `a.b`
    is a field of the entries of `a`. A dry run tells the service of the earlier rows that a chunk meets."""
    once: tuple[str, ...] = field(default=(), kw_only=True)
    """Those of `meets` of which the service says that an earlier row of the file has it: where a file repeats itself a
    commit tells of these rows too, so that it says the same as the dry run."""
    follows: str = field(default="", kw_only=True)
    """The kind whose rows this one's may be about where both stand in one workbook: a dry run tells of those too."""
    read: Callable[[bytes], Sheet] | None = field(default=None, kw_only=True)
    """How its files become rows, where they are neither spreadsheets nor NDJSON."""
    asks: tuple[Operation, ...] = field(default=(), kw_only=True)
    """What `checks` asks of other services: the importer's account on the broker may ask nothing else."""
