"""The management of accounts: rows, schemas and the handlers behind them."""

from __future__ import annotations

from gateway import passwords
from gateway.account_changes import ChangeWaits
from gateway.accounts import AccountNameTaken, IdentityTaken, LastAdministrator, NameLooksAlike, UnknownAccount
from gateway.problems import PasswordTooWeak
from gateway.rights import REACHES, ROLE_WORDS, ROLES
from gateway.route import Answer, GatewayRequest, Route, Scope, in_full
from gateway.second_factor import NoSecondFactor
from gateway.session_rows import FIRST_COUNTS
from servicekit import queries
from servicekit.errors import AboutOneself, InvalidFields
from servicekit.forms import among, among_ids, listed, text
from servicekit.schema import Id, PageQuery, Schema, fields, load, page_of, present, validate
from servicekit.store import presented

_NAME = validate.Regexp(
    r"^(?:[A-Za-z0-9_.@\-]{2,64}|[0-9_.@\-\u3400-\u4dbf\u4e00-\u9fff]{2,64})\Z",
    error="bad-name|用户名为 2 至 64 个英文字母、数字或 . _ @ -；或以汉字代替字母，二者不混用|"
    "2 to 64 letters, digits, . _ @ or -; or Chinese characters instead of the letters",
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


class Identity(Schema):
    """Whom the identity provider (统一身份认证) knows the owner of an account as."""

    issuer = fields.String(
        required=True,
        validate=[
            validate.Length(1, 255),
            validate.Regexp(
                r"^https?://[^\s/?#]+[^\s?#]*\Z",
                error="bad-issuer|应为认证平台的网址，与其公布的完全一致|The issuer's address, exactly as it says it",
            ),
        ],
        metadata={"zh": "认证平台", "example": "https://login.example.gov.cn"},
    )
    subject = text("统一身份标识", 255, required=True, metadata={"example": "10086"})


def _identity() -> fields.Nested:
    return fields.Nested(Identity, allow_none=True, metadata={"zh": "关联的统一身份，可用其登录"})


class AccountOut(Schema):
    """An account: who may sign in, with which roles, bound to which unit or person."""

    id = fields.String(required=True, metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    name = fields.String(required=True, metadata={"zh": "用户名"})
    person = fields.String(dump_default=None, allow_none=True, metadata={"zh": "使用人姓名"})
    roles = fields.List(fields.String(), required=True, metadata={"zh": "角色", "words": ROLE_WORDS})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定单位"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定干部"})
    identity = fields.Nested(
        Identity, dump_default=None, allow_none=True, metadata={"zh": "关联的统一身份；没有的为空"}
    )
    active = fields.Bool(required=True, metadata={"zh": "是否启用"})
    second_factor = fields.Bool(dump_default=False, metadata={"zh": "是否设置双因素"})
    change_id = fields.String(dump_default=None, allow_none=True, metadata={"zh": "等待审批的变更；没有的为空"})
    created_at = fields.DateTime(required=True, metadata={"zh": "创建时间"})
    changed_at = fields.DateTime(required=True, metadata={"zh": "最后修改时间"})


class NewAccountOut(AccountOut):
    """A new account, which may nothing until it is approved; half of a generated password is shown only here."""

    password = fields.Secret(allow_none=True, metadata={"zh": "生成的密码前半部分，仅此一次"})


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
    identity = _identity()


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
    identity = _identity()
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


class RemoveFactor(Schema):
    """Whose second factor is not asked for any more."""

    account_id = Id(metadata={"zh": "账号"})
    basis = _basis()


class ProposedOut(Schema):
    """What is proposed for an account."""

    account_id = fields.String(required=True, metadata={"zh": "账号"})
    change_id = fields.String(required=True, metadata={"zh": "等待审批的变更"})


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


async def create_account(request: GatewayRequest) -> Answer:
    """A new account."""
    wish = load(CreateAccount, request.params)
    given = wish.get("password")
    password = given or passwords.generate()
    account = await in_full(request).core.changes.open(wish, password, request.principal.account, request.request_id)
    shown = present(NewAccountOut, account, {"password": None if given else password})
    return Answer(
        shown, 201, etag=account["version"], location=f"/v1/accounts/{account['_id']}", kept=shown | {"password": None}
    )


async def show_account(request: GatewayRequest) -> Answer:
    """One account."""
    wish = load(AccountPath, request.params)
    account = await in_full(request).core.accounts.get(wish["account_id"])
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
    account = await in_full(request).core.changes.change(
        wish["account_id"], wish, request.if_match, request.principal.account, request.request_id
    )
    return Answer(present(AccountOut, account), etag=account["version"])


