"""Service accounts (服务账号) and their tokens: rows, schemas and the handlers behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway import oauth
from gateway.accounts import AccountNameTaken
from gateway.media import FORM
from gateway.problems import SignInLocked
from gateway.proposals import Decision, must_say_why
from gateway.readmodels.worklists.common import Own
from gateway.rights import REACHES, reach
from gateway.route import UNKEPT, Answer, GatewayRequest, Route, Scope, in_full
from gateway.service_accounts import (
    DAYS,
    LONGEST_DAYS,
    STANDING,
    TOKEN_LASTS,
    NothingWaits,
    NotInUse,
    ServiceChangeWaits,
    TwoSecrets,
    UnknownSecret,
    UnknownServiceAccount,
)
from gateway.service_scopes import FAR, SCOPE_WORDS, SERVICE_SCOPES
from servicekit import queries
from servicekit.errors import AboutOneself, InvalidFields, NotIndependent
from servicekit.forms import among, among_ids, listed, text, whole
from servicekit.operations import Stands
from servicekit.principal import Reach
from servicekit.schema import Id, PageQuery, Schema, fields, load, page_of, plain, validate

Document = dict[str, Any]
READS, PROPOSES, DECIDES = "accounts.read", "accounts.manage", "accounts.approve"
_REACH_WORDS = {far.value: REACHES[far.value] for far in FAR}
_NAME = validate.Regexp(
    r"^[A-Za-z0-9_.\-\u3400-\u4dbf\u4e00-\u9fff]{2,64}\Z",
    error="bad-name|名称为 2 至 64 个英文字母、数字、汉字或 . _ -|2 to 64 letters, digits, . _ or -",
)


def _scopes(**options: Any) -> fields.List[Any]:
    return fields.List(
        listed(SCOPE_WORDS, "授权范围"),
        validate=[validate.Length(1, len(SERVICE_SCOPES))],
        metadata={"zh": "授权范围", "example": ["training.read"]},
        **options,
    )


class ServiceStanding(Schema):
    """What a service account is for, who answers for it, and what it may."""

    purpose = fields.String(required=True, allow_none=True, metadata={"zh": "用途"})
    owner_id = fields.String(required=True, allow_none=True, metadata={"zh": "负责人账号"})
    scopes = fields.List(fields.String(), required=True, metadata={"zh": "授权范围", "words": SCOPE_WORDS})
    reach = fields.String(required=True, allow_none=True, metadata={"zh": "数据范围", "words": _REACH_WORDS})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "限于单位"})
    active = fields.Bool(required=True, metadata={"zh": "是否启用"})


class ServiceProposalOut(Schema):
    """How a service account is to be, once another has approved it."""

    id = fields.String(required=True, metadata={"zh": "变更编号"})
    after = fields.Nested(ServiceStanding, required=True, metadata={"zh": "变更后"})
    basis = fields.String(required=True, allow_none=True, metadata={"zh": "事由"})
    proposed_by = fields.String(required=True, metadata={"zh": "提出人"})
    proposed_at = fields.AwareDateTime(required=True, metadata={"zh": "提出时间"})


class ServiceSecretOut(Schema):
    """A secret that lives, without what it is."""

    id = fields.String(required=True, metadata={"zh": "密钥编号"})
    made_by = fields.String(required=True, metadata={"zh": "生成人"})
    made_at = fields.AwareDateTime(required=True, metadata={"zh": "生成时间"})
    until = fields.AwareDateTime(required=True, metadata={"zh": "有效期至"})
    last_used_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "最近使用"})


class NewServiceSecretOut(ServiceSecretOut):
    """A new secret, which is shown only here."""

    client_id = fields.String(required=True, metadata={"zh": "客户端编号"})
    client_secret = fields.Secret(required=True, allow_none=True, metadata={"zh": "密钥，仅此一次"})


class ServiceAccountOut(ServiceStanding):
    """A service account, with its secrets and what waits for approval."""

    id = fields.String(required=True, metadata={"zh": "标识，即客户端编号"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    name = fields.String(required=True, metadata={"zh": "名称"})
    secrets = fields.List(fields.Nested(ServiceSecretOut), required=True, metadata={"zh": "有效密钥"})
    last_used_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "最近使用"})
    proposed = fields.Nested(
        ServiceProposalOut, required=True, allow_none=True, metadata={"zh": "等待审批的变更；没有的为空"}
    )
    created_at = fields.AwareDateTime(required=True, metadata={"zh": "创建时间"})
    changed_at = fields.AwareDateTime(required=True, metadata={"zh": "最后修改时间"})


class ServiceScopeOut(Schema):
    """What machines of one purpose may do."""

    name = fields.String(required=True, metadata={"zh": "授权范围"})
    zh = fields.String(required=True, metadata={"zh": "中文名"})
    en = fields.String(required=True, metadata={"zh": "英文名"})
    rights = fields.List(fields.String(), required=True, metadata={"zh": "权限"})
    of_units = fields.Bool(required=True, metadata={"zh": "能否限于本单位及下级"})


class ServiceScopesOut(Schema):
    """The scopes."""

    items = fields.List(fields.Nested(ServiceScopeOut), required=True)


class ServiceAccountPath(Schema):
    """Which service account."""

    service_account_id = Id(metadata={"zh": "服务账号"})


class ServiceSecretPath(ServiceAccountPath):
    """Which secret of a service account."""

    secret_id = Id(metadata={"zh": "密钥"})


class ListServiceAccounts(PageQuery):
    """Service accounts in the order of their making: all, or to others those that they answer for."""

    owner_id = among_ids("负责人账号")
    scope = among(SCOPE_WORDS, "授权范围")


def _basis() -> fields.String:
    return text("事由，供审批", 500, load_default=None, allow_none=True, metadata={"example": "（示例）业务系统对接"})


class CreateServiceAccount(Schema):
    """A new service account."""

    name = fields.String(required=True, validate=_NAME, metadata={"zh": "名称", "example": "网络学院对接"})
    purpose = text("用途", 200, required=True, metadata={"example": "（示例）回传网络培训记录"})
    owner_id = Id(metadata={"zh": "负责人账号"})
    scopes = _scopes(required=True)
    reach = listed(_REACH_WORDS, "数据范围", required=True)
    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "限于单位"})
    basis = _basis()


class ChangeServiceAccount(ServiceAccountPath):
    """What a service account is for, who answers for it, what it may, or whether it is active."""

    purpose = text("用途", 200)
    owner_id = Id(required=False, metadata={"zh": "负责人账号"})
    scopes = _scopes()
    reach = listed(_REACH_WORDS, "数据范围")
    unit_id = Id(required=False, allow_none=True, metadata={"zh": "限于单位"})
    active = fields.Bool(metadata={"zh": "是否启用"})
    basis = _basis()


class DecideServiceChange(ServiceAccountPath, Decision):
    """Whether what is proposed for a service account is approved."""


class WithdrawServiceChange(ServiceAccountPath):
    """Why a change of a service account is proposed no more."""

    note = text("撤回原因", 500, required=True, metadata={"example": "（示例）填写有误"})


class MakeServiceSecret(ServiceAccountPath):
    """A new secret for a number of days."""

    days = whole("有效天数", 1, LONGEST_DAYS, load_default=DAYS)


class AskForToken(Schema):
    """What a machine asks for, as RFC 6749 (4.4.2) has it; id and secret may come by HTTP Basic instead."""

    grant_type = listed({oauth.GRANT: "客户端凭据"}, "授权方式", required=True)
    client_id = fields.String(metadata={"zh": "客户端编号"})
    client_secret = fields.String(metadata={"zh": "密钥"})
    scope = fields.String(metadata={"zh": "授权范围，以空格相隔", "example": "training.read"})


class TokenOut(Schema):
    """A token as RFC 6749 (5.1) answers it."""

    access_token = fields.String(required=True, metadata={"zh": "令牌"})
    token_type = fields.String(required=True, metadata={"zh": "令牌类型"})
    expires_in = fields.Int(required=True, metadata={"zh": "有效秒数"})
    scope = fields.String(required=True, metadata={"zh": "授权范围，以空格相隔"})


def _sees_all(request: GatewayRequest) -> bool:
    return reach(request.principal.roles, READS) is Reach.ALL


async def list_scopes(request: GatewayRequest) -> Answer:
    """What machines can be allowed."""
    items = [
        {"name": one.name, "zh": one.zh, "en": one.en, "rights": list(one.rights), "of_units": one.of_units}
        for one in SERVICE_SCOPES.values()
    ]
    return Answer({"items": items})


async def list_service_accounts(request: GatewayRequest) -> Answer:
    """Service accounts, in the order of their making."""
    wish = load(ListServiceAccounts, request.params)
    where = queries.filters(wish, "owner_id", scope="scopes")
    if not _sees_all(request):
        where = {"$and": [where, {"owner_id": request.principal.account}]}
    page = await request.page("service_accounts", where, wish, sorts={"id": [("_id", 1)], "name": [("name_key", 1)]})
    shown = {one["id"]: one for one in await _shown(request, page.items)}
    return Answer(page.body(lambda machine: shown[machine["_id"]]))


async def show_service_account(request: GatewayRequest) -> Answer:
    """One service account."""
    machine = await in_full(request).core.machines.get(load(ServiceAccountPath, request.params)["service_account_id"])
    if machine["owner_id"] != request.principal.account and not _sees_all(request):
        raise UnknownServiceAccount()
    return await _answer(request, machine)


async def create_service_account(request: GatewayRequest) -> Answer:
    """Propose a new service account."""
    wish = load(CreateServiceAccount, request.params)
    machine = await in_full(request).core.machines.open(wish, request.principal.account, request.request_id)
    return await _answer(request, machine, 201)


async def change_service_account(request: GatewayRequest) -> Answer:
    """Propose how it is to be; disable it at once."""
    wish = load(ChangeServiceAccount, request.params)
    machine = await in_full(request).core.machines.change(
        wish["service_account_id"], wish, request.if_match, request.principal.account, request.request_id
    )
    return await _answer(request, machine)


async def decide_service_change(request: GatewayRequest) -> Answer:
    """Approve what is proposed, or not."""
    wish = load(DecideServiceChange, request.params)
    must_say_why(wish)
    await in_full(request).core.machines.decide(
        wish["service_account_id"],
        wish["approved"],
        wish["note"],
        request.if_match,
        request.principal.account,
        request.request_id,
    )
    return Answer(status=204)


async def withdraw_service_change(request: GatewayRequest) -> Answer:
    """Propose it no more."""
    wish = load(WithdrawServiceChange, request.params)
    await in_full(request).core.machines.withdraw(
        wish["service_account_id"], wish["note"], request.principal.account, request.request_id
    )
    return Answer(status=204)


async def make_service_secret(request: GatewayRequest) -> Answer:
    """Make a secret of a machine that one answers for."""
    wish = load(MakeServiceSecret, request.params)
    machine_id = wish["service_account_id"]
    made, secret = await in_full(request).core.machines.make_secret(
        machine_id, wish["days"], request.principal.account, request.request_id
    )
    shown = _secret(made) | {"client_id": machine_id, "client_secret": secret}
    return Answer(
        shown, 201, headers=UNKEPT, kept=shown | {"client_secret": None},
        location=f"/v1/service-accounts/{machine_id}",
    )  # fmt: skip


async def end_service_secret(request: GatewayRequest) -> Answer:
    """End a secret at once."""
    wish = load(ServiceSecretPath, request.params)
    await in_full(request).core.machines.end_secret(
        wish["service_account_id"],
        wish["secret_id"],
        request.principal.account,
        request.request_id,
        anybodys=reach(request.principal.roles, PROPOSES) is Reach.ALL,
    )
    return Answer(status=204)


async def give_token(request: GatewayRequest) -> Answer:
    """A token for a machine."""
    inner = in_full(request)
    try:
        asked = oauth.asked(request.header("authorization"), request.header("content-type"), await request.read())
        token, scopes = await inner.core.machines.token(
            asked.client_id, asked.secret, asked.scopes, request.address, request.request_id
        )
    except oauth.REFUSALS as refusal:
        return oauth.refused(refusal, request.language, inner.path, request.request_id)
    return oauth.given(token, int(TOKEN_LASTS.total_seconds()), scopes)


async def waiting(request: GatewayRequest) -> list[Document]:
    """What waits for this reader's decision, the oldest first."""
    found = await in_full(request).core.machines.waiting_for(request.principal.account)
    return [
        {"_id": one["proposed"]["_id"], "service_account_id": one["_id"], "title": f"服务账号 {one['name']}"}
        for one in found
    ]


