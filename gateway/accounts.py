"""Local accounts (本地账号): who may sign in, with which roles, bound to which unit or person.

Every change is written together with its journal entry, which `/v1/audit?service=gateway` shows.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pymongo import ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway import journal, metrics, passwords
from gateway.attempts import Attempt, Attempts
from gateway.devices import Devices
from gateway.journal import Action
from gateway.problems import SignInLocked, SignInRefused, WrongCode, WrongPassword, WrongProof
from gateway.rights import (
    ADMINISTRATORS,
    AUDIT_ADMINISTRATOR,
    CADRE,
    FORMERLY,
    ROLES,
    SECURITY_ADMINISTRATOR,
    SYSTEM_ADMINISTRATOR,
    Role,
)
from gateway.sealing import veiled
from gateway.second_factor import SecondFactors
from gateway.sessions import SECOND, Means, Sessions, Who
from gateway.trail import Trail
from servicekit import clock
from servicekit.errors import AlreadyExists, Conflict, InvalidFields, NotFound, field_error
from servicekit.ids import new_id

Document = dict[str, Any]
T = TypeVar("T")
FIRST = {"admin": SYSTEM_ADMINISTRATOR, "security": SECURITY_ADMINISTRATOR, "audit": AUDIT_ADMINISTRATOR}
"""The first administrators' names."""
PERSON = ("cadre_id", "person")
"""What says whose an account is."""
STANDING = ("person", "roles", "unit_id", "cadre_id", "identity", "active")
"""What others decide of an account."""
_MADE_BY_OTHERS = ("must_change", "password_until", "password_reset")
"""What an account says of a password that its owner has not set, until they do."""
_LOOKS = "looks"
_LOOK_ALIKE = str.maketrans("01i", "oll")
_NEVER = datetime.max.replace(tzinfo=UTC)


class AccountNameTaken(AlreadyExists):
    """There is an account of this name."""

    code = "account-name-taken"
    zh = "用户名已存在"
    en = "There is an account of this name"


class NameLooksAlike(AlreadyExists):
    """The name is told apart from another account's by nobody who reads it quickly."""

    code = "account-name-looks-alike"
    zh = "用户名与已有的用户名难以区分"
    en = "There is an account whose name looks the same"


class IdentityTaken(AlreadyExists):
    """Another account is linked to this identity of the identity provider."""

    code = "account-identity-taken"
    zh = "该统一身份已关联其他账号"
    en = "Another account is linked to this identity"


class LastAdministrator(Conflict):
    """Nobody would be left of one of the three administrators."""

    code = "last-administrator"
    zh = "系统管理员、安全管理员、审计管理员至少各保留一名"
    en = "At least one active administrator of each of the three kinds must remain"


class UnknownAccount(NotFound):
    """There is no such account."""

    code = "unknown-account"
    zh = "账号不存在"
    en = "There is no such account"


