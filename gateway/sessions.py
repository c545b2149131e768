"""Sessions (会话): opaque random tokens, stored hashed, remembered for a few seconds so that a read costs no query."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import orjson
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase

from gateway.problems import CodeNeeded, NotSignedIn, PasswordMustChange, SecondFactorNeeded
from gateway.rights import principal_for
from gateway.route import Lacks, Route
from gateway.route import Scope as RowScope
from gateway.sign_in_rules import SignInBounds
from servicekit import clock
from servicekit.errors import Forbidden, NotFound
from servicekit.ids import new_id
from servicekit.lifecycle import Named
from servicekit.principal import Principal, Reach, Scope

REMEMBERED = 5.0
"""Seconds that a session is trusted without a look at the database; a sign-out reaches other processes after them.

What the gateway itself is told to do is no matter of trust: see `Sessions.must_last` and `Sessions.hold`.
"""
MOST_REMEMBERED = 20_000
WRITTEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was used last."""
Document: TypeAlias = dict[str, Any]
OPENED_BY = ("identity", "issuer_session")
"""Fields of a session that an identity provider has opened: who it was there, and in which session there."""


class Means(Named):
    """By what somebody showed who they are."""

    PASSWORD = "password", "密码"
    TOTP = "totp", "动态口令"
    RECOVERY = "recovery-code", "恢复码"
    PASSKEY = "passkey", "通行密钥"
    ISSUER = "issuer", "统一身份认证"
    ISSUER_FACTOR = "issuer-second-factor", "统一身份认证的第二因素"


SECOND = frozenset((Means.TOTP.value, Means.RECOVERY.value, Means.PASSKEY.value, Means.ISSUER_FACTOR.value))
"""What shows more than that a password is known."""
WITHOUT_PASSWORD = frozenset((Means.PASSKEY.value, Means.ISSUER.value))
"""By what somebody comes in who has used no password that others made."""


class UnknownSession(NotFound):
    """There is no such session, or it has ended."""

    code = "unknown-session"
    zh = "会话不存在或已结束"
    en = "There is no such session, or it has ended"


_REFUSES = {
    Lacks.CODE: CodeNeeded,
    Lacks.OWN_PASSWORD: PasswordMustChange,
    Lacks.FACTOR: SecondFactorNeeded,
}


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
    lacks: tuple[Lacks, ...] = ()
    """What they have to do before anything else."""
    means: tuple[str, ...] = ()
    """By what they showed who they are."""
    second_factor: bool = False
    recovery_codes: int = 0
    """How many are left."""
    opened_by: Mapping[str, str] = field(default_factory=dict)
    """By which sign-in at an identity provider, in fingerprints; a session in its place is opened by it too."""
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
        """The same for a row that is not the request's own.

        Raises Forbidden, ScopeMissing, and CodeNeeded, PasswordMustChange or SecondFactorNeeded.
        """
        for lack in self.lacks:
            if lack not in route.without:
                raise _REFUSES[lack]()
        if self.scopes is not None and route.scope is RowScope.SIGNED_IN and not route.for_machines:
            raise Forbidden("服务账号不能办理个人事务", "It is a person's own; a machine has none of it")
        principal = principal_for(route, self.account, self.roles, self.unit_id, self.cadre_id)
        return principal, orjson.dumps(principal.to_wire()).decode()


ANONYMOUS = Who("anonymous", "", (), None, None)
ANONYMOUS_PRINCIPAL = Principal("anonymous", scope=Scope(Reach.NONE))


def who_is(account: Document, session: Document, needs_factor: Collection[str] = ()) -> Who:
    """What a request needs of an account and a session of it; roles that need a second factor are named."""
    return Who(
        account["_id"],
        account["name"],
        tuple(account["roles"]),
        account.get("unit_id"),
        account.get("cadre_id"),
        session["_id"],
        session.get("expires_at"),
        lacking(account, session.get("means", ()), needs_factor),
        tuple(session.get("means", ())),
        account.get("second_factor", False),
        len(account.get("recovery_codes", ())),
        {name: session[name] for name in OPENED_BY if name in session},
        account.get("password_reset"),
    )