async def _answer(request: GatewayRequest, machine: Document, status: int = 200) -> Answer:
    location = f"/v1/service-accounts/{machine['_id']}" if status == 201 else None
    return Answer((await _shown(request, [machine]))[0], status, etag=machine["version"], location=location)


async def _shown(request: GatewayRequest, machines: Sequence[Document]) -> list[Document]:
    secrets = await in_full(request).core.machines.secrets_of([one["_id"] for one in machines])
    return [
        {
            "id": one["_id"],
            **{name: one[name] for name in ("version", "name", *STANDING)},
            "secrets": [_secret(each) for each in secrets[one["_id"]]],
            "proposed": one["proposed"] and _proposal(one["proposed"]),
            **{name: plain(one[name]) for name in ("last_used_at", "created_at", "changed_at")},
        }
        for one in machines
    ]


def _secret(made: Mapping[str, Any]) -> Document:
    times = {name: plain(made[name]) for name in ("made_at", "until", "last_used_at")}
    return {"id": made["_id"], "made_by": made["made_by"], **times}


def _proposal(proposed: Mapping[str, Any]) -> Document:
    return {
        "id": proposed["_id"],
        "after": proposed["after"],
        "basis": proposed["basis"],
        "proposed_by": proposed["by"],
        "proposed_at": plain(proposed["at"]),
    }


