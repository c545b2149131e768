"""That it is the owner who asks (本人确认), shown anew for what whoever has stolen a session must not do.

The password is given anew. Of an account with a second factor, what adds, replaces or removes one wants that factor as
well, whichever kind the owner has at hand: a code of the authenticator, a recovery code, or a passkey (ADR 0063).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gateway import passwords
from gateway.account_passkeys import WrongPasskey
from gateway.problems import SignInLocked, WrongPassword, WrongProof
from servicekit.errors import Invalid, field_error
from servicekit.schema import Schema, fields, validate

if TYPE_CHECKING:
    from gateway.request import Request


class FactorNotShown(Invalid):
    """The account has a second factor, and the request shows the password alone."""

    code = "factor-not-shown"
    zh = "该账号已设置双因素，须同时出示"
    en = "The account has a second factor; show it as well"
    advice_zh = "请同时提供动态口令、恢复码或通行密钥中的一种；都已遗失的，由管理员提出并经另一名管理员批准解除双因素。"
    advice_en = (
        "Give a code of the authenticator, a recovery code, or a passkey begun with POST /v1/session/passkey. Whoever "
        "has lost all of them has two administrators take the second factor away."
    )


class Password(Schema):
    """That it is the owner who asks."""

    current_password = fields.Secret(
        required=True, validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "本人密码"}
    )


class ShownPasskey(Schema):
    """What the browser was given by the authenticator (its `toJSON()`), and the ticket from the beginning."""

    ticket = fields.Secret(
        required=True, validate=validate.Length(1, 200), metadata={"zh": "凭条", "example": "example"}
    )
    credential = fields.Dict(
        required=True,
        metadata={
            "zh": "浏览器返回的凭据",
            "example": {"id": "AQ", "rawId": "AQ", "type": "public-key", "response": {"clientDataJSON": "e30"}},
        },
    )


def code_field(**how: Any) -> fields.Secret:
    """A code of an authenticator, or a recovery code."""
    return fields.Secret(
        validate=validate.Length(1, 40), metadata={"zh": "动态口令或恢复码", "example": "417203"}, **how
    )


class Proof(Password):
    """That it is the owner who asks, by the password and, where the account has one, the second factor."""

    code = code_field(load_default=None, allow_none=True)
    passkey = fields.Nested(
        ShownPasskey, load_default=None, allow_none=True, metadata={"zh": "通行密钥的出示，可代替验证码"}
    )


UNLOGGED = ("current_password", "code", "passkey")
"""Fields of a proof, which leave no trace."""
NOT_PROVEN = (FactorNotShown, WrongPassword, WrongProof, WrongPasskey, SignInLocked)
"""By what a proof is refused."""
SHOWN_TOO = (
    "Of an account with a second factor that is shown as well: a `code` of the authenticator or a recovery code, or a "
    "`passkey`, for options and a ticket of `POST /v1/session/passkey`."
)


async def confirmed(inner: Request, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The account of whoever asks, who has shown the present password. Raises WrongPassword and SignInLocked."""
    accounts = inner.core.accounts
    account = await accounts.get(inner.who.account)
    await accounts.confirm(account, wish["current_password"], inner.address)
    return account


async def proven(inner: Request, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The account of whoever asks, who has shown the password, and the second factor where there is one.

    Raises FactorNotShown, WrongPassword, WrongProof, WrongPasskey and SignInLocked.
    """
    accounts = inner.core.accounts
    account = await accounts.get(inner.who.account)
    password, code, passkey = wish["current_password"], wish["code"], wish["passkey"]
    if not account.get("second_factor"):
        await accounts.confirm(account, password, inner.address)
    elif code:
        await accounts.confirm(account, password, inner.address, code=code)
    elif passkey:
        await accounts.confirm(account, password, inner.address)
        await inner.core.passkeys.show(account, passkey["ticket"], passkey["credential"])
    else:
        zh, en = "须填写动态口令或恢复码，或出示通行密钥", "A code, or `passkey`, is needed"
        raise FactorNotShown(errors=[field_error("/code", "required", zh, en)])
    return account
