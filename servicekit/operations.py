"""What a service offers (操作), each declared once: its name, what it takes and answers, what it may refuse.

The declarations stand in a service's `operations/`, beside its schemas and events, and are all that others know of its
commands and queries: the service's methods, the gateway's rows, the API's description and the tests read the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Self, TypeAlias

from servicekit.cursors import BadCursor
from servicekit.errors import (
    AboutOneself,
    Busy,
    DeadlinePassed,
    Forgotten,
    Internal,
    InvalidFields,
    KeyReused,
    KeyTooLong,
    NotFound,
    NotYet,
    PreconditionFailed,
    Problem,
    StillRunning,
    Unavailable,
)
from servicekit.schema import Schema
from servicekit.schemas import BulkOut, BulkWish
from servicekit.store import BadSort

EVERY = "*"
"""The service in the name of an operation that every service offers; see `Operation.of`."""
CADRES, UNITS, POSTS = "cadres", "units", "posts"
"""What the rows of an import may enter that every service builds on."""
SHARED = (
    InvalidFields, NotFound, PreconditionFailed, KeyReused, KeyTooLong, StillRunning, Busy, BadCursor, BadSort,
    DeadlinePassed, NotYet, AboutOneself, Forgotten, Unavailable, Internal,
)  # fmt: skip
"""What any operation may be refused for by the frame around it; a declaration does not repeat it."""


@dataclass(frozen=True)
class Operation:
    """Something that a service can be asked for; use `Query`, `Command` or `BulkCommand`.

    `refuses` are the problems of its own, besides `SHARED`; a test compares them with what the method can raise.
    """

    name: str
    """`service.method`, as it is called over the broker."""
    wish: type[Schema]
    answer: type[Schema] | None = None
    refuses: tuple[type[Problem], ...] = field(default=(), kw_only=True)
    changes: ClassVar[bool]

    def __post_init__(self) -> None:
        if self.name.count(".") != 1:
            raise ValueError(f"an operation is called service.method: {self.name}")

    @property
    def service(self) -> str:
        """Who offers it."""
        return self.name.partition(".")[0]

    @property
    def method(self) -> str:
        """The name of the service's method."""
        return self.name.partition(".")[2]

    def of(self, service: str) -> Self:
        """An operation of every service, as this one offers it."""
        return replace(self, name=f"{service}.{self.method}")


@dataclass(frozen=True)
class Stands:
    """Why nothing is to be put right in what a command does, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class NoWayYet(Stands):
    """What cannot be put right so far, and why: of a new service, until it has its way."""


PutRight: TypeAlias = "tuple[str, ...] | Stands | None"
"""How something is put right (更正): by which commands, or why by none; `docs/how-to/put-right.md` is made from it."""
COMPUTED = Stands(
    "由系统按当时的记录得出；记录更正后再做一次，先前的留存",
    "What the records say at that moment; done once more when they have been put right, and the earlier one stays",
)
SENT = Stands("已经发生的送达和查阅，如实留痕", "What was delivered or read has happened, and stays on record")
OWN_WORD = Stands("本人或单位自己的表示，不由他人更正", "Somebody's own word, which nobody else puts right")


@dataclass(frozen=True)
class Query(Operation):
    """Something that is only read."""

    changes: ClassVar[bool] = False


@dataclass(frozen=True)
class Command(Operation):
    """Something that changes what the service keeps."""

    changes: ClassVar[bool] = True
    once: tuple[str, ...] = field(default=(), kw_only=True)
    """Fields of the answer that are shown once and kept in no receipt: a repetition answers null."""
    unlogged: tuple[str, ...] = field(default=(), kw_only=True)
    """Fields of the wish that leave no trace, not even in a fingerprint, because what can be guessed can be found
    again from its hash; so a repetition with the same Idempotency-Key may differ in them, and the first counts."""
    nameless: str = field(default="", kw_only=True)
    """A field of the wish by which whoever asks wants not to be named: then nothing that is kept, logged or told of
    the command names them, and who reads the trail learns the hour alone."""
    put_right: PutRight = field(default=None, kw_only=True)
    """How what was entered by it is put right: names of the commands that do so, its own where it is given once more,
    `service.method` for another service's; or why by none."""


@dataclass(frozen=True)
class BulkCommand(Command):
    """A command over many rows; `refuses` says what a row can be refused for."""

    wish: type[Schema] = BulkWish
    answer: type[Schema] | None = BulkOut
    row: type[Schema] = field(default=Schema, kw_only=True)
    """What each row is."""
    makes: str = field(default="", kw_only=True)
    """What its rows enter, where other services build on that: `CADRES`, `UNITS` or `POSTS`."""
    stays: Stands | None = field(default=None, kw_only=True)
    """Why an import of such rows is not undone (撤销导入), where it is not; else the service says how it is."""
