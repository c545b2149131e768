"""Passkeys (通行密钥): signing in by them, and one's own; rows, schemas and the handlers behind them."""

from __future__ import annotations

from typing import Any

from gateway.account_passkeys import (
    LASTS,
    MOST,
    BadPasskey,
    LastFactor,
    NotOffered,
    PasskeyKnown,
    PasskeyRefused,
    TooManyPasskeys,
    UnknownPasskey,
)
from gateway.problems import SignInRefused
from gateway.proofs import NOT_PROVEN, SHOWN_TOO, UNLOGGED, Proof, ShownPasskey, proven
from gateway.route import UNKEPT, Answer, GatewayRequest, Lacks, Route, Scope, in_full
from gateway.second_factor import PASSKEYS
from gateway.session_rows import NO_ENTRY, SESSION, FactorSetOut, SessionOut, begun
from servicekit.forms import text
from servicekit.schema import Id, Schema, fields, load, present

_LONGEST = 16_384
"""Bytes of a body that holds what an authenticator said."""


class PasskeyOptionsOut(Schema):
    """What a browser is given to ask an authenticator by, as it reads JSON (`PublicKeyCredential.parse…FromJSON`).

    Whoever has begun keeps the ticket until it has answered.
    """

    options = fields.Dict(
        required=True,
        metadata={
            "zh": "交给浏览器的参数",
        },
    )
    ticket = fields.Secret(required=True, allow_none=True, metadata={"zh": "凭条，完成时出示，勿交他人"})
    expires_at = fields.DateTime(required=True, metadata={"zh": "凭条有效期至"})


class AddPasskey(ShownPasskey):
    """The same of a new passkey, and what its owner calls it."""

    name = text("名称，便于本人辨认", 40, required=True, metadata={"example": "办公室电脑"})


class PasskeyOut(Schema):
    """One of one's own passkeys."""

    id = fields.String(required=True, metadata={"zh": "通行密钥编号"})
    name = fields.String(required=True, metadata={"zh": "名称"})
    made_at = fields.AwareDateTime(required=True, metadata={"zh": "登记时间"})
    last_used_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "最近登录；未用过的为空"})


class PasskeysOut(Schema):
    """One's own passkeys, the oldest first."""

    items = fields.List(fields.Nested(PasskeyOut), required=True)


class RemovePasskey(Proof):
    """Which passkey, and that it is the owner who asks."""

    passkey_id = Id(metadata={"zh": "通行密钥"})


async def begin_sign_in(request: GatewayRequest) -> Answer:
    """Begin to sign in by a passkey."""
    load(Schema, request.params)
    return _options(*await in_full(request).core.passkeys.begin())


async def complete_sign_in(request: GatewayRequest) -> Answer:
    """Begin a session with what the authenticator said."""
    wish, inner = load(ShownPasskey, request.params), in_full(request)
    token, who = await inner.core.passkeys.sign_in(
        wish["ticket"], wish["credential"], request.address, request.request_id
    )
    return await begun(inner, SessionOut, token, who)


async def list_passkeys(request: GatewayRequest) -> Answer:
    """One's own passkeys."""
    inner = in_full(request)
    account = await inner.core.accounts.get(inner.who.account)
    return Answer(present(PasskeysOut, {"items": account.get(PASSKEYS, [])}))


async def begin_passkey(request: GatewayRequest) -> Answer:
    """Begin to make a passkey."""
    inner = in_full(request)
    account = await proven(inner, load(Proof, request.params))
    return _options(*await inner.core.passkeys.begin_making(account, inner.who.session))


async def add_passkey(request: GatewayRequest) -> Answer:
    """A passkey of one's own; this session goes on under a new token, which has shown it."""
    wish, inner = load(AddPasskey, request.params), in_full(request)
    token, who, codes = await inner.core.passkeys.make(
        inner.who, wish["ticket"], wish["credential"], wish["name"], request.address, request.request_id
    )
    return await begun(inner, FactorSetOut, token, who, recovery_codes=codes)


async def remove_passkey(request: GatewayRequest) -> Answer:
    """Remove a passkey of one's own."""
    wish, inner = load(RemovePasskey, request.params), in_full(request)
    await proven(inner, wish)
    await inner.core.passkeys.remove(inner.who, wish["passkey_id"], request.request_id)
    return Answer(status=204)


