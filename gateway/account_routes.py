"""Signing in, and the management of accounts: rows, schemas and the handlers behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from gateway import passwords
from gateway.account_changes import ChangeWaits
from gateway.accounts import AccountNameTaken, LastAdministrator, UnknownAccount
from gateway.problems import PasswordTooWeak, SignInLocked, SignInRefused, WrongPassword
from gateway.rights import REACHES, ROLE_WORDS, ROLES
from gateway.route import Answer, GatewayRequest, Route, Scope
from gateway.service_scopes import SCOPE_WORDS
from servicekit import queries
from servicekit.errors import AboutOneself, InvalidFields
from servicekit.forms import among, among_ids, listed, text
from servicekit.operations import Stands
from servicekit.schema import Id, PageQuery, Schema, fields, load, page_of, present, validate
from servicekit.store import presented

if TYPE_CHECKING:
    from gateway.request import Request

_NAME = validate.Regexp(
    r"^[A-Za-z0-9_.@\-\u3400-\u4dbf\u4e00-\u9fff]{2,64}\Z",
    error="bad-name|用户名为 2 至 64 个英文字母、数字、汉字或 . _ @ -|2 to 64 letters, digits, . _ @ or -",
)
_BOUND = {"unit_id": "须绑定单位", "cadre_id": "须绑定干部"}
_ROLES = fields.List(
    listed(ROLE_WORDS, "角色"),
    required=True,
    validate=validate.Length(1, len(ROLES)),
    metadata={"zh": "角色", "example": ["unit_officer"]},
)


def _person() -> fields.String:
    return fields.String(
        allow_none=True,
        validate=validate.Length(1, 60),
        metadata={"zh": "使用人姓名：办理记录中显示；绑定干部的账号默认为干部姓名", "example": "虚构经办"},
    )


class SignIn(Schema):
    """Name and password."""

    name = fields.String(required=True, validate=validate.Length(1, 64), metadata={"zh": "用户名", "example": "admin"})
    password = fields.Secret(
        required=True,
        validate=validate.Length(1, passwords.LONGEST),
        metadata={"zh": "密码", "example": "from the start-up"},
    )


class AccountOut(Schema):
    """An account: who may sign in, with which roles, bound to which unit or person."""

    id = fields.String(required=True, metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    name = fields.String(required=True, metadata={"zh": "用户名"})
    person = fields.String(dump_default=None, allow_none=True, metadata={"zh": "使用人姓名"})
    roles = fields.List(fields.String(), required=True, metadata={"zh": "角色", "words": ROLE_WORDS})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定单位"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定干部"})
    active = fields.Bool(required=True, metadata={"zh": "是否启用"})
    change_id = fields.String(dump_default=None, allow_none=True, metadata={"zh": "等待审批的变更；没有的为空"})
    created_at = fields.DateTime(required=True, metadata={"zh": "创建时间"})
    changed_at = fields.DateTime(required=True, metadata={"zh": "最后修改时间"})


class NewAccountOut(AccountOut):
    """A new account, which may nothing until it is approved; half of a generated password is shown only here."""

    password = fields.Secret(allow_none=True, metadata={"zh": "生成的密码前半部分，仅此一次"})


class PasswordResetOut(Schema):
    """Who has had one's password set anew, and when."""

    at = fields.DateTime(required=True, metadata={"zh": "生效时间"})
    by = fields.String(required=True, metadata={"zh": "提出人"})
    approved_by = fields.String(required=True, metadata={"zh": "批准人"})


class SessionOut(Schema):
    """A session and its owner. The token is shown only where the session begins.

    With a password that others made nothing else is answered before its owner has set one.
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
    password_reset = fields.Nested(
        PasswordResetOut, required=True, allow_none=True, metadata={"zh": "密码的重置；由本人设置的为空"}
    )


class ChangePassword(Schema):
    """One's own new password."""

    current_password = fields.Secret(
        required=True, validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "原密码"}
    )
    new_password = fields.Secret(
        required=True, validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "新密码"}
    )


def _basis() -> fields.String:
    return text("事由，供审批", 500, load_default=None, allow_none=True, metadata={"example": "（示例）单位来函"})