async def set_password(request: GatewayRequest) -> Answer:
    """Propose a new password for another account; approved, its sessions end."""
    wish = load(SetPassword, request.params)
    given = wish.get("password")
    password = given or passwords.generate()
    change = await in_full(request).core.changes.reset_password(
        wish["account_id"], password, wish["basis"], request.principal.account, request.request_id
    )
    shown = {
        "account_id": change["account"],
        "change_id": change["_id"],
        "password": None if given else password,
    }
    return Answer(shown, kept=shown | {"password": None})


async def remove_factor(request: GatewayRequest) -> Answer:
    """Propose that another account signs in without its second factor; approved, its sessions end."""
    wish = load(RemoveFactor, request.params)
    change = await in_full(request).core.changes.remove_factor(
        wish["account_id"], wish["basis"], request.principal.account, request.request_id
    )
    return Answer({"account_id": change["account"], "change_id": change["_id"]})


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


_ACCOUNT = {
    "id": "acc-01j9x3e7qk5zr0v4m8tgh2b6",
    "version": 1,
    "name": "li.officer",
    "roles": ["unit_officer"],
    "unit_id": "unt-01j9x3e7qk5zr0v4m8tgh2b6",
    "cadre_id": None,
    "identity": None,
    "active": True,
    "second_factor": False,
    "change_id": None,
    "created_at": "2026-01-05T01:00:00Z",
    "changed_at": "2026-01-05T01:00:00Z",
}
_NEW = {"name": "li.officer", "roles": ["unit_officer"], "unit_id": "unt-01j9x3e7qk5zr0v4m8tgh2b6"}

_WAITS = {"change_id": "acg-01j9x3e7qk"}
_HALVES = (
    "The password's second half is given to whoever approves; the owner is handed both, one behind the other, and sets "
    "one of their own before anything else."
)
# fmt: off
ROWS = [
    Route.local("GET", "/accounts", list_accounts, query=ListAccounts, answer=page_of(AccountOut),
        right="accounts.read", tag="accounts", zh="查询账号", en="List accounts", problems=[InvalidFields],
        answer_example={"items": [_ACCOUNT], "next": None}),
    Route.local("POST", "/accounts", create_account, body=CreateAccount, answer=NewAccountOut, status=201,
        right="accounts.manage", tag="accounts", zh="新建账号", en="Create an account", example=_NEW,
        unlogged=("password",), description=f"It may nothing until another approves it. {_HALVES} {FIRST_COUNTS}",
        answer_example=_ACCOUNT | _WAITS | {"roles": [], "active": False, "password": "Kp3xT-9mWqe-Rt5Yu-aB7cD"},
        problems=[InvalidFields, PasswordTooWeak, AccountNameTaken, NameLooksAlike, IdentityTaken],
        put_right=("change_account",)),
    Route.local("GET", "/accounts/{account_id}", show_account, query=AccountPath, answer=AccountOut,
        right="accounts.read", tag="accounts", zh="查看账号", en="Show an account", problems=[UnknownAccount],
        answer_example=_ACCOUNT),
    Route.local("PATCH", "/accounts/{account_id}", change_account, body=ChangeAccount, answer=AccountOut,
        right="accounts.manage", tag="accounts", zh="修改账号", en="Change an account", example={"active": False},
        description="To disable it holds at once. Everything else is proposed and holds once another has approved it: "
        "`change_id` names what waits, and the answer is the account as it is.",
        answer_example=_ACCOUNT | {"version": 2, "active": False},
        problems=[UnknownAccount, InvalidFields, AboutOneself, ChangeWaits, LastAdministrator, IdentityTaken],
        put_right=("change_account",)),
    Route.local("POST", "/accounts/{account_id}/password", set_password, body=SetPassword, answer=PasswordOut,
        right="accounts.manage", tag="accounts", zh="重置密码", en="Set an account's password", unlogged=("password",),
        description=f"It holds once another has approved it. {_HALVES} {FIRST_COUNTS}", example={},
        problems=[UnknownAccount, PasswordTooWeak, AboutOneself, ChangeWaits],
        answer_example={"account_id": "acc-01j9x3e7qk5zr0v4m8tgh2b6", "password": "Kp3xT-9mWqe-Rt5Yu-aB7cD", **_WAITS},
        put_right=("set_password",)),
    Route.local("POST", "/accounts/{account_id}/second-factor/removal", remove_factor, body=RemoveFactor,
        answer=ProposedOut, right="accounts.manage", tag="accounts", zh="解除账号的双因素",
        en="Take an account's second factor away", example={"basis": "（示例）本人手机遗失"},
        description="For whoever has lost the authenticator and the recovery codes. It holds once another has approved "
        "it; the owner then signs in by the password, and sets a new one up where a role needs it.",
        problems=[UnknownAccount, NoSecondFactor, AboutOneself, ChangeWaits],
        answer_example={"account_id": "acc-01j9x3e7qk5zr0v4m8tgh2b6", **_WAITS}, put_right=("withdraw_change",)),
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
