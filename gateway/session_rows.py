"""Sessions (会话): signing in and out, one's own password, and where else one is signed in; rows and their handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway import passwords
from gateway.accounts import UnknownAccount
from gateway.problems import PasswordTooWeak, SignInLocked, SignInRefused, WrongCode, WrongPassword
from gateway.proofs import NOT_PROVEN, SHOWN_TOO, UNLOGGED, Proof, code_field, confirmed, proven
from gateway.rights import ROLE_WORDS
from gateway.route import UNKEPT, Answer, GatewayRequest, Lacks, Route, Scope, in_full
from gateway.second_factor import NoSecondFactor, NothingToConfirm
from gateway.service_scopes import SCOPE_WORDS
from gateway.sessions import Means, UnknownSession, Who
from servicekit.lifecycle import words_of
from servicekit.operations import Stands
from servicekit.schema import Id, Schema, fields, load, present, validate

if TYPE_CHECKING:
    from gateway.request import Request


def _device() -> fields.Secret:
    return fields.Secret(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 200),
        metadata={"zh": "上次登录时返回的本机标识；他人试错导致锁定时凭此仍可登录"},
    )


class SignIn(Schema):
    """Name and password."""

    name = fields.String(required=True, validate=validate.Length(1, 64), metadata={"zh": "用户名", "example": "admin"})
    password = fields.Secret(
        required=True,
        validate=validate.Length(1, passwords.LONGEST),
        metadata={"zh": "密码", "example": "from the start-up"},
    )
    code = code_field(required=False, allow_none=True)
    device = _device()


class PasswordResetOut(Schema):
    """Who has had one's password set anew, and when."""

    at = fields.DateTime(required=True, metadata={"zh": "生效时间"})
    by = fields.String(required=True, metadata={"zh": "提出人"})
    approved_by = fields.String(required=True, metadata={"zh": "批准人"})


class SessionOut(Schema):
    """A session and its owner. The token is shown only where the session begins.

    What it lacks is done before anything else is answered: a code of the second factor is given, a password of one's
    own set, a second factor set up.
    """

    token = fields.String(allow_none=True, metadata={"zh": "令牌，仅登录时返回"})
    expires_at = fields.DateTime(required=True, metadata={"zh": "结束时间"})
    account_id = fields.String(required=True, metadata={"zh": "账号"})
    name = fields.String(required=True, metadata={"zh": "用户名"})
    roles = fields.List(fields.String(), required=True, metadata={"zh": "角色", "words": ROLE_WORDS})
    scopes = fields.List(
        fields.String(), required=True, metadata={"zh": "授权范围；不是服务账号的为空", "words": SCOPE_WORDS}
    )
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定单位"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定干部"})
    must_change_password = fields.Bool(required=True, metadata={"zh": "须先修改密码"})
    lacks = fields.List(
        fields.String(), required=True, metadata={"zh": "办理业务前须先完成的事项，依次", "words": words_of(Lacks)}
    )
    means = fields.List(fields.String(), required=True, metadata={"zh": "登录方式", "words": words_of(Means)})
    second_factor = fields.Bool(required=True, metadata={"zh": "是否已设置双因素"})
    recovery_codes_left = fields.Int(required=True, metadata={"zh": "剩余恢复码个数"})
    device = fields.Secret(required=True, allow_none=True, metadata={"zh": "本机标识，登录完成时返回"})
    password_reset = fields.Nested(
        PasswordResetOut, required=True, allow_none=True, metadata={"zh": "密码的重置；由本人设置的为空"}
    )


class ShowCode(Schema):
    """What the authenticator shows now, or a recovery code."""

    code = code_field(required=True)
    device = _device()


class FactorOut(Schema):
    """What an authenticator is told, shown only here; it holds once a code of it is confirmed."""

    secret = fields.Secret(required=True, allow_none=True, metadata={"zh": "密钥，手工录入用"})
    uri = fields.Secret(required=True, allow_none=True, metadata={"zh": "二维码内容"})