class CreateAccount(Schema):
    """A new account; without the first half of a password one is generated and answered once."""

    name = fields.String(required=True, validate=_NAME, metadata={"zh": "用户名", "example": "li.officer"})
    password = fields.Secret(validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "初始密码前半部分"})
    basis = _basis()
    person = _person()
    roles = _ROLES
    unit_id = Id(required=False, allow_none=True, metadata={"zh": "绑定单位（单位管理员必填）"})
    cadre_id = Id(required=False, allow_none=True, metadata={"zh": "绑定干部（干部本人必填）"})


class ChangeAccount(Schema):
    """Whose it is, roles, bindings, or whether the account is active."""

    account_id = Id(metadata={"zh": "账号"})
    basis = _basis()
    person = _person()
    roles = fields.List(
        listed(ROLE_WORDS, "角色"),
        validate=validate.Length(1, len(ROLES)),
        metadata={"zh": "角色"},
    )
    unit_id = Id(required=False, allow_none=True, metadata={"zh": "绑定单位"})
    cadre_id = Id(required=False, allow_none=True, metadata={"zh": "绑定干部"})
    active = fields.Bool(metadata={"zh": "是否启用"})


class AccountPath(Schema):
    """Which account."""

    account_id = Id(metadata={"zh": "账号"})


class ListAccounts(PageQuery):
    """Accounts in the order of their making."""

    role = among(ROLE_WORDS, "按角色筛选")
    unit_id = among_ids("按单位筛选")


class SetPassword(Schema):
    """A new password for another account; without its first half one is generated and answered once."""

    account_id = Id(metadata={"zh": "账号"})
    basis = _basis()
    password = fields.Secret(validate=validate.Length(1, passwords.LONGEST), metadata={"zh": "新密码前半部分"})


class PasswordOut(Schema):
    """For whom a password is proposed; the half that was generated is shown only here."""

    account_id = fields.String(required=True, metadata={"zh": "账号"})
    change_id = fields.String(required=True, metadata={"zh": "等待审批的变更"})
    password = fields.Secret(allow_none=True, metadata={"zh": "生成的密码前半部分，仅此一次"})


class RoleOut(Schema):
    """A role and what it may do."""

    name = fields.String(required=True, metadata={"zh": "角色"})
    zh = fields.String(required=True, metadata={"zh": "中文名"})
    en = fields.String(required=True, metadata={"zh": "英文名"})
    needs = fields.String(required=True, allow_none=True, metadata={"zh": "须绑定", "words": _BOUND})
    alone = fields.Bool(required=True, metadata={"zh": "不得与其他角色并存"})
    rights = fields.List(
        fields.Dict(), required=True, metadata={"zh": "权限与范围", "words_within": {"reach": REACHES}}
    )


class RolesOut(Schema):
    """The roles."""

    items = fields.List(fields.Nested(RoleOut), required=True)


def _inner(request: GatewayRequest) -> Request:
    return cast("Request", request)


async def sign_in(request: GatewayRequest) -> Answer:
    """Begin a session."""
    wish = load(SignIn, request.params)
    core = _inner(request).core
    token, who = await core.accounts.sign_in(wish["name"], wish["password"], request.address, request.request_id)
    return Answer(
        present(SessionOut, _session(who, token)), 201, location="/v1/session", headers={"cache-control": "no-store"}
    )


async def show_session(request: GatewayRequest) -> Answer:
    """Who am I."""
    return Answer(present(SessionOut, _session(_inner(request).who, None)))


async def sign_out(request: GatewayRequest) -> Answer:
    """End this session."""
    inner = _inner(request)
    await inner.core.sessions.end(inner.who.session)
    return Answer(status=204)


async def change_password(request: GatewayRequest) -> Answer:
    """Change one's own password; every other session ends."""
    wish = load(ChangePassword, request.params)
    inner = _inner(request)
    accounts = inner.core.accounts
    account = await accounts.get(inner.who.account)
    await accounts.confirm(account, wish["current_password"], request.address)
    passwords.check(wish["new_password"], account["name"], "/new_password")
    await accounts.must_be_new(account, wish["new_password"], "/new_password")
    await accounts.set_password(
        account, wish["new_password"], account["_id"], request.request_id, keep_session=inner.who.session
    )
    return Answer(status=204)