_STANDING = {
    "purpose": "（示例）回传网络培训记录",
    "owner_id": "acc-0b",
    "scopes": ["training.online-records.manage"],
    "reach": "all",
    "unit_id": None,
    "active": True,
}
_SECRET = {
    "id": "sas-01",
    "made_by": "acc-0b",
    "made_at": "2026-01-05T01:00:00Z",
    "until": "2026-07-04T01:00:00Z",
    "last_used_at": None,
}
_MACHINE = {
    "id": "mch-01",
    "version": 2,
    "name": "网络学院对接",
    **_STANDING,
    "secrets": [],
    "last_used_at": None,
    "proposed": None,
    "created_at": "2026-01-05T01:00:00Z",
    "changed_at": "2026-01-05T02:00:00Z",
}
_TOKEN = {
    "access_token": "cad_2f9c41d07be84a6f5d3e",
    "token_type": "Bearer",
    "expires_in": 900,
    "scope": "training.read",
}
_PROPOSED_ANEW = Stands("可就同一服务账号另行提出变更", "Another change of the same service account may be proposed")
_ENDS = Stands("停用的密钥不再恢复，可另行生成", "A secret that has ended stays so; another is made")
_NO_ENTRY = Stands("取令牌不录入内容", "A token enters nothing")
_WHO = "Whoever answers for a machine, and who may read accounts."

