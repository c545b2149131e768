"""Sessions (会话): opaque random tokens, stored hashed, remembered for a few seconds so that a read costs no query."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import orjson
from pymongo.asynchronous.database import AsyncDatabase

from gateway.problems import PasswordMustChange
from gateway.rights import principal_for
from gateway.route import Route
from gateway.route import Scope as RowScope
from servicekit import clock
from servicekit.errors import Forbidden
from servicekit.principal import Principal, Reach, Scope

REMEMBERED = 5.0
"""Seconds that a session is trusted without a look at the database; a sign-out reaches other processes after them."""
MOST_REMEMBERED = 20_000
Document: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Who:
    """An account as a request sees it, with what was worked out for it per row."""

    account: str
    name: str
    roles: tuple[str, ...]
    unit_id: str | None
    cadre_id: str | None
    session: str = ""
    expires_at: datetime | None = None
    must_change: bool = False
    """Whether they have to set a password of their own before anything else."""
    password_reset: Document | None = None
    """When and by whom the present password was made, where others did."""
    scopes: tuple[str, ...] | None = None
    """Of a machine, what it may (`gateway.service_scopes`); it has nothing of a person's."""
    rows: dict[int, tuple[Principal, str]] = field(default_factory=dict)

    def on(self, number: int, route: Route) -> tuple[Principal, str]:
        """The principal on a row, and as the services get it. Raises Forbidden or ScopeMissing."""
        known = self.rows.get(number)
        if known is None:
            known = self.rows[number] = self.as_on(route)
        return known

    def as_on(self, route: Route) -> tuple[Principal, str]:
        """The same for a row that is not the request's own. Raises Forbidden, PasswordMustChange or ScopeMissing."""
        if self.must_change and not route.before_own_password:
            raise PasswordMustChange()
        if self.scopes is not None and route.scope is RowScope.SIGNED_IN and not route.for_machines:
            raise Forbidden("服务账号不能办理个人事务", "It is a person's own; a machine has none of it")
        principal = principal_for(route, self.account, self.roles, self.unit_id, self.cadre_id)
        return principal, orjson.dumps(principal.to_wire()).decode()


ANONYMOUS = Who("anonymous", "", (), None, None)
ANONYMOUS_PRINCIPAL = Principal("anonymous", scope=Scope(Reach.NONE))


def who_is(account: Document, session: str = "", expires_at: datetime | None = None) -> Who:
    """What a request needs of an account."""
    return Who(
        account["_id"],
        account["name"],
        tuple(account["roles"]),
        account.get("unit_id"),
        account.get("cadre_id"),
        session,
        expires_at,
        account.get("must_change", False),
        account.get("password_reset"),
    )


class Sessions:
    """Begin, find and end sessions."""

    def __init__(self, db: AsyncDatabase[Document], hours: float) -> None:
        self._db = db
        self._hours = hours
        self._remembered: dict[str, tuple[float, Who]] = {}
        self._forgotten = 0.0
        self._looking: dict[str, asyncio.Task[Who | None]] = {}
        self.whose_machine: Callable[[Document], Awaitable[Who | None]] | None = None
        """Who it is whose session was begun for a machine."""

    async def prepare(self) -> None:
        """Create the indexes; sessions that have ended are removed by the database."""
        await self._db.sessions.create_index("expires_at", expireAfterSeconds=0, name="expires_at")
        await self._db.sessions.create_index("account", name="account")
        await self._db.sessions.create_index("secret", name="secret", sparse=True)

    async def begin(self, account: Document) -> tuple[str, Who]:
        """A new session; the token is shown only here."""
        token = f"cad_{secrets.token_urlsafe(32)}"
        key = _key(token)
        expires_at = clock.now() + timedelta(hours=self._hours)
        await self._db.sessions.insert_one(
            {"_id": key, "account": account["_id"], "began_at": clock.now(), "expires_at": expires_at}
        )
        who = who_is(account, key, expires_at)
        self._remember(token, who)
        return token, who

    async def begin_of_machine(
        self, machine: str, scopes: Sequence[str], secret: str, address: str, lasts: timedelta
    ) -> str:
        """A machine's token, which a secret of its has given."""
        token, now = f"cad_{secrets.token_urlsafe(32)}", clock.now()
        session = {
            "_id": _key(token),
            "account": machine,
            "scopes": list(scopes),
            "secret": secret,
            "address": address,
            "began_at": now,
            "expires_at": now + lasts,
        }
        await self._db.sessions.insert_one(session)
        return token

    def seen(self, token: str) -> bool:
        """Whether this was somebody's token when it was last looked for."""
        return token in self._remembered

    async def find(self, token: str) -> Who | None:
        """Whose token this is; None when there is no such session, or its account is disabled."""
        known = self._remembered.get(token)
        if known is not None and known[0] > max(time.monotonic(), self._forgotten + REMEMBERED):
            return known[1]
        looking = self._looking.get(token)
        if looking is None:
            looking = self._looking[token] = asyncio.create_task(self._look(token))
            looking.add_done_callback(lambda _: self._looking.pop(token, None))
        return await asyncio.shield(looking)

    async def _look(self, token: str) -> Who | None:
        session = await self._db.sessions.find_one({"_id": _key(token), "expires_at": {"$gt": clock.now()}})
        who = await self._whose(session) if session else None
        if who is None:
            self._remembered.pop(token, None)
            return None
        self._remember(token, who)
        return who

    async def _whose(self, session: Document) -> Who | None:
        if "scopes" in session:
            return await self.whose_machine(session) if self.whose_machine else None
        account = await self._db.accounts.find_one({"_id": session["account"], "active": True})
        return who_is(account, session["_id"], session["expires_at"]) if account else None

    def _remember(self, token: str, who: Who) -> None:
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[token] = (time.monotonic() + REMEMBERED, who)

    async def end(self, session: str) -> None:
        """End one session."""
        await self._db.sessions.delete_one({"_id": session})
        self.forget()

    async def end_all(self, account: str, *, besides: str = "", session: Any = None) -> None:
        """End the sessions of an account, in a transaction if one is given; call `forget` after it."""
        await self._db.sessions.delete_many({"account": account, "_id": {"$ne": besides}}, session=session)
        self.forget()

    async def end_of_secret(self, secret: str, session: Any) -> None:
        """End what a machine's secret has begun, in a transaction; call `forget` after it."""
        await self._db.sessions.delete_many({"secret": secret}, session=session)

    def forget(self) -> None:
        """Look at the database again for every token."""
        self._forgotten = time.monotonic()


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