async def create_account(request: GatewayRequest) -> Answer:
    """A new account."""
    wish = load(CreateAccount, request.params)
    given = wish.get("password")
    password = given or passwords.generate()
    account = await _inner(request).core.changes.open(wish, password, request.principal.account, request.request_id)
    shown = present(NewAccountOut, account, {"password": None if given else password})
    return Answer(
        shown, 201, etag=account["version"], location=f"/v1/accounts/{account['_id']}", kept=shown | {"password": None}
    )


async def show_account(request: GatewayRequest) -> Answer:
    """One account."""
    wish = load(AccountPath, request.params)
    account = await _inner(request).core.accounts.get(wish["account_id"])
    return Answer(present(AccountOut, account), etag=account["version"])


async def list_accounts(request: GatewayRequest) -> Answer:
    """Accounts, in the order of their making."""
    wish = load(ListAccounts, request.params)
    where = queries.filters(wish, role="roles", unit_id="unit_id")
    sorts = {"id": [("_id", 1)], "name": [("name_key", 1)]}
    page = await request.page("accounts", where, wish, sorts=sorts, answer=AccountOut)
    return Answer(presented(AccountOut, page))


async def change_account(request: GatewayRequest) -> Answer:
    """Propose whose it is, its roles, bindings, or that it is active; disable it at once."""
    wish = load(ChangeAccount, request.params)
    account = await _inner(request).core.changes.change(
        wish["account_id"], wish, request.if_match, request.principal.account, request.request_id
    )
    return Answer(present(AccountOut, account), etag=account["version"])


async def set_password(request: GatewayRequest) -> Answer:
    """Propose a new password for another account; approved, its sessions end."""
    wish = load(SetPassword, request.params)
    given = wish.get("password")
    password = given or passwords.generate()
    change = await _inner(request).core.changes.reset_password(
        wish["account_id"], password, wish["basis"], request.principal.account, request.request_id
    )
    shown = {
        "account_id": change["account"],
        "change_id": change["_id"],
        "password": None if given else password,
    }
    return Answer(shown, kept=shown | {"password": None})


async def list_roles(request: GatewayRequest) -> Answer:
    """The roles, with their rights and how far they reach."""
    return Answer(
        {
            "items": [
                {
                    "name": role.name,
                    "zh": role.zh,
                    "en": role.en,
                    "needs": role.needs or None,
                    "alone": role.alone,
                    "rights": [{"right": right, "reach": reach.value} for right, reach in role.grants],
                }
                for role in ROLES.values()
            ]
        }
    )


def _session(who: Any, token: str | None) -> dict[str, Any]:
    return {
        "token": token,
        "expires_at": who.expires_at,
        "account_id": who.account,
        "name": who.name,
        "roles": list(who.roles) if who.scopes is None else [],
        "scopes": list(who.scopes or ()),
        "unit_id": who.unit_id,
        "cadre_id": who.cadre_id,
        "must_change_password": who.must_change,
        "password_reset": who.password_reset,
    }


_ACCOUNT = {
    "id": "acc-01j9x3e7qk5zr0v4m8tgh2b6",
    "version": 1,
    "name": "li.officer",
    "roles": ["unit_officer"],
    "unit_id": "unt-01j9x3e7qk5zr0v4m8tgh2b6",
    "cadre_id": None,
    "active": True,
    "change_id": None,
    "created_at": "2026-01-05T01:00:00Z",
    "changed_at": "2026-01-05T01:00:00Z",
}
_SESSION = {
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
}
_NEW = {"name": "li.officer", "roles": ["unit_officer"], "unit_id": "unt-01j9x3e7qk5zr0v4m8tgh2b6"}

_WAITS = {"change_id": "acg-01j9x3e7qk"}
_HALVES = (
    "The password's second half is given to whoever approves; the owner is handed both, one behind the other, and sets "
    "one of their own before anything else."
)
_FIRST_COUNTS = (
    "A password leaves no trace in the receipt: a repetition with the same Idempotency-Key may name another one, and "
    "the first counts."
)
NO_ENTRY = Stands("登录和退出不录入内容", "Signing in and out enters nothing")