def _options(options: dict[str, Any], ticket: str, until: Any) -> Answer:
    shown = present(PasskeyOptionsOut, {"options": options, "ticket": ticket, "expires_at": until})
    return Answer(shown, headers=UNKEPT, kept=shown | {"ticket": None})


_WITHIN = f"Within {LASTS.total_seconds() / 60:.0f} minutes"
_OPTIONS = {
    "options": {"challenge": "example", "rpId": "cadre.example.gov.cn", "userVerification": "required"},
    "ticket": "example",
    "expires_at": "2026-01-05T01:05:00Z",
}
_ANSWERED = {"ticket": "example", "credential": {"id": "AQ", "rawId": "AQ", "type": "public-key", "response": {}}}
_PASSKEY = {
    "id": "pky-01j9x3e7qk",
    "name": "办公室电脑",
    "made_at": "2026-01-05T01:00:00Z",
    "last_used_at": "2026-01-06T01:00:00Z",
}
_PHRASE = {"current_password": "a long phrase that I remember"}

# fmt: off
ROWS = [
    Route.local("POST", "/session/passkey", begin_sign_in, body=Schema, answer=PasskeyOptionsOut, scope=Scope.PUBLIC,
        tag="session", zh="开始通行密钥登录", en="Begin to sign in by a passkey", put_right=NO_ENTRY, body_limit=4096,
        problems=[NotOffered], answer_example=_OPTIONS,
        description="Without a name: the authenticator knows whose passkeys it has. Give `options` to the browser, "
        "keep the ticket, and complete with what the browser gives."),
    Route.local("POST", "/session/passkey/completion", complete_sign_in, body=ShownPasskey, answer=SessionOut,
        status=201, scope=Scope.PUBLIC, tag="session", zh="完成通行密钥登录", en="Sign in by a passkey",
        put_right=NO_ENTRY, body_limit=_LONGEST, unlogged=("ticket", "credential"), location="/session",
        example=_ANSWERED, problems=[NotOffered, PasskeyRefused, SignInRefused],
        answer_example=SESSION | {"means": ["passkey"]},
        description=f"{_WITHIN}, once. It stands for password and second factor together."),
    Route.local("GET", "/session/passkeys", list_passkeys, answer=PasskeysOut, scope=Scope.SIGNED_IN, tag="session",
        zh="本人的通行密钥", en="One's own passkeys", without=(Lacks.FACTOR,), answer_example={"items": [_PASSKEY]}),
    Route.local("POST", "/session/passkeys/registration", begin_passkey, body=Proof, answer=PasskeyOptionsOut,
        scope=Scope.SIGNED_IN, tag="session", zh="开始登记通行密钥", en="Begin to make a passkey",
        without=(Lacks.FACTOR,), unlogged=UNLOGGED, example=_PHRASE, answer_example=_OPTIONS, description=SHOWN_TOO,
        problems=[NotOffered, *NOT_PROVEN, TooManyPasskeys], put_right=("begin_passkey",)),
    Route.local("POST", "/session/passkeys", add_passkey, body=AddPasskey, answer=FactorSetOut, status=201,
        scope=Scope.SIGNED_IN, tag="session", zh="登记通行密钥", en="Add a passkey", without=(Lacks.FACTOR,),
        unlogged=("ticket", "credential"), body_limit=_LONGEST, location="/session/passkeys",
        example=_ANSWERED | {"name": "办公室电脑"}, problems=[NotOffered, BadPasskey, PasskeyKnown, TooManyPasskeys],
        answer_example=SESSION | {"means": ["password", "passkey"], "recovery_codes": ["k3m9x-p2r7d-w8n4q"]},
        description=f"{_WITHIN}, once, in the session in which it was begun; up to {MOST} of an account. The first "
        "second factor of an account comes with recovery codes, and from then on the password alone opens nothing.",
        put_right=("remove_passkey",)),
    Route.local("POST", "/session/passkeys/{passkey_id}/removal", remove_passkey, body=RemovePasskey, status=204,
        scope=Scope.SIGNED_IN, tag="session", zh="移除通行密钥", en="Remove a passkey", unlogged=UNLOGGED,
        example=_PHRASE, problems=[UnknownPasskey, LastFactor, *NOT_PROVEN], put_right=("begin_passkey",),
        description="One that was lost, say: every other session of the account ends. With the last second factor its "
        f"recovery codes go; where a role needs one, the last stays until there is another. {SHOWN_TOO}"),
]  # fmt: skip