class ConfirmFactor(Schema):
    """A code that the authenticator shows now."""

    code = code_field(required=True)


class RecoveryCodesOut(Schema):
    """Codes for when the authenticator is lost, each good once; shown only here."""

    recovery_codes = fields.List(fields.Secret(), required=True, metadata={"zh": "恢复码，仅此一次"})


class FactorSetOut(SessionOut, RecoveryCodesOut):
    """The session that goes on, with a new token, and the recovery codes."""


class ChangePassword(Schema):
    """One's own new password."""

    current_password = fields.Secret(
        required=True, validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "原密码"}
    )
    new_password = fields.Secret(
        required=True, validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "新密码"}
    )


class OpenSessionOut(Schema):
    """A session that has not ended; a token is never shown again."""

    id = fields.String(required=True, metadata={"zh": "会话编号"})
    began_at = fields.AwareDateTime(required=True, metadata={"zh": "登录时间"})
    last_seen_at = fields.AwareDateTime(required=True, metadata={"zh": "最近使用时间，精确到分钟"})
    expires_at = fields.AwareDateTime(required=True, metadata={"zh": "最迟结束时间"})
    address = fields.String(required=True, metadata={"zh": "登录地址"})
    means = fields.List(fields.String(), required=True, metadata={"zh": "登录方式", "words": words_of(Means)})
    present = fields.Bool(required=True, metadata={"zh": "是否当前会话"})


class OpenSessionsOut(Schema):
    """Where an account is signed in, the newest first."""

    items = fields.List(fields.Nested(OpenSessionOut), required=True)


class SessionPath(Schema):
    """Which session of one's own."""

    session_id = Id(metadata={"zh": "会话编号"})


class SessionsOf(Schema):
    """Whose sessions."""

    account_id = Id(metadata={"zh": "账号"})


class SessionOf(SessionsOf, SessionPath):
    """Which session of whom."""


async def sign_in(request: GatewayRequest) -> Answer:
    """Begin a session."""
    wish = load(SignIn, request.params)
    core = in_full(request).core
    token, who = await core.accounts.sign_in(
        wish["name"],
        wish["password"],
        request.address,
        request.request_id,
        code=wish.get("code") or "",
        device=wish["device"] or "",
    )
    return await begun(in_full(request), SessionOut, token, who)


async def show_code(request: GatewayRequest) -> Answer:
    """Give a code of the second factor; the session goes on under a new token."""
    wish, inner = load(ShowCode, request.params), in_full(request)
    accounts = inner.core.accounts
    token, who = await accounts.show_code(
        inner.who, wish["code"], request.address, request.request_id, device=wish["device"] or ""
    )
    return await begun(inner, SessionOut, token, who)


async def begin_factor(request: GatewayRequest) -> Answer:
    """Begin to set up a second factor; what there is holds until the new one is confirmed."""
    inner = in_full(request)
    secret, uri = await inner.core.accounts.factors.begin(await proven(inner, load(Proof, request.params)))
    shown = {"secret": secret, "uri": uri}
    return Answer(shown, 201, location="/v1/session", headers=UNKEPT, kept=dict.fromkeys(shown))


async def confirm_factor(request: GatewayRequest) -> Answer:
    """From now on signing in needs a code; every other session ends, this one goes on under a new token."""
    wish, inner = load(ConfirmFactor, request.params), in_full(request)
    accounts = inner.core.accounts
    token, who, codes = await accounts.set_factor(inner.who, wish["code"], request.address, request.request_id)
    return await begun(inner, FactorSetOut, token, who, recovery_codes=codes)


