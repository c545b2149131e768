"""Changes of accounts (账号变更): proposed by one, approved by another, and nothing of them holds before that.

What gives an account power is proposed: that it is opened, its roles, whose it is, that it is active again, a password
that its owner did not set, that it needs no second factor any more. Another person decides, who is neither its owner
nor who proposed; the change, the end of its sessions and the entry in the audit trail are written together. Disabling
gives nobody anything, and holds at once.

A password that others make has two halves: who proposed has one, who approved the other, so that neither signs in as
whoever it is made for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from gateway import journal, passwords
from gateway.accounts import PERSON, STANDING, Accounts, check_roles, former, name_taken, new_account, same_person
from gateway.journal import Action
from gateway.proposals import must_be_anothers, owner_of_half
from gateway.sealing import own_cipher
from gateway.second_factor import FIELDS, NoSecondFactor
from servicekit import clock
from servicekit.errors import AboutOneself, Conflict, NotFound, PreconditionFailed
from servicekit.ids import new_id
from servicekit.lifecycle import Named

Document = dict[str, Any]


class Kind(Named):
    """What is proposed."""

    OPENING = "opening", "新建账号"
    CHANGE = "change", "变更账号"
    RESET = "reset", "重置密码"
    FACTOR = "factor", "解除双因素"


class State(Named):
    """How far a proposal is."""

    WAITING = "waiting", "等待审批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不批准"
    WITHDRAWN = "withdrawn", "已撤回"


GOOD_FOR = {Kind.OPENING: timedelta(days=7), Kind.RESET: timedelta(hours=24)}
"""How long after the approval a password that another made may be used once, to set one's own."""


_POWER = ("roles", "unit_id", "cadre_id", "identity", "active")
"""What an account may depends on: its sessions end where these change."""


class UnknownChange(NotFound):
    """Nothing of this id was proposed."""

    code = "unknown-account-change"
    zh = "账号变更不存在"
    en = "There is no such change of an account"


class ChangeWaits(Conflict):
    """Something is proposed for this account already, and not decided."""

    code = "account-changes/waiting"
    zh = "该账号已有等待审批的变更"
    en = "A change of this account waits for approval already"
    advice_zh = "请待其审批，或先撤回。"
    advice_en = "Wait for the decision, or withdraw it first."


class NotWaiting(Conflict):
    """It is decided or withdrawn already."""

    code = "account-changes/not-waiting"
    zh = "该变更不在等待审批"
    en = "This change does not wait for approval"


class Outdated(Conflict):
    """The account is not any more as it was when the change was proposed."""

    code = "account-changes/outdated"
    zh = "提出变更后账号已有变化"
    en = "The account has changed since this was proposed"
    advice_zh = "请撤回后按现在的情况重新提出。"
    advice_en = "Withdraw it, and propose anew from how the account is now."