def lacking(account: Document, means: Collection[str], needs_factor: Collection[str]) -> tuple[Lacks, ...]:
    """What a session of an account that began by these means has to do before anything else, the first first."""
    has = account.get("second_factor", False)
    lacks = {
        Lacks.CODE: has and SECOND.isdisjoint(means),
        Lacks.OWN_PASSWORD: account.get("must_change", False) and WITHOUT_PASSWORD.isdisjoint(means),
        Lacks.FACTOR: not has and SECOND.isdisjoint(means) and not set(needs_factor).isdisjoint(account["roles"]),
    }
    return tuple(lack for lack, so in lacks.items() if so)


class Sessions:
    """Begin, find and end sessions."""

    def __init__(self, db: AsyncDatabase[Document], bounds: Callable[[], SignInBounds]) -> None:
        self._db = db
        self._bounds = bounds
        self._remembered: dict[str, tuple[float, Who]] = {}
        self._forgotten = 0.0
        self._looking: dict[str, asyncio.Task[Who | None]] = {}
        self.whose_machine: Callable[[Document], Awaitable[Who | None]] | None = None
        """Who it is whose session was begun for a machine."""

    def needs_factor(self, account: Mapping[str, Any]) -> bool:
        """Whether a role of an account's does nothing without a second factor."""
        return not self._bounds().second_factor.isdisjoint(account["roles"])

    async def prepare(self) -> None:
        """Create the indexes; sessions that have ended are removed by the database."""
        await self._db.sessions.create_index("expires_at", expireAfterSeconds=0, name="expires_at")
        await self._db.sessions.create_index("account", name="account")
        for name in ("secret", *OPENED_BY):
            await self._db.sessions.create_index(name, name=name, sparse=True)

    async def begin(
        self,
        account: Document,
        means: Sequence[Means],
        address: str,
        opened_by: Mapping[str, str],
        transaction: AsyncClientSession,
    ) -> tuple[str, Who]:
        """A new session of whoever showed by these means that the account is theirs; the token is shown only here.

        `Accounts.admit` notes it besides, and has it remembered once the transaction is committed.
        """
        bounds, now = self._bounds(), clock.now()
        shown = {"means": [one.value for one in means], "last_seen": now, **opened_by}
        token, session = await self._begun(account["_id"], address, now, bounds.lasts, shown, transaction)
        return token, who_is(account, session, bounds.second_factor)

    async def begin_of_machine(
        self, machine: str, scopes: Sequence[str], secret: str, address: str, lasts: timedelta
    ) -> str:
        """A machine's token, which a secret of its has given."""
        shown = {"scopes": list(scopes), "secret": secret}
        token, _ = await self._begun(machine, address, clock.now(), lasts, shown)
        return token

    async def _begun(
        self,
        account: str,
        address: str,
        now: datetime,
        lasts: timedelta,
        shown: Document,
        transaction: AsyncClientSession | None = None,
    ) -> tuple[str, Document]:
        token = f"cad_{secrets.token_urlsafe(32)}"
        session = {
            "_id": _key(token),
            "number": new_id("ses"),
            "account": account,
            "address": address,
            "began_at": now,
            "expires_at": now + lasts,
            **shown,
        }
        await self._db.sessions.insert_one(session, session=transaction)
        return token, session

    async def must_last(self, session: str) -> None:
        """Raises NotSignedIn where a session has ended, whatever is remembered of it."""
        if await self._db.sessions.find_one(self._lasting(session), {"_id": 1}) is None:
            self.forget()
            raise NotSignedIn()

    async def hold(self, session: str, transaction: AsyncClientSession) -> None:
        """Raises NotSignedIn where a session has ended; who ends it from now on waits for the transaction.

        Whatever makes something that outlives a session (another session, a factor, a password) does this first.
        """
        # A write, so that it and the end of the session come one after the other.
        held = await self._db.sessions.update_one(self._lasting(session), {"$inc": {"held": 1}}, session=transaction)
        if not held.matched_count:
            self.forget()
            raise NotSignedIn()

    def _lasting(self, session: str) -> Document:
        """The filter of one session that has not ended."""
        return {"_id": session, **_alive(self._bounds(), clock.now())}

    def seen(self, token: str) -> bool:
        """Whether this was somebody's token when it was last looked for."""
        return token in self._remembered

    def sought(self, token: str) -> bool:
        """Whether this token is being looked for: whoever else brings it waits for the same answer."""
        return token in self._looking

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
        bounds, now = self._bounds(), clock.now()
        session = await self._db.sessions.find_one({"_id": _key(token), **_alive(bounds, now)})
        who = await self._whose(session, bounds, now) if session else None
        if who is None:
            self._remembered.pop(token, None)
            return None
        self.remember(token, who)
        return who

    async def _whose(self, session: Document, bounds: SignInBounds, now: datetime) -> Who | None:
        if "scopes" in session:
            return await self.whose_machine(session) if self.whose_machine else None
        account = await self._db.accounts.find_one({"_id": session["account"], "active": True})
        if account is None:
            return None
        await self._note_use(session, now)
        session["expires_at"] = min(session["expires_at"], session["began_at"] + bounds.lasts)
        return who_is(account, session, bounds.second_factor)

    async def _note_use(self, session: Document, now: datetime) -> None:
        last = session.get("last_seen")
        if last is not None and now - last < WRITTEN_EVERY:
            return
        # A session of an earlier release had no number.
        used = {"last_seen": now, "number": session.get("number") or new_id("ses")}
        await self._db.sessions.update_one({"_id": session["_id"], "last_seen": last}, {"$set": used})

    async def of(self, account: str) -> list[Document]:
        """The sessions of an account that have not ended, the newest first."""
        where = {"account": account, "number": {"$ne": None}, **_alive(self._bounds(), clock.now())}
        return await self._db.sessions.find(where, sort=[("began_at", -1), ("_id", 1)]).to_list(1000)

    def remember(self, token: str, who: Who) -> None:
        """Whose token this is, for a few seconds."""
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[token] = (time.monotonic() + REMEMBERED, who)

    async def end(self, session: str, transaction: AsyncClientSession | None = None) -> None:
        """End one session, in a transaction if one is given; call `forget` after it."""
        await self._db.sessions.delete_one({"_id": session}, session=transaction)
        self.forget()

    async def end_numbered(self, account: str, number: str) -> None:
        """End one session of an account, by the number that it is listed by. Raises UnknownSession."""
        ended = await self._db.sessions.delete_one({"account": account, "number": number})
        self.forget()
        if not ended.deleted_count:
            raise UnknownSession()

    async def end_all(self, account: str, *, besides: str = "", session: Any = None) -> None:
        """End the sessions of an account, in a transaction if one is given; call `forget` after it."""
        await self._db.sessions.delete_many({"account": account, "_id": {"$ne": besides}}, session=session)
        self.forget()

    async def end_opened_by(self, opened_by: Mapping[str, str], session: Any) -> list[str]:
        """End what a sign-in at an identity provider has opened, in a transaction; call `forget` after it.

        The accounts whose sessions these were.
        """
        # Of a session that does not say in which it was opened there, who it was says enough.
        not_said = [None] if "identity" in opened_by else []
        where = {
            name: {"$in": [value, *not_said]} if name == "issuer_session" else value
            for name, value in opened_by.items()
        }
        accounts: list[str] = await self._db.sessions.distinct("account", where, session=session)
        await self._db.sessions.delete_many(where, session=session)
        return accounts

    async def end_of_secret(self, secret: str, session: Any) -> None:
        """End what a machine's secret has begun, in a transaction; call `forget` after it."""
        await self._db.sessions.delete_many({"secret": secret}, session=session)

    def forget(self) -> None:
        """Look at the database again for every token."""
        self._forgotten = time.monotonic()


def _alive(bounds: SignInBounds, now: datetime) -> Document:
    """Which sessions have not ended: their use is known to a minute, and one that began before it was noted is used."""
    used_since = now - bounds.idle - WRITTEN_EVERY
    return {
        "expires_at": {"$gt": now},
        "began_at": {"$gt": now - bounds.lasts},
        "$or": [{"last_seen": {"$gt": used_since}}, {"last_seen": None}],
    }


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
