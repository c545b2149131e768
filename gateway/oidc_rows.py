"""Signing in with the city's identity provider (统一身份认证登录): rows, schemas and the handlers behind them.

The platform has no pages: whoever calls sends a browser to `authorization_url`, and brings back what the browser was
given, with the ticket that it got at the beginning. What another has begun, or brought back once already, opens
nothing. What is kept meanwhile are two fingerprints; code verifier and nonce are made of the ticket.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from gateway import journal, metrics
from gateway.accounts import Accounts
from gateway.journal import Action
from gateway.oidc import Identity, Issuer, IssuerAway, Untrusted
from gateway.route import UNKEPT, Answer, GatewayRequest, Route, Scope, in_full
from gateway.session_rows import NO_ENTRY, SessionOut, begun
from gateway.sessions import Means, Who
from gateway.tickets import encoded, fingerprint, made_of, new_ticket
from servicekit import clock
from servicekit.errors import Forbidden, NotFound, Problem
from servicekit.schema import Schema, fields, load, present, validate

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
        """Create the index by which what was begun goes when its time is over."""
        await self._db.oidc_sign_ins.create_index("expires_at", expireAfterSeconds=0, name="expires_at")

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
            await self._note("no account is linked", address, request_id, identity=who.subject)
            raise NotLinked(subject=who.subject)
        means = [Means.ISSUER, *([Means.ISSUER_FACTOR] if who.second_factor else [])]
        return await self._accounts.admit(account, means, address, request_id)

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
        await self._note(reason, address, request_id)
        raise IdentityRefused()

    async def _note(self, reason: str, address: str, request_id: str, **facts: str) -> None:
        metrics.SIGN_INS.labels("refused").inc()
        told: Document = {"reason": reason, "address": address, **facts}
        by = journal.NOBODY
        await journal.tell(self._db, Action.IDENTITY_REFUSED, self.issuer.told.issuer, by, request_id, **told)


def _of(ticket: str, purpose: str) -> str:
    return encoded(made_of(ticket, purpose))


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
        problems=[NotOffered, IdentityRefused, NotLinked, IssuerAway],
        description="Of the account that an administrator has linked to issuer and subject; once, within ten minutes."),
]  # fmt: skip