# fmt: off
ROWS = [
    Route.local(
        "POST", "/session", sign_in, body=SignIn, answer=SessionOut, status=201, scope=Scope.PUBLIC, tag="session",
        zh="登录", en="Sign in", before_own_password=True, problems=[SignInRefused, SignInLocked],
        body_limit=4096, answer_example=_SESSION,
        example={"name": "admin", "password": "Kp3xT-9mWqe-Rt5Yu-aB7cD"}, unlogged=("password",),
        description=(
            "After five failures from an address a name is closed to it for a minute, then for longer, whether or not "
            "there is such an account; a hundred from anywhere close it to addresses where it was never signed in."
        ),
        put_right=NO_ENTRY,
    ),
    Route.local("GET", "/session", show_session, answer=SessionOut, scope=Scope.SIGNED_IN, tag="session", zh="当前会话",
        en="The present session", before_own_password=True, for_machines=True,
        answer_example=_SESSION | {"token": None}),
    Route.local("DELETE", "/session", sign_out, status=204, scope=Scope.SIGNED_IN, tag="session", zh="退出",
        en="Sign out", before_own_password=True, for_machines=True, put_right=NO_ENTRY),
    Route.local("POST", "/session/password", change_password, body=ChangePassword, status=204, scope=Scope.SIGNED_IN,
        tag="session", zh="修改本人密码", en="Change one's own password", unlogged=("current_password", "new_password"),
        description=_FIRST_COUNTS, problems=[WrongPassword, SignInLocked, PasswordTooWeak], before_own_password=True,
        example={"current_password": "Kp3xT-9mWqe-Rt5Yu-aB7cD", "new_password": "a long phrase that I remember"},
        put_right=("change_password", "set_password")),
    Route.local("GET", "/accounts", list_accounts, query=ListAccounts, answer=page_of(AccountOut),
        right="accounts.read", tag="accounts", zh="查询账号", en="List accounts", problems=[InvalidFields],
        answer_example={"items": [_ACCOUNT], "next": None}),
    Route.local("POST", "/accounts", create_account, body=CreateAccount, answer=NewAccountOut, status=201,
        right="accounts.manage", tag="accounts", zh="新建账号", en="Create an account", example=_NEW,
        unlogged=("password",), description=f"It may nothing until another approves it. {_HALVES} {_FIRST_COUNTS}",
        answer_example=_ACCOUNT | _WAITS | {"roles": [], "active": False, "password": "Kp3xT-9mWqe-Rt5Yu-aB7cD"},
        problems=[InvalidFields, PasswordTooWeak, AccountNameTaken], put_right=("change_account",)),
    Route.local("GET", "/accounts/{account_id}", show_account, query=AccountPath, answer=AccountOut,
        right="accounts.read", tag="accounts", zh="查看账号", en="Show an account", problems=[UnknownAccount],
        answer_example=_ACCOUNT),
    Route.local("PATCH", "/accounts/{account_id}", change_account, body=ChangeAccount, answer=AccountOut,
        right="accounts.manage", tag="accounts", zh="修改账号", en="Change an account", example={"active": False},
        description="To disable it holds at once. Everything else is proposed and holds once another has approved it: "
        "`change_id` names what waits, and the answer is the account as it is.",
        answer_example=_ACCOUNT | {"version": 2, "active": False},
        problems=[UnknownAccount, InvalidFields, AboutOneself, ChangeWaits, LastAdministrator],
        put_right=("change_account",)),
    Route.local("POST", "/accounts/{account_id}/password", set_password, body=SetPassword, answer=PasswordOut,
        right="accounts.manage", tag="accounts", zh="重置密码", en="Set an account's password", unlogged=("password",),
        description=f"It holds once another has approved it. {_HALVES} {_FIRST_COUNTS}", example={},
        problems=[UnknownAccount, PasswordTooWeak, AboutOneself, ChangeWaits],
        answer_example={"account_id": "acc-01j9x3e7qk5zr0v4m8tgh2b6", "password": "Kp3xT-9mWqe-Rt5Yu-aB7cD", **_WAITS},
        put_right=("set_password",)),
    Route.local(
        "GET", "/roles", list_roles, answer=RolesOut, scope=Scope.SIGNED_IN, tag="accounts",
        zh="角色与权限", en="Roles and their rights",
        answer_example={
            "items": [
                {"name": "audit_administrator", "zh": "审计管理员", "en": "Audit administrator", "needs": None,
                 "alone": True, "rights": [{"right": "audit.*", "reach": "all"}]}
            ]
        },
    ),
]  # fmt: skip