# fmt: off
ROWS = [
    Route.local("GET", "/service-scopes", list_scopes, answer=ServiceScopesOut, scope=Scope.SIGNED_IN, tag="accounts",
        zh="服务账号的授权范围", en="What machines can be allowed",
        answer_example={"items": [{"name": "training.read", "zh": "读取培训班次、报名、考勤和学时",
            "en": "Read classes, enrolments, attendance and hours", "rights": ["training.classes.read"],
            "of_units": True}]}),
    Route.local("GET", "/service-accounts", list_service_accounts, query=ListServiceAccounts,
        answer=page_of(ServiceAccountOut), scope=Scope.SIGNED_IN, tag="accounts", zh="查询服务账号",
        en="List service accounts", description=_WHO, answer_example={"items": [_MACHINE], "next": None}),
    Route.local("GET", "/service-accounts/{service_account_id}", show_service_account, query=ServiceAccountPath,
        answer=ServiceAccountOut, scope=Scope.SIGNED_IN, tag="accounts", zh="查看服务账号", en="Show a service account",
        description=_WHO, problems=[UnknownServiceAccount], answer_example=_MACHINE),
    Route.local("POST", "/service-accounts", create_service_account, body=CreateServiceAccount,
        answer=ServiceAccountOut, status=201, right=PROPOSES, tag="accounts", zh="新建服务账号",
        en="Create a service account", problems=[InvalidFields, AccountNameTaken], answer_example=_MACHINE,
        description="It may nothing until another has approved it; then whoever answers for it makes its secrets.",
        put_right=("change_service_account",)),
    Route.local("PATCH", "/service-accounts/{service_account_id}", change_service_account, body=ChangeServiceAccount,
        answer=ServiceAccountOut, right=PROPOSES, tag="accounts", zh="修改服务账号", en="Change a service account",
        description="To disable it holds at once. Everything else is proposed, and holds once another has approved it.",
        example={"active": False}, answer_example=_MACHINE,
        problems=[UnknownServiceAccount, InvalidFields, ServiceChangeWaits], put_right=("change_service_account",)),
    Route.local("POST", "/service-accounts/{service_account_id}/decision", decide_service_change,
        body=DecideServiceChange, status=204, right=DECIDES, if_match=True, tag="accounts",
        zh="审批服务账号变更", en="Approve a change of a service account, or not",
        example={"approved": True, "note": "（示例）已与负责人核实"}, put_right=_PROPOSED_ANEW,
        description="By whom it is neither proposed nor answered for. Approved, it holds at once, and tokens end.",
        problems=[UnknownServiceAccount, NothingWaits, AboutOneself, NotIndependent, InvalidFields]),
    Route.local("POST", "/service-accounts/{service_account_id}/withdrawal", withdraw_service_change,
        body=WithdrawServiceChange, status=204, right=PROPOSES, tag="accounts", zh="撤回服务账号变更",
        en="Withdraw a change of a service account", problems=[UnknownServiceAccount, NothingWaits],
        example={"note": "（示例）填写有误"}, put_right=_PROPOSED_ANEW),
    Route.local("POST", "/service-accounts/{service_account_id}/secrets", make_service_secret, body=MakeServiceSecret,
        answer=NewServiceSecretOut, status=201, scope=Scope.SIGNED_IN, tag="accounts", zh="生成服务账号密钥",
        en="Make a secret of a service account", problems=[UnknownServiceAccount, NotInUse, TwoSecrets],
        description="By the person who answers for it alone. Two live at the same time at most, so that a new one is "
        "in its place before the old one ends.", put_right=("end_service_secret",),
        answer_example=_SECRET | {"client_id": _MACHINE["id"], "client_secret": "cas_2f9c41d07be84a6f5d3e"}),
    Route.local("DELETE", "/service-accounts/{service_account_id}/secrets/{secret_id}", end_service_secret,
        body=ServiceSecretPath, status=204, scope=Scope.SIGNED_IN, tag="accounts", zh="停用服务账号密钥",
        unlogged=("secret_id",), en="End a secret of a service account", put_right=_ENDS,
        problems=[UnknownServiceAccount, UnknownSecret],
        description="By the person who answers for it, or whoever manages accounts; what it has given ends with it."),
    Route.local("POST", "/oauth/token", give_token, body=AskForToken, answer=TokenOut, scope=Scope.PUBLIC, raw=True,
        content_types=(FORM,), body_limit=oauth.LONGEST_FORM, tag="session", zh="服务账号取令牌",
        en="A token for a machine", unlogged=("client_secret",), answer_example=_TOKEN, put_right=_NO_ENTRY,
        refuses_in=("application/json",), problems=[*oauth.REFUSALS, SignInLocked],
        description="Client credentials (RFC 6749, 4.4). A token lasts minutes and may what its scopes say. Refusals "
        "are JSON with `error`, and members of a problem document beside it."),
]  # fmt: skip
WAITS = (Own("gateway.decide_service_change", ROWS[5], waiting),)