async def new_recovery_codes(request: GatewayRequest) -> Answer:
    """Recovery codes in the place of those that are left."""
    inner = in_full(request)
    account = await proven(inner, load(Proof, request.params))
    codes = await inner.core.accounts.new_recovery_codes(inner.who, account, request.request_id)
    return Answer({"recovery_codes": codes}, 201, location="/v1/session", headers=UNKEPT, kept={"recovery_codes": []})


async def begun(inner: Request, schema: type[SessionOut], token: str, who: Who, **more: Any) -> Answer:
    """What a session is told as it begins; of that a repetition is told no secret."""
    accounts, device = inner.core.accounts, None
    if Lacks.CODE not in who.lacks:
        device = await accounts.devices.of(await accounts.get(who.account))
    shown = present(schema, _session(who, token) | {"device": device} | more)
    kept = shown | {"token": None, "device": None} | {name: [] for name in more}
    return Answer(shown, 201, location="/v1/session", headers=UNKEPT, kept=kept)


async def show_session(request: GatewayRequest) -> Answer:
    """Who am I."""
    return Answer(present(SessionOut, _session(in_full(request).who, None)))


async def sign_out(request: GatewayRequest) -> Answer:
    """End this session."""
    inner = in_full(request)
    await inner.core.accounts.sign_out(inner.who, request.request_id)
    return Answer(status=204)


async def change_password(request: GatewayRequest) -> Answer:
    """Change one's own password; every other session ends."""
    wish, inner = load(ChangePassword, request.params), in_full(request)
    accounts = inner.core.accounts
    account = await confirmed(inner, wish)
    await passwords.check(wish["new_password"], account["name"], "/new_password")
    await accounts.must_be_new(account, wish["new_password"], "/new_password")
    await accounts.set_password(inner.who, account, wish["new_password"], request.request_id)
    return Answer(status=204)


async def list_own(request: GatewayRequest) -> Answer:
    """Where one is signed in."""
    inner = in_full(request)
    return await _open(inner, inner.who.account)


async def end_own(request: GatewayRequest) -> Answer:
    """End one session of one's own."""
    inner, wish = in_full(request), load(SessionPath, request.params)
    await inner.core.accounts.end_session(inner.who.account, wish["session_id"], inner.who.account, request.request_id)
    return Answer(status=204)


async def end_others(request: GatewayRequest) -> Answer:
    """End every session of one's own but this one."""
    inner = in_full(request)
    await inner.core.accounts.end_sessions(
        inner.who.account, inner.who.account, request.request_id, besides=inner.who.session
    )
    return Answer(status=204)


async def list_of(request: GatewayRequest) -> Answer:
    """Where somebody is signed in."""
    wish, inner = load(SessionsOf, request.params), in_full(request)
    await inner.core.accounts.get(wish["account_id"])
    return await _open(inner, wish["account_id"])


async def end_of(request: GatewayRequest) -> Answer:
    """End one session of somebody."""
    wish, accounts = load(SessionOf, request.params), in_full(request).core.accounts
    await accounts.get(wish["account_id"])
    await accounts.end_session(wish["account_id"], wish["session_id"], request.principal.account, request.request_id)
    return Answer(status=204)


async def end_all_of(request: GatewayRequest) -> Answer:
    """End every session of somebody."""
    wish, accounts = load(SessionsOf, request.params), in_full(request).core.accounts
    await accounts.get(wish["account_id"])
    await accounts.end_sessions(wish["account_id"], request.principal.account, request.request_id)
    return Answer(status=204)


async def _open(inner: Request, account: str) -> Answer:
    found = await inner.core.sessions.of(account)
    shown = [
        {
            **one,
            # Of a session that an earlier release began neither is known.
            "address": one.get("address", ""),
            "means": one.get("means", []),
            "id": one["number"],
            "last_seen_at": one["last_seen"],
            "present": one["_id"] == inner.who.session,
        }
        for one in found
    ]
    return Answer(present(OpenSessionsOut, {"items": shown}))


