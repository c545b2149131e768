"""Local accounts (本地账号): who may sign in, with which roles, bound to which unit or person.

Every change is written together with its journal entry, which `/v1/audit?service=gateway` shows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway import journal, metrics, passwords
from gateway.attempts import Attempts
from gateway.journal import Action
from gateway.problems import SignInRefused, WrongPassword
from gateway.rights import ADMINISTRATOR, ROLES
from gateway.sessions import Sessions, Who
from servicekit import clock
from servicekit.errors import (
    AboutOneself,
    AlreadyExists,
    Conflict,
    InvalidFields,
    NotFound,
    PreconditionFailed,
    field_error,
)
from servicekit.ids import new_id

Document = dict[str, Any]


class AccountNameTaken(AlreadyExists):
    """There is an account of this name."""

    code = "account-name-taken"
    zh = "用户名已存在"
    en = "There is an account of this name"


class LastAdministrator(Conflict):
    """Nobody would be left who can manage accounts."""

    code = "last-administrator"
    zh = "至少保留一名可用的系统管理员"
    en = "At least one active administrator must remain"


class UnknownAccount(NotFound):
    """There is no such account."""

    code = "unknown-account"
    zh = "账号不存在"
    en = "There is no such account"


class Accounts:
    """Create, change and check accounts."""

    def __init__(self, db: AsyncDatabase[Document], sessions: Sessions, hasher: passwords.Hasher) -> None:
        self.db = db
        self.sessions = sessions
        self.hasher = hasher
        self.attempts = Attempts(db)

    async def prepare(self) -> None:
        """Create the indexes."""
        await self.db.accounts.create_index("name_key", unique=True, name="name_key")
        # Whose accounts belong to one person is looked up before somebody consents.
        for name in ("cadre_id", "person"):
            await self.db.accounts.create_index(name, name=name, sparse=True)
        await self.db.journal.create_index([("at", -1), ("_id", -1)], name="at_desc")
        await self.db.journal.create_index([("subject", 1), ("at", -1)], name="subject_at_desc")
        await self.attempts.prepare()

    async def first_administrator(self, password_file: str) -> str | None:
        """Create `admin` where there is no account at all; the generated password, to be shown once, or None.

        With `password_file` the password is also written there, readable by its owner only, before the account is
        made. A file that is there already is used and not shown: an operator chose it, or a start was killed halfway.
        """
        if await self.db.accounts.find_one({}, {"_id": 1}):
            return None
        generated = passwords.generate()
        password = _kept_password(password_file, generated)
        try:
            await self.create({"name": "admin", "roles": [ADMINISTRATOR.name]}, password, "system:gateway", "")
        except AccountNameTaken:
            return None
        return generated if password == generated else None

    async def sign_in(self, name: str, password: str, address: str, request_id: str) -> tuple[str, Who]:
        """A new session's token and owner.

        Raises SignInRefused, after the same time for unknown names, and SignInLocked after repeated failures.
        """
        key = name.casefold()
        account = await self.db.accounts.find_one({"name_key": key, "active": True})
        right = await self._judge(key, address, account["hash"] if account else None, password)
        if account is None or not right:
            if account is not None:
                await journal.tell(self.db, Action.SIGN_IN_REFUSED, account["_id"], account["_id"], request_id)
            raise SignInRefused()
        if self.hasher.outdated(account["hash"]):
            await self.db.accounts.update_one(
                {"_id": account["_id"]}, {"$set": {"hash": await self.hasher.hash(password)}}
            )
        token, who = await self.sessions.begin(account)
        await journal.tell(self.db, Action.SIGNED_IN, account["_id"], account["_id"], request_id)
        metrics.SIGN_INS.labels("admitted").inc()
        return token, who

    async def confirm(self, account: Document, password: str, address: str) -> None:
        """That who is signed in knows the password. Raises WrongPassword, and SignInLocked as `sign_in` does."""
        if not await self._judge(account["name_key"], address, account["hash"], password):
            raise WrongPassword()

    async def _judge(self, name_key: str, address: str, stored: str | None, password: str) -> bool:
        """Whether the password is right. Raises SignInLocked, and Overloaded where nobody can tell now."""
        attempt = await self.attempts.begin(name_key, address)
        try:
            right = await self.hasher.fits(stored, password)
        except BaseException:
            await self.attempts.give_back(attempt)
            raise
        if right:
            await self.attempts.succeeded(attempt)
        else:
            metrics.SIGN_INS.labels("refused").inc()
        return right

    async def create(self, wish: Mapping[str, Any], password: str, by: str, request_id: str) -> Document:
        """A new account. Raises InvalidFields for a role without its binding, and AccountNameTaken."""
        _check_bindings(wish["roles"], wish.get("unit_id"), wish.get("cadre_id"))
        passwords.check(password, wish["name"])
        now = clock.now()
        account: Document = {
            "_id": new_id("acc"),
            "name": wish["name"],
            "name_key": wish["name"].casefold(),
            "person": wish.get("person"),
            "roles": list(wish["roles"]),
            "unit_id": wish.get("unit_id"),
            "cadre_id": wish.get("cadre_id"),
            "active": True,
            "version": 1,
            "hash": await self.hasher.hash(password),
            "created_at": now,
            "changed_at": now,
        }

        async def work(session: AsyncClientSession) -> None:
            await self.db.accounts.insert_one(account, session=session)
            await journal.tell(self.db, Action.CREATED, account["_id"], by, request_id, session, roles=account["roles"])

        try:
            await self._together(work)
        except DuplicateKeyError:
            raise AccountNameTaken() from None
        return account

    async def get(self, account_id: str) -> Document:
        """The account. Raises UnknownAccount."""
        account = await self.db.accounts.find_one({"_id": account_id})
        if account is None:
            raise UnknownAccount()
        return account

    async def change(
        self, account_id: str, wish: Mapping[str, Any], version: int | None, by: str, request_id: str
    ) -> Document:
        """Change roles, bindings or whether it is active. Its sessions end when it is disabled.

        Nobody gives themselves a role, or another unit or person. Raises UnknownAccount, PreconditionFailed,
        InvalidFields, AboutOneself and LastAdministrator.
        """
        changed: Document = {}

        async def work(session: AsyncClientSession) -> None:
            account = await self.db.accounts.find_one({"_id": account_id}, session=session)
            if account is None:
                raise UnknownAccount()
            if version is not None and account["version"] != version:
                raise PreconditionFailed(current_version=account["version"])
            fields = {key: wish[key] for key in ("person", "roles", "unit_id", "cadre_id", "active") if key in wish}
            after = account | fields
            _check_bindings(after["roles"], after["unit_id"], after["cadre_id"])
            if by == account_id:
                _must_not_widen(account, after)
            fields |= {"changed_at": clock.now(), "version": account["version"] + 1}
            await self.db.accounts.update_one({"_id": account_id}, {"$set": fields}, session=session)
            if _administers(account) and not _administers(after):
                # All who take an administrator away write the same guard, so that two cannot each leave the other out.
                await self.db.guards.update_one(
                    {"_id": "administrators"}, {"$inc": {"changes": 1}}, upsert=True, session=session
                )
                if not await self.db.accounts.find_one({"roles": ADMINISTRATOR.name, "active": True}, session=session):
                    raise LastAdministrator()
            if not after["active"]:
                await self.sessions.end_all(account_id, session=session)
            names = sorted(set(fields) - {"changed_at", "version"})
            await journal.tell(self.db, Action.CHANGED, account_id, by, request_id, session, fields=names)
            changed.clear()
            changed.update(after | fields)

        await self._together(work)
        self.sessions.forget()
        return changed

    async def set_password(
        self, account: Document, password: str, by: str, request_id: str, *, keep_session: str = ""
    ) -> None:
        """A new password; every other session of the account ends and its lockout is lifted. Raises PasswordTooWeak."""
        passwords.check(password, account["name"])
        hashed = await self.hasher.hash(password)

        async def work(session: AsyncClientSession) -> None:
            await self.db.accounts.update_one(
                {"_id": account["_id"]},
                {"$set": {"hash": hashed, "changed_at": clock.now()}, "$inc": {"version": 1}},
                session=session,
            )
            await self.sessions.end_all(account["_id"], besides=keep_session, session=session)
            await journal.tell(self.db, Action.PASSWORD_SET, account["_id"], by, request_id, session)

        await self._together(work)
        self.sessions.forget()
        await self.attempts.forget(account["name_key"])

    async def _together(self, work: Any) -> None:
        async with self.db.client.start_session() as session:
            await session.with_transaction(work)


def _administers(account: Mapping[str, Any]) -> bool:
    return bool(account["active"]) and ADMINISTRATOR.name in account["roles"]


def _must_not_widen(account: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    new = set(after["roles"]) - set(account["roles"])
    if new or any(after[name] != account[name] for name in ("unit_id", "cadre_id")):
        raise AboutOneself(
            "不得给自己的账号增加角色或更换绑定，请由另一管理员办理",
            "Nobody widens their own account's roles or binding; another administrator must",
        )


def _check_bindings(roles: list[str], unit_id: str | None, cadre_id: str | None) -> None:
    bound = {"unit_id": unit_id, "cadre_id": cadre_id}
    errors = [
        field_error(f"/{role.needs}", "required", f"角色“{role.zh}”须绑定", f"The role {name} needs this binding")
        for name in roles
        if (role := ROLES[name]).needs and not bound[role.needs]
    ]
    if errors:
        raise InvalidFields(errors=errors)


def _kept_password(path: str, password: str) -> str:
    if not path:
        return password
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password + "\n")
    except FileExistsError:
        return Path(path).read_text().strip() or password
    return password
