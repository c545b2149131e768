"""Accounts' passkeys (通行密钥): made, shown and removed by their owners; see `gateway.passkeys`.

What is asked of an authenticator is made of a ticket, which whoever began keeps. It is good once, for minutes, in the
session in which it was begun. A counter that has not grown says that there are two of the same: that sign-in is
refused, and noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bson.binary import Binary
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway import journal, metrics
from gateway.accounts import Accounts
from gateway.journal import Action
from gateway.passkeys import Credential, PasskeySettings, RelyingParty, Shown, Untrusted
from gateway.second_factor import FIELDS, PASSKEYS, SECRET, recovery_codes
from gateway.sessions import Means, Who
from gateway.tickets import fingerprint, made_of, new_ticket
from servicekit import clock
from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound, Problem
from servicekit.ids import new_id
from servicekit.signing import base64url

Document = dict[str, Any]
LASTS: Final = timedelta(minutes=5)
"""How long somebody may take at the authenticator."""
MOST: Final = 10
"""Passkeys of an account."""


class NotOffered(NotFound):
    """No pages are configured on which a passkey could be used."""

    code = "passkeys/not-offered"
    zh = "未启用通行密钥"
    en = "Passkeys are not configured"


class PasskeyRefused(Problem):
    """What the authenticator said opens nothing: nobody's passkey, not asked for, used before, or not vouched for."""

    code = "passkeys/refused"
    status = 401
    zh = "通行密钥登录未通过"
    en = "This passkey opens nothing"
    advice_zh = "请重新登录；仍不能通过的，以用户名、密码和验证码登录后查看本人的通行密钥。"
    advice_en = "Begin anew, or sign in with name, password and code, and look at your passkeys."


class BadPasskey(Invalid):
    """What the authenticator said is no answer to what this session asked for, or asked for too long ago."""

    code = "passkeys/not-made"
    zh = "通行密钥未能登记，或已超时"
    en = "The authenticator's answer is none to what this session asked for, or comes too late"
    advice_zh = "请重新开始登记。"
    advice_en = "Begin anew with POST /v1/session/passkeys/registration."


class PasskeyKnown(AlreadyExists):
    """This passkey belongs to an account already."""

    code = "passkeys/known"
    zh = "该通行密钥已登记"
    en = "This passkey belongs to an account already"


class TooManyPasskeys(Conflict):
    """The account has as many passkeys as it may."""

    code = "passkeys/too-many"
    zh = f"一个账号最多登记{MOST}个通行密钥"
    en = f"An account has {MOST} passkeys at most"
    advice_zh = "请先移除不再使用的。"
    advice_en = "Remove one that is not used any more first."


class LastFactor(Conflict):
    """A role of the account's needs a second factor, and this passkey is the only one that it has."""

    code = "passkeys/last-factor"
    zh = "所任角色须以双因素登录，不能移除最后一个双因素"
    en = "A role of this account needs a second factor, and this passkey is its last"
    advice_zh = "请先登记另一个通行密钥或设置动态口令，再移除此通行密钥。"
    advice_en = "Add another passkey, or set up an authenticator, before this one is removed."


class WrongPasskey(Invalid):
    """What the authenticator said does not show that it is the owner who asks."""

    code = "passkeys/wrong"
    zh = "通行密钥验证未通过"
    en = "The authenticator's answer does not show that it is you"
    advice_zh = "请重新开始，并使用本人账号的通行密钥。"
    advice_en = "Begin anew with POST /v1/session/passkey, and use a passkey of this account."


class UnknownPasskey(NotFound):
    """The account has no such passkey."""

    code = "passkeys/unknown"
    zh = "通行密钥不存在"
    en = "There is no such passkey"