def _session(who: Who, token: str | None) -> dict[str, Any]:
    return {
        "token": token,
        "expires_at": who.expires_at,
        "account_id": who.account,
        "name": who.name,
        "roles": list(who.roles) if who.scopes is None else [],
        "scopes": list(who.scopes or ()),
        "unit_id": who.unit_id,
        "cadre_id": who.cadre_id,
        "must_change_password": Lacks.OWN_PASSWORD in who.lacks,
        "lacks": list(who.lacks),
        "means": list(who.means),
        "second_factor": who.second_factor,
        "recovery_codes_left": who.recovery_codes,
        "device": None,
        "password_reset": who.password_reset,
    }


SESSION = {
    "token": "cad_2f9c41d07be84a6f5d3e",
    "expires_at": "2026-01-05T13:00:00Z",
    "account_id": "acc-01j9x3e7qk5zr0v4m8tgh2b6",
    "name": "li.officer",
    "roles": ["unit_officer"],
    "scopes": [],
    "unit_id": "unt-01j9x3e7qk5zr0v4m8tgh2b6",
    "cadre_id": None,
    "must_change_password": False,
    "password_reset": None,
    "lacks": [],
    "means": ["password", "totp"],
    "second_factor": True,
    "recovery_codes_left": 9,
    "device": None,
}
_OPEN = {
    "id": "ses-01j9x3e7qk",
    "began_at": "2026-01-05T01:00:00Z",
    "last_seen_at": "2026-01-05T03:12:00Z",
    "expires_at": "2026-01-05T13:00:00Z",
    "address": "192.0.2.17",
    "means": ["password"],
    "present": True,
}

FIRST_COUNTS = (
    "A password leaves no trace in the receipt: a repetition with the same Idempotency-Key may name another one, and "
    "the first counts."
)
NO_ENTRY = Stands("登录和退出不录入内容", "Signing in and out enters nothing")