class Changes:
    """Propose, decide, withdraw."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._db = accounts.db

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._db.account_changes.create_index([("state", 1), ("_id", 1)], name="state")
        await self._db.account_changes.create_index([("account", 1), ("_id", 1)], name="account")

    async def get(self, change_id: str) -> Document:
        """What was proposed. Raises UnknownChange."""
        change: Document | None = await self._db.account_changes.find_one({"_id": change_id})
        if change is None:
            raise UnknownChange()
        return change

    async def open(self, wish: Mapping[str, Any], password: str, by: str, request_id: str) -> Document:
        """A new account, which is nobody's and may nothing until that is approved; `password` is its first half.

        Raises InvalidFields, PasswordTooWeak, AccountNameTaken and NameLooksAlike.
        """
        await passwords.check(password, wish["name"])
        second = passwords.second_half()
        hashed = await self._accounts.hasher.hash(password + second, passwords.of_account(by))
        account = new_account(wish["name"], hashed)
        after = {name: wish.get(name) for name in STANDING} | {"active": True}
        check_roles(after)
        change = _with_half(_proposed(Kind.OPENING, account, after, wish.get("basis"), by), second)
        account |= {"change_id": change["_id"], "must_change": True}

        async def work(session: AsyncClientSession) -> None:
            await self._accounts.check_person(account | after, session)
            await self._accounts.check_identity(account | after, session)
            await self._db.accounts.insert_one(account, session=session)
            await self._db.account_changes.insert_one(change, session=session)
            await self._note(Action.CREATED, change, by, request_id, session)

        try:
            await self._accounts.together(work)
        except DuplicateKeyError as taken:
            raise name_taken(taken) from None
        return account

    async def change(
        self, account_id: str, wish: Mapping[str, Any], version: int | None, by: str, request_id: str
    ) -> Document:
        """Propose how an account is to be; what is as it is asked for already is proposed to nobody. The account.

        To disable it, and nothing else, waits for nobody. Raises UnknownAccount, PreconditionFailed, InvalidFields,
        AboutOneself, ChangeWaits, IdentityTaken and LastAdministrator.
        """
        found: Document = {}

        async def work(session: AsyncClientSession) -> None:
            account = await self._accounts.get(account_id, session)
            if version is not None and account["version"] != version:
                raise PreconditionFailed(current_version=account["version"])
            asked = {name: wish[name] for name in STANDING if name in wish and wish[name] != account.get(name)}
            after = {name: account.get(name) for name in STANDING} | asked
            if asked == {"active": False}:
                await self._accounts.disable(account, by, request_id, session)
            elif asked:
                _must_not_be_own(account_id, by)
                check_roles(after)
                await self._accounts.check_person(account | after, session)
                await self._accounts.check_identity(account | after, session)
                await self._propose(_proposed(Kind.CHANGE, account, after, wish.get("basis"), by), request_id, session)
            found.clear()
            found.update(await self._accounts.get(account_id, session))

        await self._accounts.together(work)
        self._accounts.sessions.forget()
        return found

    async def reset_password(
        self, account_id: str, password: str, basis: str | None, by: str, request_id: str
    ) -> Document:
        """Propose a password for somebody who has lost theirs, `password` its first half. The proposal.

        Raises UnknownAccount, PasswordTooWeak, AboutOneself and ChangeWaits.
        """
        account = await self._accounts.get(account_id)
        await passwords.check(password, account["name"])
        _must_not_be_own(account_id, by)
        second = passwords.second_half()
        hashed = await self._accounts.hasher.hash(password + second, passwords.of_account(by))
        change = _with_half(_proposed(Kind.RESET, account, None, basis, by), second) | {"hash": hashed}

        async def work(session: AsyncClientSession) -> None:
            await self._propose(change, request_id, session)

        await self._accounts.together(work)
        return change

    async def remove_factor(self, account_id: str, basis: str | None, by: str, request_id: str) -> Document:
        """Propose that somebody who has lost theirs signs in without a second factor. The proposal.

        Raises UnknownAccount, NoSecondFactor, AboutOneself and ChangeWaits.
        """
        account = await self._accounts.get(account_id)
        if not account.get("second_factor"):
            raise NoSecondFactor()
        _must_not_be_own(account_id, by)
        change = _proposed(Kind.FACTOR, account, None, basis, by)

        async def work(session: AsyncClientSession) -> None:
            await self._propose(change, request_id, session)

        await self._accounts.together(work)
        return change

    async def decide(
        self, change_id: str, approved: bool, note: str | None, by: str, request_id: str
    ) -> tuple[Document, str | None]:
        """Approve a change, which then holds at once, or refuse it; with the second half of a password.

        Raises UnknownChange, NotWaiting, AboutOneself, NotIndependent, Outdated, InvalidFields, LastAdministrator.
        """
        state = State.APPROVED if approved else State.REFUSED
        name_key, second = "", None

        async def work(session: AsyncClientSession) -> None:
            nonlocal name_key, second
            change = await self._end(change_id, state, by, note, session)
            account = await self._accounts.get(change["account"], session)
            await self._must_be_another(by, change, account, session)
            if approved:
                await self._apply(change, account, by, session)
                name_key = account["name_key"] if change["kind"] == Kind.RESET.value else ""
                second = _half_of(change)
            action = Action.CHANGE_APPROVED if approved else Action.CHANGE_REFUSED
            await self._note(action, change, by, request_id, session)

        await self._accounts.together(work)
        self._accounts.sessions.forget()
        if name_key:
            await self._accounts.attempts.forget(name_key)
        return await self.get(change_id), second

    async def withdraw(self, change_id: str, note: str, by: str, request_id: str) -> None:
        """It is proposed no more. Raises UnknownChange and NotWaiting."""

        async def work(session: AsyncClientSession) -> None:
            change = await self._end(change_id, State.WITHDRAWN, by, note, session)
            await self._note(Action.CHANGE_WITHDRAWN, change, by, request_id, session)

        await self._accounts.together(work)

    async def waiting_for(self, account_id: str) -> list[Document]:
        """What waits for this account's decision, the oldest first."""
        me = await self._accounts.get(account_id)
        mine = sorted(await same_person(self._db, me))
        to_be_mine = {f"after.{name}": {"$ne": me[name]} for name in PERSON if me.get(name)}
        where = {"state": State.WAITING.value, "account": {"$nin": mine}, "by": {"$nin": mine}, **to_be_mine}
        return await self._db.account_changes.find(where, sort=[("_id", 1)]).to_list(1000)

    async def _propose(self, change: Document, request_id: str, session: AsyncClientSession) -> None:
        taken = await self._db.accounts.update_one(
            {"_id": change["account"], "change_id": None},
            {"$set": {"change_id": change["_id"]}, "$inc": {"version": 1}},
            session=session,
        )
        if not taken.matched_count:
            raise ChangeWaits()
        await self._db.account_changes.insert_one(change, session=session)
        await self._note(Action.CHANGE_PROPOSED, change, change["by"], request_id, session)

    async def _end(
        self, change_id: str, state: State, by: str, note: str | None, session: AsyncClientSession
    ) -> Document:
        """Nobody waits for it any more; the proposal as it was before."""
        told = {"state": state.value, "decided_by": by, "decided_at": clock.now(), "note": note}
        change: Document | None = await self._db.account_changes.find_one_and_update(
            {"_id": change_id, "state": State.WAITING.value},
            {"$set": told, "$unset": {"hash": "", "second": ""}},
            session=session,
        )
        if change is None:
            await self.get(change_id)
            raise NotWaiting()
        await self._db.accounts.update_one(
            {"_id": change["account"]}, {"$unset": {"change_id": ""}, "$inc": {"version": 1}}, session=session
        )
        return change

    async def _must_be_another(
        self, by: str, change: Mapping[str, Any], account: Mapping[str, Any], session: AsyncClientSession
    ) -> None:
        me = await self._accounts.get(by, session)
        mine = await same_person(self._db, me, session)
        after = change["after"] or {}
        if account["_id"] in mine or any(me.get(one) and me[one] == after.get(one) for one in PERSON):
            raise _about_oneself()
        must_be_anothers(change["by"], mine)

    async def _apply(self, change: Mapping[str, Any], account: Document, by: str, session: AsyncClientSession) -> None:
        # All who give an account power write the same guard, so that two cannot each leave the other out.
        await self._accounts.guard(session)
        now = clock.now()
        gone: Document = {}
        if change["kind"] == Kind.FACTOR.value:
            fields, gone = {}, {"$unset": dict.fromkeys(FIELDS, "")}
        elif change["kind"] == Kind.RESET.value:
            fields = reset_to(change["hash"], change["by"], by)
        else:
            if any(account.get(name) != change["before"].get(name) for name in STANDING):
                raise Outdated()
            fields = dict(change["after"])
            check_roles(fields)
            await self._accounts.check_person(account | fields, session)
            await self._accounts.check_identity(account | fields, session)
            if any(account.get(name) and account[name] != fields.get(name) for name in PERSON):
                # By what somebody else knows or holds nobody signs in as whoever it is now: a password is reset next.
                fields |= {"must_change": True, "password_until": now}
                if fields["identity"] == account.get("identity"):
                    fields["identity"] = None
                gone = {"$unset": dict.fromkeys(FIELDS, "")}
        if change["kind"] == Kind.OPENING.value:
            fields["password_until"] = now + GOOD_FOR[Kind.OPENING]
        kept = {"$push": former(account)} if "hash" in fields else {}
        await self._db.accounts.update_one(
            {"_id": account["_id"]}, {"$set": fields | {"changed_at": now}, **kept, **gone}, session=session
        )
        await self._accounts.must_leave_administrators(account, account | fields, session)
        if gone or "hash" in fields or any(fields.get(name) != account.get(name) for name in _POWER):
            await self._accounts.sessions.end_all(account["_id"], session=session)

    async def _note(
        self, action: Action, change: Mapping[str, Any], by: str, request_id: str, session: AsyncClientSession
    ) -> None:
        before, after = change["before"] or {}, change["after"] or {}
        facts = {
            "change": change["_id"],
            "kind": change["kind"],
            "fields": sorted(name for name in after if before.get(name) != after[name]),
        }
        await journal.tell(self._db, action, change["account"], by, request_id, session, **facts)


