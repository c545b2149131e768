"""Service accounts (服务账号): machines that call the platform, each for a purpose, with a person who answers for it.

A machine signs in by an id and a secret (客户端凭据, RFC 6749, 4.4) and gets a token for minutes. It is no account of a
person: it has no role and no password, and may what its scopes name (`gateway.service_scopes`), everywhere or in one
unit. What gives it power is proposed by one and approved by another, as with accounts; to disable it holds at once.

Its secrets are made by the person who answers for it, and by nobody else: neither who proposes nor who approves ever
sees one. Two may live at the same time, so that a new one is put in place before the old one ends.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import limits
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from gateway import journal
from gateway.accounts import AccountNameTaken, Accounts, key_of, same_person
from gateway.admission import RateLimiter
from gateway.journal import Action
from gateway.oauth import InvalidClient, InvalidScope
from gateway.proposals import must_be_anothers
from gateway.rights import ADMINISTRATORS
from gateway.sealing import own_cipher
from gateway.service_scopes import SERVICE_SCOPES, held
from gateway.sessions import Who
from servicekit import clock
from servicekit.errors import (
    AboutOneself,
    Conflict,
    InvalidFields,
    NotFound,
    PreconditionFailed,
    field_error,
)
from servicekit.ids import new_id
from servicekit.principal import Reach

Document = dict[str, Any]
STANDING: Final = ("purpose", "owner_id", "scopes", "reach", "unit_id", "active")
"""What others decide of a service account."""
TOKEN_LASTS: Final = timedelta(minutes=15)
MOST_SECRETS: Final = 2
"""Of one service account that live at the same time."""
LONGEST_DAYS, DAYS = 365, 180
"""How long a secret lives at most, and where nothing is said."""
MOST_TOKENS: Final = limits.parse("60/minute")
"""Given to one service account by one process."""
_PREFIX = "cas_"
"""What a secret begins with, by which whoever looks for secrets in files knows it."""


class UnknownServiceAccount(NotFound):
    """There is no such service account, or it is somebody else's."""

    code = "unknown-service-account"
    zh = "服务账号不存在"
    en = "There is no such service account"


class UnknownSecret(NotFound):
    """The service account has no such secret any more."""

    code = "service-accounts/unknown-secret"
    zh = "密钥不存在或已停用"
    en = "There is no such secret, or it has ended"


class ServiceChangeWaits(Conflict):
    """Something is proposed for this service account already, and not decided."""

    code = "service-accounts/waiting"
    zh = "该服务账号已有等待审批的变更"
    en = "A change of this service account waits for approval already"
    advice_zh = "请待其审批，或先撤回。"
    advice_en = "Wait for the decision, or withdraw it first."


class NothingWaits(Conflict):
    """Nothing is proposed for this service account, or it is decided already."""

    code = "service-accounts/nothing-waits"
    zh = "该服务账号没有等待审批的变更"
    en = "Nothing waits for approval for this service account"


class NotInUse(Conflict):
    """The service account is not approved yet, or disabled."""

    code = "service-accounts/not-in-use"
    zh = "服务账号尚未批准或已停用"
    en = "The service account is not approved, or disabled"


class TwoSecrets(Conflict):
    """Two secrets live already."""

    code = "service-accounts/two-secrets"
    zh = "同时有效的密钥最多两个"
    en = "At most two secrets live at the same time"
    advice_zh = "请先停用不再使用的一个。"
    advice_en = "End the one that is not used any more first."


