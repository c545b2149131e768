"""Signing in with the city's identity provider (统一身份认证登录): rows, schemas and the handlers behind them.

The platform has no pages: whoever calls sends a browser to `authorization_url`, and brings back what the browser was
given, with the ticket that it got at the beginning. What another has begun, or brought back once already, opens
nothing. What is kept meanwhile are two fingerprints; code verifier and nonce are made of the ticket.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway import journal, metrics, oauth
from gateway.accounts import Accounts
from gateway.journal import Action
from gateway.media import FORM
from gateway.oauth import InvalidRequest
from gateway.oidc import Identity, Issuer, IssuerAway, SignedOut, Untrusted
from gateway.problems import SignInRefused
from gateway.route import UNKEPT, Answer, GatewayRequest, Route, Scope, in_full
from gateway.session_rows import NO_ENTRY, SessionOut, begun
from gateway.sessions import Means, Who
from gateway.tickets import fingerprint, made_of, new_ticket
from servicekit import clock
from servicekit.errors import Forbidden, NotFound, Problem
from servicekit.schema import Schema, fields, load, present, validate
from servicekit.signing import base64url

Document = dict[str, Any]
log = logging.getLogger(__name__)
LASTS = timedelta(minutes=10)
"""How long somebody may take to sign in at the issuer."""
_LONGEST = 4096


class NotOffered(NotFound):
    """No identity provider is configured."""

    code = "oidc/not-offered"
    zh = "未接入统一身份认证"
    en = "No identity provider is configured"


class IdentityRefused(Problem):
    """What was brought back opens nothing: it is of no sign-in that was begun here, was used, or is not vouched for."""

    code = "oidc/refused"
    status = 401
    zh = "统一身份认证登录未通过"
    en = "The identity provider's answer opens nothing"
    advice_zh = "请重新登录。"
    advice_en = "Begin to sign in anew."


class NotLinked(Forbidden):
    """The issuer knows who it is, and no account here is theirs."""

    code = "oidc/not-linked"
    zh = "该身份未关联账号"
    en = "No account is linked to this identity"
    advice_zh = "请联系系统管理员，将本人的统一身份标识关联到账号。"
    advice_en = "Have an administrator link the subject to your account."


class OidcSignIn:
    """Begins and ends a sign-in by way of the issuer."""

    def __init__(self, issuer: Issuer | None, accounts: Accounts) -> None:
        self._issuer = issuer
        self._accounts = accounts
        self._db: AsyncDatabase[Document] = accounts.db

    @property
    def issuer(self) -> Issuer:
        """Whom to ask. Raises NotOffered."""
        if self._issuer is None:
            raise NotOffered()
        return self._issuer

    async def prepare(self) -> None:
        """Create the indexes by which what was begun, and what was used, goes when its time is over."""
        for kept in (self._db.oidc_sign_ins, self._db.oidc_sign_outs):
            await kept.create_index("expires_at", expireAfterSeconds=0, name="expires_at")

    async def stop(self) -> None:
        """Close the connections to the issuer."""
        if self._issuer is not None:
            await self._issuer.stop()

    async def begin(self) -> tuple[str, str, datetime]:
        """Where to send the browser, the ticket that belongs to it, and until when. Raises NotOffered, IssuerAway."""
        ticket, state = new_ticket(), new_ticket()
        address = await self.issuer.address(state, _of(ticket, "nonce"), _of(ticket, "verifier"))
        until = clock.now() + LASTS
        kept = {"_id": fingerprint(state), "ticket": fingerprint(ticket), "expires_at": until}
        await self._db.oidc_sign_ins.insert_one(kept)
        return address, ticket, until

    async def complete(
        self, code: str, state: str, ticket: str, said_issuer: str | None, address: str, request_id: str
    ) -> tuple[str, Who]:
        """A session of the account that is linked to whoever signed in at the issuer.

        Raises NotOffered, IdentityRefused, NotLinked and IssuerAway.
        """
        issuer = self.issuer
        if not await self._is_taken(state, ticket):
            await self._refuse("nothing of the kind was begun here", address, request_id)
        try:
            who = await issuer.identity(code, _of(ticket, "verifier"), _of(ticket, "nonce"), said_issuer)
        except Untrusted as reason:
            await self._refuse(str(reason), address, request_id)
            raise
        account = await self._linked(who)
        if account is None:
            metrics.SIGN_INS.labels("refused").inc()
            await self._note(NotLinked.code, "no account is linked", address, request_id, identity=who.subject)
            raise NotLinked(subject=who.subject)
        means = [Means.ISSUER, *([Means.ISSUER_FACTOR] if who.second_factor else [])]
        return await self._accounts.admit(account, means, address, request_id, opened_by=_opened_by(who))

    async def signed_out(self, token: str, address: str, request_id: str) -> None:
        """End the sessions that a sign-in at the issuer has opened, as its logout token says; a token counts once.

        Raises NotOffered, InvalidRequest and IssuerAway.
        """
        try:
            told = await self.issuer.signed_out(token)
            await self._end(told, request_id)
        except (Untrusted, DuplicateKeyError) as wrong:
            reason = str(wrong) if isinstance(wrong, Untrusted) else "the token has been used"
            log.warning("a logout token was refused: %s (%s)", reason, request_id)
            await self._note(InvalidRequest.code, reason, address, request_id)
            raise InvalidRequest() from None

    async def _end(self, told: SignedOut, request_id: str) -> None:
        async def work(session: AsyncClientSession) -> None:
            await self._db.oidc_sign_outs.insert_one(_used(told), session=session)
            for account in await self._accounts.sessions.end_opened_by(_opened_by(told), session):
                await journal.tell(self._db, Action.IDENTITY_SIGNED_OUT, account, told.issuer, request_id, session)

        await self._accounts.together(work)
        self._accounts.sessions.forget()

    async def _is_taken(self, state: str, ticket: str) -> bool:
        """Whether this was begun here, by who has the ticket, and is brought back for the first time."""
        begun = {"_id": fingerprint(state), "ticket": fingerprint(ticket), "expires_at": {"$gt": clock.now()}}
        return await self._db.oidc_sign_ins.find_one_and_delete(begun) is not None

    async def _linked(self, who: Identity) -> Document | None:
        """The account that an administrator has linked: by issuer and subject, never by a name or an address."""
        linked = {"identity.issuer": who.issuer, "identity.subject": who.subject, "active": True}
        found: Document | None = await self._db.accounts.find_one(linked)
        return found

    async def _refuse(self, reason: str, address: str, request_id: str) -> None:
        log.warning("a sign-in by the identity provider was refused: %s (%s)", reason, request_id)
        metrics.SIGN_INS.labels("refused").inc()
        await self._note(IdentityRefused.code, reason, address, request_id)
        raise IdentityRefused()

    async def _note(self, code: str, reason: str, address: str, request_id: str, **facts: str) -> None:
        told: Document = {"code": code, "reason": reason, "address": address, **facts}
        by = journal.NOBODY
        refused = journal.entry(Action.IDENTITY_REFUSED, self.issuer.told.issuer, by, request_id, **told)
        await self._accounts.trail.note_refusal(refused)


def _used(told: SignedOut) -> Document:
    """What is kept of a logout token, so that it counts once, until its time is over."""
    return {"_id": fingerprint(f"{told.issuer}\n{told.id}"), "expires_at": told.until}


def _opened_by(who: Identity | SignedOut) -> dict[str, str]:
    """What sessions say of the sign-in at the issuer that has opened them, as far as it is told."""
    told = {"identity": who.subject, "issuer_session": who.session}
    return {name: fingerprint(f"{who.issuer}\n{value}") for name, value in told.items() if value is not None}


def _of(ticket: str, purpose: str) -> str:
    return base64url(made_of(ticket, purpose))


class IssuerOut(Schema):
    """The identity provider by which one may sign in, and out."""

    issuer = fields.String(required=True, metadata={"zh": "认证平台"})
    sign_out_url = fields.String(required=True, allow_none=True, metadata={"zh": "在认证平台退出的地址；没有的为空"})


class BegunOut(Schema):
    """Where to send the browser; whoever has begun keeps the ticket until it comes back."""

    authorization_url = fields.String(required=True, metadata={"zh": "在认证平台登录的地址"})
    ticket = fields.Secret(required=True, metadata={"zh": "登录凭条，完成登录时出示，勿交他人"})
    expires_at = fields.DateTime(required=True, metadata={"zh": "凭条有效期至"})


def _brought(zh: str, **options: Any) -> fields.Secret:
    return fields.Secret(validate=validate.Length(1, _LONGEST), metadata={"zh": zh}, **options)


class CompleteSignIn(Schema):
    """What the browser was given by the issuer, and the ticket from the beginning."""

    code = _brought("授权码", required=True)
    state = _brought("状态参数", required=True)
    ticket = _brought("登录凭条", required=True)
    iss = _brought("认证平台返回的标识，有则原样填写", load_default=None, allow_none=True)


class SignOutByIssuer(Schema):
    """What the issuer says of sessions that are over (OpenID Connect Back-Channel Logout 1.0, 2.5)."""

    logout_token = _brought("退出令牌", required=True)


async def show_issuer(request: GatewayRequest) -> Answer:
    """Which identity provider there is."""
    issuer = in_full(request).core.oidc.issuer
    return Answer(present(IssuerOut, {"issuer": issuer.told.issuer, "sign_out_url": await issuer.way_out()}))


async def begin_sign_in(request: GatewayRequest) -> Answer:
    """Begin to sign in by way of the identity provider."""
    load(Schema, request.params)
    address, ticket, until = await in_full(request).core.oidc.begin()
    shown = {"authorization_url": address, "ticket": ticket, "expires_at": until}
    return Answer(present(BegunOut, shown), headers=UNKEPT)


async def complete_sign_in(request: GatewayRequest) -> Answer:
    """Begin a session with what the browser brought back."""
    wish = load(CompleteSignIn, request.params)
    token, who = await in_full(request).core.oidc.complete(
        wish["code"], wish["state"], wish["ticket"], wish["iss"], request.address, request.request_id
    )
    return await begun(in_full(request), SessionOut, token, who)


async def sign_out_by_issuer(request: GatewayRequest) -> Answer:
    """The issuer says that somebody has signed out there."""
    inner = in_full(request)
    try:
        sent = oauth.form(request.header("content-type"), await request.read())
        if "logout_token" not in sent:
            raise InvalidRequest("缺少退出令牌", "logout_token is missing")
        await inner.core.oidc.signed_out(sent["logout_token"], request.address, request.request_id)
    except InvalidRequest as refusal:
        return oauth.refused(refusal, request.language, inner.path, request.request_id)
    return Answer({}, headers=UNKEPT)


_ISSUER = {"issuer": "https://login.example.gov.cn", "sign_out_url": "https://login.example.gov.cn/logout"}
_BEGUN = {
    "authorization_url": "https://login.example.gov.cn/authorize?response_type=code&client_id=cadre",
    "ticket": "example",
    "expires_at": "2026-01-05T01:10:00Z",
}

# fmt: off
ROWS = [
    Route.local("GET", "/session/oidc", show_issuer, query=Schema, answer=IssuerOut, scope=Scope.PUBLIC, tag="session",
        zh="统一身份认证平台", en="The identity provider", problems=[NotOffered, IssuerAway], answer_example=_ISSUER,
        description="To sign out of both, end the session here and send the browser to `sign_out_url`."),
    Route.local("POST", "/session/oidc", begin_sign_in, body=Schema, answer=BegunOut, scope=Scope.PUBLIC,
        tag="session", zh="开始统一身份认证登录", en="Begin to sign in by the identity provider", put_right=NO_ENTRY,
        body_limit=4096, problems=[NotOffered, IssuerAway], answer_example=_BEGUN,
        description="Authorization code with PKCE (OpenID Connect): send a browser to `authorization_url`, keep the "
        "ticket, and complete with what the issuer gives the browser."),
    Route.local("POST", "/session/oidc/completion", complete_sign_in, body=CompleteSignIn, answer=SessionOut,
        status=201, scope=Scope.PUBLIC, tag="session", zh="完成统一身份认证登录",
        en="Sign in with what the identity provider gave", put_right=NO_ENTRY, body_limit=16_384,
        example={"code": "example", "state": "example", "ticket": "example"},
        problems=[NotOffered, IdentityRefused, NotLinked, SignInRefused, IssuerAway],
        description="Of the account that an administrator has linked to issuer and subject; once, within ten minutes."),
    Route.local("POST", "/session/oidc/back-channel-logout", sign_out_by_issuer, body=SignOutByIssuer, answer=Schema,
        scope=Scope.PUBLIC, raw=True, content_types=(FORM,), body_limit=16_384, tag="session",
        zh="统一身份认证通知退出", en="The identity provider says that somebody has signed out", put_right=NO_ENTRY,
        unlogged=("logout_token",), refuses_in=("application/json",), answer_example={},
        problems=[NotOffered, InvalidRequest, IssuerAway],
        description="For the issuer alone (OpenID Connect Back-Channel Logout 1.0): its logout token ends the sessions "
        "that this subject, or this session at the issuer, has opened here. A token counts once."),
]  # fmt: skip