def _with_half(change: Document, second: str) -> Document:
    """Sealed: who proposed has the other half, and may be who looks after the database."""
    return change | {"second": own_cipher().seal(second, owner_of_half(change["_id"]))}


def _half_of(change: Mapping[str, Any]) -> str | None:
    second = change.get("second")
    # From an earlier release that kept it in clear.
    return own_cipher().open(second, owner_of_half(change["_id"])) if isinstance(second, bytes) else second


def reset_to(hashed: str, by: str, approved_by: str) -> Document:
    """What of an account changes, from now on, with a password that others made for it."""
    now = clock.now()
    return {
        "hash": hashed,
        "must_change": True,
        "password_until": now + GOOD_FOR[Kind.RESET],
        "password_reset": {"at": now, "by": by, "approved_by": approved_by},
    }


def _proposed(kind: Kind, account: Mapping[str, Any], after: Document | None, basis: str | None, by: str) -> Document:
    return {
        "_id": new_id("acg"),
        "kind": kind.value,
        "account": account["_id"],
        "before": after and {name: account.get(name) for name in STANDING},
        "after": after,
        "basis": basis,
        "state": State.WAITING.value,
        "by": by,
        "at": clock.now(),
        **dict.fromkeys(("decided_by", "decided_at", "note")),
    }


def _must_not_be_own(account_id: str, by: str) -> None:
    if account_id == by:
        raise _about_oneself()


def _about_oneself() -> AboutOneself:
    return AboutOneself(
        "不得提出或审批本人账号的变更，请由他人办理",
        "Nobody proposes or decides on a change of their own account; another must",
    )