class ServiceAccounts:
    """Propose, decide, disable; make and end secrets; give tokens."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._sessions = accounts.sessions
        self._db = accounts.db
        self._limiter = RateLimiter(MOST_TOKENS)
        self._sessions.whose_machine = self.behind

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._db.service_accounts.create_index("name_key", unique=True, name="name_key")
        await self._db.service_accounts.create_index("owner_id", name="owner_id", sparse=True)
        # Ended ones are looked for by nobody: a token of theirs is refused by their end.
        await self._db.service_secrets.create_index("until", expireAfterSeconds=30 * 86_400, name="until")
        await self._db.service_secrets.create_index([("machine", 1), ("_id", 1)], name="machine")

    async def get(self, machine_id: str, session: AsyncClientSession | None = None) -> Document:
        """The service account. Raises UnknownServiceAccount."""
        machine: Document | None = await self._db.service_accounts.find_one({"_id": machine_id}, session=session)
        if machine is None:
            raise UnknownServiceAccount()
        return machine

    async def secrets_of(self, machine_ids: Sequence[str]) -> dict[str, list[Document]]:
        """The secrets that live, by whose they are, the oldest first, without what they are known by."""
        of: dict[str, list[Document]] = {one: [] for one in machine_ids}
        where = {"machine": {"$in": list(machine_ids)}, "until": {"$gt": clock.now()}}
        async for one in self._db.service_secrets.find(where, {"digest": 0}).sort("_id", 1):
            of[one["machine"]].append(one)
        return of

    # What gives power

    async def open(self, wish: Mapping[str, Any], by: str, request_id: str) -> Document:
        """A new service account, which may nothing until that is approved. Raises InvalidFields, AccountNameTaken."""
        after = {name: wish.get(name) for name in STANDING} | {"active": True}
        now = clock.now()
        machine = {
            "_id": new_id("mch"),
            "name": wish["name"],
            "name_key": key_of(wish["name"]),
            **dict.fromkeys(STANDING),
            "scopes": [],
            "active": False,
            "version": 1,
            "created_at": now,
            "changed_at": now,
            "last_used_at": None,
            "proposed": _proposed(after, wish.get("basis"), by),
        }

        async def work(session: AsyncClientSession) -> None:
            await self._check(after, session)
            await self._db.service_accounts.insert_one(machine, session=session)
            await self._note(Action.SERVICE_PROPOSED, machine, by, request_id, session)

        try:
            await self._accounts.together(work)
        except DuplicateKeyError:
            raise AccountNameTaken() from None
        return machine

    async def change(
        self, machine_id: str, wish: Mapping[str, Any], version: int | None, by: str, request_id: str
    ) -> Document:
        """Propose how a service account is to be; to disable it, and nothing else, waits for nobody.

        Raises UnknownServiceAccount, PreconditionFailed, InvalidFields and ServiceChangeWaits.
        """

        async def work(session: AsyncClientSession) -> None:
            machine = await self._as_seen(machine_id, version, session)
            asked = {name: wish[name] for name in STANDING if name in wish and wish[name] != machine[name]}
            if asked == {"active": False}:
                await self._set(machine, asked | {"changed_at": clock.now()}, session)
                await self._sessions.end_all(machine_id, session=session)
                await self._note(Action.SERVICE_DISABLED, machine, by, request_id, session)
            elif asked:
                if machine["proposed"]:
                    raise ServiceChangeWaits()
                after = {name: machine[name] for name in STANDING} | asked
                await self._check(after, session)
                proposed = _proposed(after, wish.get("basis"), by)
                await self._set(machine, {"proposed": proposed}, session)
                await self._note(Action.SERVICE_PROPOSED, machine | {"proposed": proposed}, by, request_id, session)

        await self._accounts.together(work)
        self._sessions.forget()
        return await self.get(machine_id)

    async def decide(
        self, machine_id: str, approved: bool, note: str | None, version: int | None, by: str, request_id: str
    ) -> None:
        """Approve what is proposed, which then holds at once, or refuse it. Whoever decides has seen this version.

        Raises UnknownServiceAccount, PreconditionFailed, NothingWaits, AboutOneself, NotIndependent, InvalidFields.
        """

        async def work(session: AsyncClientSession) -> None:
            machine = await self._as_seen(machine_id, version, session)
            proposed = _waiting(machine)
            await self._must_be_another(by, machine, proposed, session)
            fields: Document = {"proposed": None}
            if approved:
                await self._check(proposed["after"], session)
                fields |= proposed["after"] | {"changed_at": clock.now()}
                await self._sessions.end_all(machine_id, session=session)
                if proposed["after"]["owner_id"] != machine["owner_id"]:
                    await self._end_secrets(machine_id, session)
            await self._set(machine, fields, session)
            action = Action.SERVICE_APPROVED if approved else Action.SERVICE_REFUSED
            await self._note(action, machine, by, request_id, session, note=note)

        await self._accounts.together(work)
        self._sessions.forget()

    async def withdraw(self, machine_id: str, note: str, by: str, request_id: str) -> None:
        """It is proposed no more. Raises UnknownServiceAccount and NothingWaits."""

        async def work(session: AsyncClientSession) -> None:
            machine = await self.get(machine_id, session)
            _waiting(machine)
            await self._set(machine, {"proposed": None}, session)
            await self._note(Action.SERVICE_WITHDRAWN, machine, by, request_id, session, note=note)

        await self._accounts.together(work)

    async def waiting_for(self, account_id: str) -> list[Document]:
        """What waits for this account's decision, the oldest first."""
        mine = sorted(await same_person(self._db, await self._accounts.get(account_id)))
        nobody_of_mine = {name: {"$nin": mine} for name in ("proposed.by", "proposed.after.owner_id", "owner_id")}
        where = {"proposed": {"$ne": None}, **nobody_of_mine}
        return await self._db.service_accounts.find(where, sort=[("proposed._id", 1)]).to_list(1000)

    async def _as_seen(self, machine_id: str, version: int | None, session: AsyncClientSession) -> Document:
        machine = await self.get(machine_id, session)
        if version is not None and machine["version"] != version:
            raise PreconditionFailed(current_version=machine["version"])
        return machine

    async def _set(self, machine: Document, fields: Document, session: AsyncClientSession) -> None:
        await self._db.service_accounts.update_one(
            {"_id": machine["_id"]}, {"$set": fields, "$inc": {"version": 1}}, session=session
        )

    async def _check(self, standing: Mapping[str, Any], session: AsyncClientSession) -> None:
        """Raises InvalidFields for an owner who cannot answer for it, and for scopes that do not go with the reach."""
        errors = []
        owner = await self._db.accounts.find_one({"_id": standing["owner_id"]}, session=session)
        if not _can_answer(owner):
            zh, en = "负责人应为在用账号，且不得是三员", "An active account that is none of the three administrators"
            errors.append(field_error("/owner_id", "no-owner", zh, en))
        of_a_unit = standing["reach"] == Reach.UNIT.value
        if of_a_unit is not bool(standing["unit_id"]):
            zh = "限于本单位的须填写单位" if of_a_unit else "不限于单位的不填写单位"
            en = "Name the unit" if of_a_unit else "A machine that reaches everything is bound to no unit"
            errors.append(field_error("/unit_id", "reach", zh, en))
        scopes = [SERVICE_SCOPES[name] for name in standing["scopes"] if name in SERVICE_SCOPES]
        if wide := [scope for scope in scopes if of_a_unit and not scope.of_units]:
            zh = f"不能限于本单位：{'、'.join(scope.zh for scope in wide)}"
            en = f"Not for one unit: {', '.join(scope.name for scope in wide)}"
            errors.append(field_error("/scopes", "reach", zh, en))
        if errors:
            raise InvalidFields(errors=errors)

    async def _must_be_another(
        self, by: str, machine: Mapping[str, Any], proposed: Mapping[str, Any], session: AsyncClientSession
    ) -> None:
        mine = await same_person(self._db, await self._accounts.get(by, session), session)
        if {machine["owner_id"], proposed["after"]["owner_id"]} & mine:
            raise AboutOneself("负责人不得审批本人负责的服务账号", "Nobody decides on a machine that they answer for")
        must_be_anothers(proposed["by"], mine)

    # Secrets

    async def make_secret(self, machine_id: str, days: int, by: str, request_id: str) -> tuple[Document, str]:
        """A new secret, shown only here, to the person who answers for the machine.

        Raises UnknownServiceAccount where it is another's, NotInUse and TwoSecrets.
        """
        text, now = _PREFIX + secrets.token_urlsafe(32), clock.now()
        id = new_id("sas")
        made = {
            "_id": id,
            "machine": machine_id,
            "digest": own_cipher().seal_bytes(_digest(text), owner_of_digest(id)),
            "made_by": by,
            "made_at": now,
            "until": now + timedelta(days=days),
            "last_used_at": None,
        }

        async def work(session: AsyncClientSession) -> None:
            machine = await self.get(machine_id, session)
            _must_answer_for(machine, by)
            if not machine["active"]:
                raise NotInUse()
            # Whoever makes one writes the same document, so that two at once do not make a third.
            await self._set(machine, {}, session)
            live = {"machine": machine_id, "until": {"$gt": now}}
            if await self._db.service_secrets.count_documents(live, session=session) >= MOST_SECRETS:
                raise TwoSecrets()
            await self._db.service_secrets.insert_one(made, session=session)
            await journal.tell(
                self._db, Action.KEY_MADE, machine_id, by, request_id, session, secret=id, until=made["until"]
            )

        await self._accounts.together(work)
        return made, text

    async def end_secret(self, machine_id: str, secret_id: str, by: str, request_id: str, *, anybodys: bool) -> None:
        """End a secret and the tokens that it gave; `anybodys` for whoever may disable any machine.

        Raises UnknownServiceAccount and UnknownSecret.
        """

        async def work(session: AsyncClientSession) -> None:
            machine = await self.get(machine_id, session)
            if not anybodys:
                _must_answer_for(machine, by)
            now = clock.now()
            ended = await self._db.service_secrets.update_one(
                {"_id": secret_id, "machine": machine_id, "until": {"$gt": now}},
                {"$set": {"until": now}},
                session=session,
            )
            if not ended.matched_count:
                raise UnknownSecret()
            await self._set(machine, {}, session)
            await self._sessions.end_of_secret(secret_id, session)
            await journal.tell(self._db, Action.KEY_ENDED, machine_id, by, request_id, session, secret=secret_id)

        await self._accounts.together(work)
        self._sessions.forget()

    async def _end_secrets(self, machine_id: str, session: AsyncClientSession) -> None:
        """Whoever answers for it makes another: who did so before has seen these."""
        now = clock.now()
        live = {"machine": machine_id, "until": {"$gt": now}}
        await self._db.service_secrets.update_many(live, {"$set": {"until": now}}, session=session)

    # Tokens

    async def token(
        self, machine_id: str, secret: str, wanted: Sequence[str], address: str, request_id: str
    ) -> tuple[str, list[str]]:
        """A token for some minutes, and the scopes that it has: those that are wanted, or all.

        Raises InvalidClient, and after repeated failures SignInLocked; InvalidScope; LimitReached.

        The secret is looked at before any count of failures: it cannot be guessed, so that a lock is against noise
        alone, and keeps out nobody who has it.
        """
        machine = await self._db.service_accounts.find_one({"_id": machine_id, "active": True})
        known = await self._known(machine_id, secret)
        if machine is None or known is None or not await self._answered_for(machine):
            await self._accounts.attempts.begin(f"service:{machine_id}", address)
            if machine is not None:
                by = journal.NOBODY
                await journal.tell(self._db, Action.TOKEN_REFUSED, machine_id, by, request_id, address=address)
            raise InvalidClient()
        self._limiter.take(machine_id)
        if not set(wanted) <= set(machine["scopes"]):
            raise InvalidScope()
        scopes = [name for name in machine["scopes"] if not wanted or name in wanted]
        token = await self._sessions.begin_of_machine(machine_id, scopes, known["_id"], address, TOKEN_LASTS)
        used = {"$max": {"last_used_at": clock.now()}}
        await self._db.service_secrets.update_one({"_id": known["_id"]}, used)
        await self._db.service_accounts.update_one({"_id": machine_id}, used)
        facts = {"secret": known["_id"], "scopes": scopes, "address": address}
        await journal.tell(self._db, Action.TOKEN_GIVEN, machine_id, machine_id, request_id, **facts)
        return token, scopes

    async def behind(self, session: Mapping[str, Any]) -> Who | None:
        """The machine whose session this is; None where it, its secret or its owner is not in use any more."""
        machine = await self._db.service_accounts.find_one({"_id": session["account"], "active": True})
        live = {"_id": session["secret"], "until": {"$gt": clock.now()}}
        if machine is None or not await self._db.service_secrets.find_one(live, {"_id": 1}):
            return None
        if not await self._answered_for(machine):
            return None
        scopes = [name for name in session["scopes"] if name in machine["scopes"]]
        return Who(
            machine["_id"],
            machine["name"],
            held(scopes, Reach(machine["reach"])),
            machine["unit_id"],
            None,
            session["_id"],
            session["expires_at"],
            scopes=tuple(scopes),
        )

    async def _known(self, machine_id: str, secret: str) -> Document | None:
        """Which of the machine's secrets that live this is."""
        cipher, sent, found = own_cipher(), _digest(secret), None
        async for one in self._db.service_secrets.find({"machine": machine_id, "until": {"$gt": clock.now()}}):
            kept = cipher.open_bytes(bytes(one["digest"]), owner_of_digest(one["_id"]))
            if hmac.compare_digest(kept, sent):
                found = one
        return found

    async def _answered_for(self, machine: Mapping[str, Any]) -> bool:
        return _can_answer(await self._db.accounts.find_one({"_id": machine["owner_id"]}))

    async def _note(
        self,
        action: Action,
        machine: Mapping[str, Any],
        by: str,
        request_id: str,
        session: AsyncClientSession,
        **facts: Any,
    ) -> None:
        after = (machine["proposed"] or {}).get("after", {})
        changed = sorted(name for name in after if machine[name] != after[name])
        await journal.tell(self._db, action, machine["_id"], by, request_id, session, fields=changed, **facts)


def owner_of_digest(secret_id: str) -> str:
    """What a secret's digest is sealed for."""
    return f"service_secrets.digest:{secret_id}"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _must_answer_for(machine: Mapping[str, Any], account_id: str) -> None:
    if machine["owner_id"] != account_id:
        raise UnknownServiceAccount()


def _can_answer(owner: Mapping[str, Any] | None) -> bool:
    """Whether a person answers for machines: in use, and none of the three administrators, who see no content."""
    return owner is not None and owner["active"] and not ADMINISTRATORS.intersection(owner["roles"])


def _proposed(after: Document, basis: str | None, by: str) -> Document:
    return {"_id": new_id("sac"), "after": after, "basis": basis, "by": by, "at": clock.now()}


def _waiting(machine: Mapping[str, Any]) -> Document:
    proposed: Document | None = machine["proposed"]
    if proposed is None:
        raise NothingWaits()
    return proposed