class Passkeys:
    """Makes, judges and removes them."""

    def __init__(self, told: PasskeySettings | None, accounts: Accounts) -> None:
        self._party = RelyingParty(told) if told else None
        self._accounts = accounts
        self._db: AsyncDatabase[Document] = accounts.db

    @property
    def party(self) -> RelyingParty:
        """Who asks. Raises NotOffered."""
        if self._party is None:
            raise NotOffered()
        return self._party

    async def prepare(self) -> None:
        """Create the indexes: what was begun goes when its time is over, and a passkey is one account's."""
        await self._db.passkey_tickets.create_index("expires_at", expireAfterSeconds=0, name="expires_at")
        some = {f"{PASSKEYS}.credential": {"$type": "string"}}
        await self._db.accounts.create_index(
            f"{PASSKEYS}.credential", unique=True, partialFilterExpression=some, name="passkeys"
        )

    async def begin_making(self, account: Mapping[str, Any], session: str) -> tuple[Document, str, datetime]:
        """What the browser is told to make a passkey by, the ticket that belongs to it, and until when.

        Raises NotOffered and TooManyPasskeys.
        """
        known = account.get(PASSKEYS, ())
        if len(known) >= MOST:
            raise TooManyPasskeys()
        ticket, until = await self._begun(session)
        credentials = [one["credential"] for one in known]
        return self.party.asks_to_make(account, credentials, made_of(ticket, "challenge")), ticket, until

    async def make(
        self, who: Who, ticket: str, answer: Mapping[str, Any], name: str, address: str, request_id: str
    ) -> tuple[str, Who, list[str]]:
        """A passkey of whoever asks: a session that has shown it, and recovery codes where there were none.

        Raises NotOffered, BadPasskey, PasskeyKnown, TooManyPasskeys and NotSignedIn.
        """
        party = self.party
        if not await self._is_taken(ticket, who.session):
            raise BadPasskey()
        try:
            made = party.made(answer, made_of(ticket, "challenge"))
        except Untrusted:
            raise BadPasskey() from None

        async def work(session: AsyncClientSession) -> tuple[tuple[str, Who], list[str]]:
            codes = await self._add(who.account, _kept(made, name), session)
            await journal.tell(self._db, Action.PASSKEY_ADDED, who.account, who.account, request_id, session)
            return await self._accounts.go_on(who, Means.PASSKEY, address, request_id, session), codes

        try:
            begun, codes = await self._accounts.in_session(who, work)
        except DuplicateKeyError:
            raise PasskeyKnown() from None
        return *self._accounts.admitted(*begun), codes

    async def _add(self, account_id: str, passkey: Document, session: AsyncClientSession) -> list[str]:
        account = await self._accounts.get(account_id, session)
        known = account.get(PASSKEYS, ())
        # That a passkey is one account's the index sees to; that an account has it once, it does not.
        if any(one["credential"] == passkey["credential"] for one in known):
            raise PasskeyKnown()
        if len(known) >= MOST:
            raise TooManyPasskeys()
        codes, kept = ([], None) if account.get("recovery_codes") else recovery_codes(account_id)
        made = {"second_factor": True} | ({"recovery_codes": kept} if kept else {})
        change = {"$push": {PASSKEYS: passkey}, "$set": made, "$inc": {"version": 1}}
        await self._db.accounts.update_one({"_id": account_id}, change, session=session)
        return codes

    async def begin(self) -> tuple[Document, str, datetime]:
        """What the browser is told to sign in by, the ticket that belongs to it, and until when. Raises NotOffered."""
        party = self.party
        ticket, until = await self._begun("")
        return party.asks_to_sign(made_of(ticket, "challenge")), ticket, until

    async def sign_in(self, ticket: str, answer: Mapping[str, Any], address: str, request_id: str) -> tuple[str, Who]:
        """A session of the account whose passkey has answered. Raises NotOffered and PasskeyRefused."""
        party, account = self.party, None
        try:
            said = await self._said(party, ticket, answer)
            account, passkey = await self._whose(said)
            await self._verify(party, ticket, answer, said, account, passkey)
        except Untrusted as reason:
            metrics.SIGN_INS.labels("refused").inc()
            subject, code = account["_id"] if account else "", PasskeyRefused.code
            refused = journal.entry(
                Action.PASSKEY_REFUSED, subject, journal.NOBODY, request_id, code=code, reason=str(reason)
            )
            await self._accounts.trail.note_refusal(refused)
            raise PasskeyRefused() from None
        return await self._accounts.admit(account, [Means.PASSKEY], address, request_id, passkey=passkey["id"])

    async def show(self, account: Mapping[str, Any], ticket: str, answer: Mapping[str, Any]) -> None:
        """That whoever is signed in to an account holds a passkey of it. Raises NotOffered and WrongPasskey."""
        party = self.party
        try:
            said = await self._said(party, ticket, answer)
            owner, passkey = await self._whose(said)
            if owner["_id"] != account["_id"]:
                raise Untrusted("another's passkey")
            await self._verify(party, ticket, answer, said, owner, passkey)
        except Untrusted:
            raise WrongPasskey() from None

    async def _said(self, party: RelyingParty, ticket: str, answer: Mapping[str, Any]) -> Shown:
        """Whose passkey answers, for what was begun here and is brought back for the first time."""
        if not await self._is_taken(ticket, ""):
            raise Untrusted("nothing of the kind was begun here")
        return party.said(answer)

    async def _verify(
        self,
        party: RelyingParty,
        ticket: str,
        answer: Mapping[str, Any],
        said: Shown,
        account: Mapping[str, Any],
        passkey: Mapping[str, Any],
    ) -> None:
        party.verify(answer, made_of(ticket, "challenge"), bytes(passkey["data"]))
        await self._count(account["_id"], passkey, said.counter)

    async def _whose(self, said: Shown) -> tuple[Document, Document]:
        """The account that has this passkey, and the passkey."""
        credential = base64url(said.credential_id)
        account = await self._db.accounts.find_one({f"{PASSKEYS}.credential": credential, "active": True})
        if account is None or said.user != account["_id"]:
            raise Untrusted("nobody's passkey")
        return account, next(one for one in account[PASSKEYS] if one["credential"] == credential)

    async def _count(self, account_id: str, passkey: Mapping[str, Any], counter: int) -> None:
        same = {"id": passkey["id"], "counter": _before(counter)}
        used = {f"{PASSKEYS}.$.counter": counter, f"{PASSKEYS}.$.last_used_at": clock.now()}
        counted = await self._db.accounts.update_one(
            {"_id": account_id, PASSKEYS: {"$elemMatch": same}}, {"$set": used}
        )
        if not counted.matched_count:
            raise Untrusted("the counter has not grown")

    async def remove(self, who: Who, passkey_id: str, request_id: str) -> None:
        """It opens nothing any more; every other session of the account ends.

        Raises UnknownPasskey, LastFactor and NotSignedIn.
        """

        async def work(session: AsyncClientSession) -> None:
            has = {"_id": who.account, f"{PASSKEYS}.id": passkey_id}
            change = {"$pull": {PASSKEYS: {"id": passkey_id}}, "$inc": {"version": 1}}
            if not (await self._db.accounts.update_one(has, change, session=session)).matched_count:
                raise UnknownPasskey()
            account = await self._accounts.get(who.account, session)
            if not account[PASSKEYS] and SECRET not in account:
                if self._accounts.sessions.needs_factor(account):
                    raise LastFactor()
                await self._db.accounts.update_one(
                    {"_id": who.account}, {"$unset": dict.fromkeys(FIELDS, "")}, session=session
                )
            await self._accounts.sessions.end_all(who.account, besides=who.session, session=session)
            await journal.tell(
                self._db, Action.PASSKEY_REMOVED, who.account, who.account, request_id, session, passkey=passkey_id
            )

        await self._accounts.in_session(who, work)

    async def _begun(self, session: str) -> tuple[str, datetime]:
        ticket, until = new_ticket(), clock.now() + LASTS
        kept = {"_id": fingerprint(ticket), "session": session, "expires_at": until}
        await self._db.passkey_tickets.insert_one(kept)
        return ticket, until

    async def _is_taken(self, ticket: str, session: str) -> bool:
        """Whether this was begun in this session, and is brought back for the first time."""
        begun = {"_id": fingerprint(ticket), "session": session, "expires_at": {"$gt": clock.now()}}
        return await self._db.passkey_tickets.find_one_and_delete(begun) is not None


def _before(counter: int) -> Any:
    """What an authenticator's counter was before, where there is one of it alone: less, or none (WebAuthn, 6.1.1)."""
    return {"$lt": counter} if counter else 0


def _kept(made: Credential, name: str) -> Document:
    return {
        "id": new_id("pky"),
        "name": name,
        "credential": base64url(made.id),
        "data": Binary(made.data),
        "counter": made.counter,
        "made_at": clock.now(),
        "last_used_at": None,
    }