# fmt: off
ROWS = [
    Route.local(
        "POST", "/session", sign_in, body=SignIn, answer=SessionOut, status=201, scope=Scope.PUBLIC, tag="session",
        zh="登录", en="Sign in", without=tuple(Lacks), problems=[SignInRefused, SignInLocked],
        body_limit=4096, answer_example=SESSION,
        example={"name": "admin", "password": "Kp3xT-9mWqe-Rt5Yu-aB7cD"}, unlogged=("password", "code", "device"),
        description=(
            "After five failures from an address a name is closed to it for a minute, then for longer, whether or not "
            "there is such an account; a hundred from anywhere close it to addresses where it was never signed in."
        ),
        put_right=NO_ENTRY,
    ),
    Route.local("GET", "/session", show_session, answer=SessionOut, scope=Scope.SIGNED_IN, tag="session", zh="当前会话",
        en="The present session", without=tuple(Lacks), for_machines=True, answer_example=SESSION | {"token": None}),
    Route.local("DELETE", "/session", sign_out, status=204, scope=Scope.SIGNED_IN, tag="session", zh="退出",
        en="Sign out", without=tuple(Lacks), for_machines=True, put_right=NO_ENTRY),
    Route.local("POST", "/session/code", show_code, body=ShowCode, answer=SessionOut, status=201, scope=Scope.SIGNED_IN,
        tag="session", zh="输入验证码", en="Give a code of the second factor", without=tuple(Lacks),
        unlogged=("code", "device"), example={"code": "417203"}, answer_example=SESSION, location="/session",
        description="Where a session lacks it. A code is good once; the session goes on under a new token.",
        problems=[WrongCode, SignInLocked], put_right=NO_ENTRY),
    Route.local("POST", "/session/second-factor", begin_factor, body=Proof, answer=FactorOut, status=201,
        scope=Scope.SIGNED_IN, tag="session", zh="开始设置双因素", en="Begin to set up a second factor",
        without=(Lacks.FACTOR,), unlogged=UNLOGGED, problems=NOT_PROVEN,
        description="Any authenticator takes the secret (TOTP, RFC 6238: SHA-1, six digits, 30 seconds). It stands in "
        f"the place of one that there is. {SHOWN_TOO}",
        example={"current_password": "a long phrase that I remember"}, location="/session",
        answer_example={"secret": "JBSWY3DPEHPK3PXP", "uri": "otpauth://totp/Cadre:li.officer?secret=JBSWY3DPEHPK3PXP"},
        put_right=("begin_factor",)),
    Route.local("POST", "/session/second-factor/confirmation", confirm_factor, body=ConfirmFactor, answer=FactorSetOut,
        status=201, scope=Scope.SIGNED_IN, tag="session", zh="确认双因素", en="Confirm a second factor",
        without=(Lacks.FACTOR,), unlogged=("code",), example={"code": "417203"}, location="/session",
        answer_example=SESSION | {"recovery_codes": ["k3m9x-p2r7d-w8n4q"]}, problems=[WrongCode, NothingToConfirm],
        put_right=("begin_factor",)),
    Route.local("POST", "/session/recovery-codes", new_recovery_codes, body=Proof, answer=RecoveryCodesOut,
        status=201, scope=Scope.SIGNED_IN, tag="session", zh="重新生成恢复码", en="Make recovery codes anew",
        unlogged=UNLOGGED, example={"current_password": "a long phrase that I remember"}, description=SHOWN_TOO,
        location="/session", answer_example={"recovery_codes": ["k3m9x-p2r7d-w8n4q"]},
        problems=[*NOT_PROVEN, NoSecondFactor], put_right=("new_recovery_codes",)),
    Route.local("POST", "/session/password", change_password, body=ChangePassword, status=204, scope=Scope.SIGNED_IN,
        tag="session", zh="修改本人密码", en="Change one's own password", unlogged=("current_password", "new_password"),
        description=FIRST_COUNTS, problems=[WrongPassword, SignInLocked, PasswordTooWeak],
        without=(Lacks.OWN_PASSWORD, Lacks.FACTOR),
        example={"current_password": "Kp3xT-9mWqe-Rt5Yu-aB7cD", "new_password": "a long phrase that I remember"},
        put_right=("change_password", "set_password")),
    Route.local("GET", "/sessions", list_own, answer=OpenSessionsOut, scope=Scope.SIGNED_IN, tag="session",
        zh="本人的会话", en="Where one is signed in", answer_example={"items": [_OPEN]}),
    Route.local("DELETE", "/sessions", end_others, status=204, scope=Scope.SIGNED_IN, tag="session",
        zh="结束本人的其他会话", en="End every other session of one's own", put_right=NO_ENTRY),
    Route.local("DELETE", "/sessions/{session_id}", end_own, body=SessionPath, status=204, scope=Scope.SIGNED_IN,
        tag="session", zh="结束本人的一个会话", en="End one session of one's own", problems=[UnknownSession],
        put_right=NO_ENTRY),
    Route.local("GET", "/accounts/{account_id}/sessions", list_of, query=SessionsOf, answer=OpenSessionsOut,
        right="accounts.sessions", tag="accounts", zh="查看账号的会话", en="Where an account is signed in",
        problems=[UnknownAccount], answer_example={"items": [_OPEN | {"present": False}]}),
    Route.local("DELETE", "/accounts/{account_id}/sessions", end_all_of, body=SessionsOf, status=204,
        right="accounts.sessions", tag="accounts", zh="结束账号的全部会话", en="End every session of an account",
        problems=[UnknownAccount], put_right=NO_ENTRY),
    Route.local("DELETE", "/accounts/{account_id}/sessions/{session_id}", end_of, body=SessionOf, status=204,
        right="accounts.sessions", tag="accounts", zh="结束账号的一个会话", en="End one session of an account",
        problems=[UnknownAccount, UnknownSession], put_right=NO_ENTRY),
]  # fmt: skip