class Accounts:
    """Create, change and check accounts."""

    def __init__(self, db: AsyncDatabase[Document], sessions: Sessions, hasher: passwords.Hasher, trail: Trail) -> None:
        self.db = db
        self.sessions = sessions
        self.hasher = hasher
        self.trail = trail
        self.attempts = Attempts(db)
        self.factors = SecondFactors(db)
        self.devices = Devices(db)

    async def prepare(self) -> None:
        """Create the indexes."""
        await self.db.accounts.create_index("name_key", unique=True, name="name_key")
        await self.db.accounts.create_index("looks", unique=True, sparse=True, name=_LOOKS)
        # Of those that an earlier release let look alike, the first is what a new name is compared with.
        async for account in self.db.accounts.find({"looks": None}, {"name": 1}, sort=[("_id", 1)]):
            with contextlib.suppress(DuplicateKeyError):
                await self.db.accounts.update_one(
                    {"_id": account["_id"]}, {"$set": {"looks": looks_of(account["name"])}}
                )
        whole = {"identity.subject": {"$type": "string"}}
        by_identity = [("identity.issuer", 1), ("identity.subject", 1)]
        await self.db.accounts.create_index(by_identity, unique=True, partialFilterExpression=whole, name="identity")
        # Whose accounts belong to one person is looked up before somebody consents.
        for name in ("cadre_id", "person"):
            await self.db.accounts.create_index(name, name=name, sparse=True)
        await self.attempts.prepare()

    async def first_administrators(self, password_file: str) -> AsyncIterator[tuple[str, str]]:
        """Create `admin`, `security` and `audit`, each where there is none of its role yet; name and generated password
        of each as it is made, to be shown once.

        With `password_file` that of `admin` is also written there, and the others' beside it (`security-password`,
        `audit-password`), readable by their owner only, before the account is made. A file that is there already is
        used and not shown: an operator chose it, or a start was killed halfway.
        """
        for name, role in FIRST.items():
            path = password_file and str(Path(password_file).with_name(f"{name}-password"))
            if made := await self._first(name, role, password_file if role is SYSTEM_ADMINISTRATOR else path):
                yield made

    async def _first(self, name: str, role: Role, password_file: str) -> tuple[str, str] | None:
        """Make the first of a role; name and password where that was generated. Raises Problem and OSError."""
        formerly = [FORMERLY] if role is SYSTEM_ADMINISTRATOR else []
        is_there = {"roles": {"$in": [role.name, *formerly]}, "active": True}
        for number in range(1, 100):
            if await self.db.accounts.find_one(is_there, {"_id": 1}):
                return None
            generated = passwords.generate()
            password = _kept_password(password_file, generated)
            called = name if number == 1 else f"{name}-{number}"
            await passwords.check(password, called)
            try:
                await self.create({"name": called, "roles": [role.name]}, password, "system:gateway", "")
            except (AccountNameTaken, NameLooksAlike):
                # By another gateway that starts, or by somebody else's account of an earlier release.
                continue
            return (called, generated) if password == generated else None
        return None

    async def serves(self) -> bool:
        """Whether there is anybody who can sign in."""
        return await self.db.accounts.find_one({"active": True}, {"_id": 1}) is not None

    async def sign_in(
        self, name: str, password: str, address: str, request_id: str, *, code: str = "", device: str = ""
    ) -> tuple[str, Who]:
        """A new session's token and owner; with a second factor the session may nothing yet, unless its code is given.

        Raises SignInRefused, after the same time for unknown names, and SignInLocked after repeated failures.
        """
        key = key_of(name)
        account = await self.db.accounts.find_one({"name_key": key, "active": True})
        attempt = None
        try:
            attempt = await self._try(key, account, address, device, twofold=bool(code))
            asker = _asker(account, attempt, address)
            means = await self._judge(attempt, account, password, asker, code)
            if account is None or not means or account.get("password_until", _NEVER) <= clock.now():
                raise SignInRefused()
        except (SignInRefused, SignInLocked) as refused:
            # Whoever tried is not known. A name that nobody has may be a password in the wrong field.
            subject = account["_id"] if account else veiled(key)
            action = Action.CODE_REFUSED if attempt and attempt.is_at_codes else Action.SIGN_IN_REFUSED
            tried = journal.entry(action, subject, journal.NOBODY, request_id, code=refused.code)
            await self.trail.note_refusal(tried)
            raise
        if self.hasher.outdated(account["hash"]):
            # Unless the password has been changed meanwhile.
            same = {"_id": account["_id"], "hash": account["hash"]}
            await self.db.accounts.update_one(same, {"$set": {"hash": await self.hasher.hash(password, asker)}})
        return await self.admit(account, means, address, request_id)

    async def show_code(
        self, who: Who, code: str, address: str, request_id: str, *, device: str = ""
    ) -> tuple[str, Who]:
        """A session in the place of one in which only the password was given.

        Raises WrongCode, SignInLocked, and NotSignedIn where that has ended.
        """
        account = await self.get(who.account)
        attempt = await self._try(account["name_key"], account, address, device, twofold=True)
        await self.attempts.begin_code(attempt, True)
        second = self.factors.judged(account, code)
        if second is None or not await self.factors.use(account, code):
            metrics.SIGN_INS.labels("refused").inc()
            await journal.tell(self.db, Action.CODE_REFUSED, account["_id"], account["_id"], request_id)
            raise WrongCode()
        await self.attempts.succeeded(attempt)

        async def work(session: AsyncClientSession) -> tuple[str, Who]:
            return await self.go_on(who, second, address, request_id, session)

        return self.admitted(*await self.in_session(who, work))

    async def set_factor(self, who: Who, code: str, address: str, request_id: str) -> tuple[str, Who, list[str]]:
        """The second factor that was begun holds: a session that has shown it, and recovery codes.

        Every other session ends. Raises NothingToConfirm, WrongCode and NotSignedIn.
        """
        account = await self.get(who.account)

        async def work(session: AsyncClientSession) -> tuple[tuple[str, Who], list[str]]:
            codes = await self.factors.confirm(account, code, session)
            await self.sessions.end_all(account["_id"], session=session)
            await journal.tell(self.db, Action.FACTOR_SET, account["_id"], account["_id"], request_id, session)
            return await self.go_on(who, Means.TOTP, address, request_id, session), codes

        begun, codes = await self.in_session(who, work)
        return *self.admitted(*begun), codes

    async def new_recovery_codes(self, who: Who, account: Document, request_id: str) -> list[str]:
        """Recovery codes in the place of those that are left. Raises NoSecondFactor and NotSignedIn."""

        async def work(session: AsyncClientSession) -> list[str]:
            codes = await self.factors.new_codes(account, session)
            await journal.tell(self.db, Action.RECOVERY_CODES_MADE, account["_id"], account["_id"], request_id, session)
            return codes

        return await self.in_session(who, work)

    async def in_session(self, who: Who, work: Callable[[AsyncClientSession], Awaitable[T]]) -> T:
        """Do what outlives the session of whoever asks, in one transaction. Raises NotSignedIn where that has ended."""

        async def held(session: AsyncClientSession) -> T:
            await self.sessions.hold(who.session, session)
            return await work(session)

        done: T = await self.together(held)
        self.sessions.forget()
        return done

    async def go_on(
        self, who: Who, second: Means, address: str, request_id: str, session: AsyncClientSession
    ) -> tuple[str, Who]:
        """A session in the place of one, with what else was shown in it; see `in_session` and `admitted`."""
        await self.sessions.end(who.session, session)
        account = await self.get(who.account, session)
        return await self._begun(account, _with(who, second), address, request_id, who.opened_by, session)

    async def admit(
        self,
        account: Mapping[str, Any],
        means: Sequence[Means],
        address: str,
        request_id: str,
        *,
        opened_by: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> tuple[str, Who]:
        """Begin a session of whoever has shown by these means that the account is theirs, and note it.

        Its token, which is shown only here, and who it is; `opened_by` as in `Who`. Raises SignInRefused where what was
        shown does not hold any more: the account is another than it was then.
        """

        async def work(session: AsyncClientSession) -> tuple[str, Who]:
            same = {"_id": account["_id"], "active": True, "version": version_of(account)}
            # As it is now: a code may have been used up for it.
            now = await self.db.accounts.find_one_and_update(
                same, {"$inc": {"admissions": 1}}, return_document=ReturnDocument.AFTER, session=session
            )
            if now is None:
                raise SignInRefused()
            return await self._begun(now, means, address, request_id, opened_by or {}, session, **facts)

        return self.admitted(*await self.together(work))

    async def _begun(
        self,
        account: Document,
        means: Sequence[Means],
        address: str,
        request_id: str,
        opened_by: Mapping[str, str],
        session: AsyncClientSession,
        **facts: Any,
    ) -> tuple[str, Who]:
        begun = await self.sessions.begin(account, means, address, opened_by, session)
        facts |= {"means": [one.value for one in means], "address": address}
        await journal.tell(self.db, Action.SIGNED_IN, account["_id"], account["_id"], request_id, session, **facts)
        return begun

    def admitted(self, token: str, who: Who) -> tuple[str, Who]:
        """A session that has begun, and whose transaction is committed."""
        self.sessions.remember(token, who)
        metrics.SIGN_INS.labels("admitted").inc()
        return token, who

    async def sign_out(self, who: Who, request_id: str) -> None:
        """End the session of whoever asks."""
        await self.sessions.end(who.session)
        await journal.tell(self.db, Action.SIGNED_OUT, who.account, who.account, request_id)

    async def end_session(self, account: str, number: str, by: str, request_id: str) -> None:
        """End one session of an account, by the number that it is listed by. Raises UnknownSession."""
        await self.sessions.end_numbered(account, number)
        await self.note_end(account, by, request_id, number=number)

    async def end_sessions(self, account: str, by: str, request_id: str, *, besides: str = "") -> None:
        """End the sessions of an account."""
        await self.sessions.end_all(account, besides=besides)
        await self.note_end(account, by, request_id)

    async def note_end(self, account: str, by: str, request_id: str, **facts: Any) -> None:
        """Note that sessions have ended, and by whom."""
        await journal.tell(self.db, Action.SESSIONS_ENDED, account, by, request_id, **facts)

    async def confirm(self, account: Document, password: str, address: str, *, code: str = "") -> None:
        """That who is signed in knows the password, and has what a code comes from where one is given.

        Raises WrongPassword or, with a code, WrongProof, and SignInLocked as `sign_in` does.
        """
        attempt = await self._try(account["name_key"], account, address, "", twofold=bool(code))
        if not await self._judge(attempt, account, password, passwords.of_account(account["_id"]), code):
            raise WrongProof() if code else WrongPassword()

    async def _try(
        self, key: str, account: Document | None, address: str, device: str, *, twofold: bool = False
    ) -> Attempt:
        """Count a try at a name, which the account is of where there is one. Raises SignInLocked."""
        known = await self.devices.known(account, device)
        return await self.attempts.begin(key, address, device=known, twofold=twofold)

    async def _judge(
        self,
        attempt: Attempt,
        account: Document | None,
        password: str,
        asker: passwords.Asker,
        code: str = "",
    ) -> list[Means]:
        """What was shown by password and code, nothing where one of them is wrong. Raises Overloaded where nobody can
        tell now, and SignInLocked where too many codes were wrong."""
        try:
            right = await self.hasher.fits(account["hash"] if account else None, password, asker)
            # Looked at in any case: how long a refusal takes tells nobody that the password was right.
            second = self.factors.judged(account, code) if code else None
            means = [Means.PASSWORD] if account and right else []
            if code:
                await self.attempts.begin_code(attempt, bool(means))
            if account and means and code:
                means = [*means, second] if second and await self.factors.use(account, code) else []
        except SignInLocked:
            raise
        except BaseException:
            await self.attempts.give_back(attempt)
            raise
        if not means:
            metrics.SIGN_INS.labels("refused").inc()
        elif account and account.get("second_factor") and SECOND.isdisjoint(means):
            # Half of what is asked for neither fails nor forgives: else whoever knows it would try codes for ever.
            await self.attempts.give_back(attempt)
        else:
            await self.attempts.succeeded(attempt)
        return means

    async def create(self, wish: Mapping[str, Any], password: str, by: str, request_id: str) -> Document:
        """A new account that holds at once: of the first administrators, whom nobody else could approve.

        Raises InvalidFields and AccountNameTaken. The password was looked at before.
        """
        standing = {name: wish.get(name) for name in STANDING} | {"active": True}
        check_roles(standing)
        account = new_account(wish["name"], await self.hasher.hash(password, passwords.of_account(by))) | standing

        async def work(session: AsyncClientSession) -> None:
            await self.db.accounts.insert_one(account, session=session)
            await journal.tell(self.db, Action.CREATED, account["_id"], by, request_id, session, roles=account["roles"])

        try:
            await self.together(work)
        except DuplicateKeyError as taken:
            raise name_taken(taken) from None
        return account

    async def get(self, account_id: str, session: AsyncClientSession | None = None) -> Document:
        """The account. Raises UnknownAccount."""
        account = await self.db.accounts.find_one({"_id": account_id}, session=session)
        if account is None:
            raise UnknownAccount()
        return account

    async def disable(self, account: Document, by: str, request_id: str, session: AsyncClientSession) -> None:
        """Nobody signs in to it any more, and its sessions end. Raises LastAdministrator."""
        await self.guard(session)
        await self.db.accounts.update_one(
            {"_id": account["_id"]},
            {"$set": {"active": False, "changed_at": clock.now()}, "$inc": {"version": 1}},
            session=session,
        )
        await self.must_leave_administrators(account, account | {"active": False}, session)
        await self.sessions.end_all(account["_id"], session=session)
        await journal.tell(self.db, Action.CHANGED, account["_id"], by, request_id, session, fields=["active"])

    async def guard(self, session: AsyncClientSession) -> None:
        """All who give power or take it away write the same document, so that two cannot each leave the other out."""
        await self.db.guards.update_one(
            {"_id": "administrators"}, {"$inc": {"changes": 1}}, upsert=True, session=session
        )

    async def must_leave_administrators(
        self, before: Mapping[str, Any], after: Mapping[str, Any], session: AsyncClientSession
    ) -> None:
        """Raises LastAdministrator where nobody would be left who is what this account was."""
        for role in sorted(_administers(before) - _administers(after)):
            if not await self.db.accounts.find_one({"roles": role, "active": True}, session=session):
                raise LastAdministrator()

    async def check_identity(self, account: Mapping[str, Any], session: AsyncClientSession) -> None:
        """Raises IdentityTaken where another account is linked to whom the issuer knows this one's owner as."""
        identity = account.get("identity")
        if identity is None:
            return
        same = {f"identity.{name}": identity[name] for name in ("issuer", "subject")}
        if await self.db.accounts.find_one({**same, "_id": {"$ne": account["_id"]}}, {"_id": 1}, session=session):
            raise IdentityTaken()

    async def check_person(self, account: Mapping[str, Any], session: AsyncClientSession) -> None:
        """Raises InvalidFields where one person would be two of the three administrators, or one and an officer.

        What somebody does about themselves, as the cadre that they are, stays theirs in an account of its own.
        """
        same = [{name: account[name]} for name in PERSON if account.get(name)]
        if not same:
            return
        where = {"$or": same, "_id": {"$ne": account["_id"]}, "active": True}
        others = await self.db.accounts.find(where, {"roles": 1}, session=session).to_list(None)
        together = {*account["roles"], *(role for one in others for role in one["roles"])} - {CADRE.name}
        if len(together) > 1 and together & ADMINISTRATORS:
            zh = "此人已有担任其他角色的账号；三员不得由一人兼任，也不得兼任业务角色；同名的请在姓名后注明单位"
            en = "This person has an account of another role; none of the three administrators is anything else besides"
            raise InvalidFields(errors=[field_error("/person", "not-apart", zh, en)])

    async def set_password(self, who: Who, account: Document, password: str, request_id: str) -> None:
        """A password of one's own; every other session ends and a lockout is lifted. It was looked at before.

        Raises NotSignedIn.
        """
        hashed = await self.hasher.hash(password, passwords.of_account(account["_id"]))

        async def work(session: AsyncClientSession) -> None:
            await self.db.accounts.update_one(
                {"_id": account["_id"]},
                {
                    "$set": {"hash": hashed, "changed_at": clock.now()},
                    "$unset": dict.fromkeys(_MADE_BY_OTHERS, ""),
                    "$push": former(account),
                    "$inc": {"version": 1},
                },
                session=session,
            )
            await self.sessions.end_all(account["_id"], besides=who.session, session=session)
            await journal.tell(self.db, Action.PASSWORD_SET, account["_id"], account["_id"], request_id, session)

        await self.in_session(who, work)
        await self.attempts.forget(account["name_key"])

    async def must_be_new(self, account: Document, password: str, pointer: str) -> None:
        """Raises PasswordTooWeak for the present password, and for one of those before it; TooManyRequests where the
        owner has tried too many, as each look takes time."""
        await self.attempts.begin_change(account["name_key"])
        for stored in (account["hash"], *account.get("former", ())):
            if await self.hasher.fits(stored, password, passwords.of_account(account["_id"])):
                raise passwords.used_before(pointer)

    async def together(self, work: Callable[[AsyncClientSession], Awaitable[T]]) -> T:
        """Do it in one transaction."""
        async with self.db.client.start_session() as session:
            done: T = await session.with_transaction(work)
            return done


def _with(who: Who, second: Means) -> list[Means]:
    """By what somebody has shown who they are, with what they have shown now."""
    return [*(Means(one) for one in who.means if one != second), second]


def version_of(account: Mapping[str, Any]) -> Any:
    """By what it is known that nothing was decided of an account since it was read."""
    return account.get("version")


def key_of(name: str) -> str:
    """What a name is found by, in whichever width and case it is written."""
    return unicodedata.normalize("NFKC", name).casefold()


def looks_of(name: str) -> str:
    """What a name looks like: the same for names that are mistaken for each other (of UTS 39, what names here hold)."""
    return key_of(name).translate(_LOOK_ALIKE).replace("rn", "m").replace("vv", "w")


def name_taken(taken: DuplicateKeyError) -> AccountNameTaken | NameLooksAlike:
    """What refuses an account, by the index that did."""
    return NameLooksAlike() if _LOOKS in (taken.details or {}).get("keyPattern", ()) else AccountNameTaken()


def new_account(name: str, hashed: str) -> Document:
    """An account that is nobody's and may nothing."""
    now = clock.now()
    return {
        "_id": new_id("acc"),
        "name": name,
        "name_key": key_of(name),
        "looks": looks_of(name),
        **dict.fromkeys(STANDING),
        "roles": [],
        "active": False,
        "version": 1,
        "hash": hashed,
        "created_at": now,
        "changed_at": now,
    }


def former(account: Mapping[str, Any]) -> Document:
    """What is pushed as an account gets another password: the present one, which is not taken again for some time."""
    return {"former": {"$each": [account["hash"]], "$slice": 1 - passwords.REMEMBERED}}


async def same_person(
    db: AsyncDatabase[Document], account: Mapping[str, Any], session: AsyncClientSession | None = None
) -> set[str]:
    """This account, and others of the same person: by the file that they are bound to, or by the name."""
    same = [{name: account[name]} for name in PERSON if account.get(name)]
    others = await db.accounts.find({"$or": same}, {"_id": 1}, session=session).to_list(None) if same else []
    return {account["_id"], *(one["_id"] for one in others)}


def check_roles(standing: Mapping[str, Any]) -> None:
    """Raises InvalidFields for roles without their binding, and for an administrator who is anything else besides."""
    roles = set(standing["roles"])
    errors = [
        field_error(f"/{role.needs}", "required", f"角色“{role.zh}”须绑定", f"The role {name} needs this binding")
        for name in standing["roles"]
        if (role := ROLES[name]).needs and not standing.get(role.needs)
    ]
    if len(roles) > 1 and (alone := sorted(roles & ADMINISTRATORS)):
        names = "、".join(ROLES[name].zh for name in alone)
        zh = f"{names}不得与其他角色并存于一个账号"
        en = f"An account with the role {', '.join(alone)} has no other role"
        errors.append(field_error("/roles", "not-apart", zh, en))
    if errors:
        raise InvalidFields(errors=errors)


def _administers(account: Mapping[str, Any]) -> frozenset[str]:
    return ADMINISTRATORS.intersection(account["roles"]) if account["active"] else frozenset()


def _kept_password(path: str, password: str) -> str:
    if not path:
        return password
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password + "\n")
    except FileExistsError:
        return Path(path).read_text().strip() or password
    return password


def _asker(account: Mapping[str, Any] | None, attempt: Attempt, address: str) -> passwords.Asker:
    """For whom a password that signs in is hashed: whose device it is, else whoever is at the address."""
    if account is not None and attempt.of_device:
        return passwords.of_account(account["_id"])
    return passwords.Asker(address, attempt.known)
