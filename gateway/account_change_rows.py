"""Changes of accounts that wait for another's approval (账号变更): rows, schemas and the handlers behind them."""

from __future__ import annotations

from typing import Any

from gateway.account_changes import Kind, NotWaiting, Outdated, State, UnknownChange
from gateway.account_routes import Identity
from gateway.accounts import IdentityTaken, LastAdministrator
from gateway.proposals import Decision, must_say_why
from gateway.readmodels.worklists.common import Own
from gateway.rights import ROLE_WORDS
from gateway.route import Answer, GatewayRequest, Route, in_full
from servicekit import queries
from servicekit.errors import AboutOneself, InvalidFields, NotIndependent
from servicekit.forms import among, among_ids, text
from servicekit.lifecycle import words_of
from servicekit.operations import Stands
from servicekit.schema import Id, PageQuery, Schema, fields, load, page_of, plain

Document = dict[str, Any]
DECIDES = "accounts.approve"


class AccountStanding(Schema):
    """Whose an account is, what it may, and whether it is active."""

    person = fields.String(required=True, allow_none=True, metadata={"zh": "使用人姓名"})
    roles = fields.List(fields.String(), required=True, metadata={"zh": "角色", "words": ROLE_WORDS})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定单位"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "绑定干部"})
    identity = fields.Nested(
        Identity, dump_default=None, allow_none=True, metadata={"zh": "关联的统一身份；没有的为空"}
    )
    active = fields.Bool(required=True, metadata={"zh": "是否启用"})


class AccountChangeOut(Schema):
    """What is proposed for an account, by whom, and who decided."""

    id = fields.String(required=True, metadata={"zh": "变更编号"})
    kind = fields.String(required=True, metadata={"zh": "变更种类", "words": words_of(Kind)})
    account_id = fields.String(required=True, metadata={"zh": "账号"})
    account_name = fields.String(required=True, metadata={"zh": "用户名"})
    before = fields.Nested(AccountStanding, required=True, allow_none=True, metadata={"zh": "变更前；重置密码的为空"})
    after = fields.Nested(AccountStanding, required=True, allow_none=True, metadata={"zh": "变更后；重置密码的为空"})
    basis = fields.String(required=True, allow_none=True, metadata={"zh": "事由"})
    state = fields.String(required=True, metadata={"zh": "状态", "words": words_of(State)})
    proposed_by = fields.String(required=True, metadata={"zh": "提出人"})
    proposed_at = fields.AwareDateTime(required=True, metadata={"zh": "提出时间"})
    decided_by = fields.String(required=True, allow_none=True, metadata={"zh": "审批人或撤回人"})
    decided_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "审批或撤回时间"})
    note = fields.String(required=True, allow_none=True, metadata={"zh": "审批意见或撤回原因"})
    password = fields.Secret(allow_none=True, metadata={"zh": "密码后半部分，仅批准时返回"})


class ListChanges(PageQuery):
    """Which changes of accounts."""

    state = among(State, "状态")
    kind = among(Kind, "变更种类")
    account_id = among_ids("账号")


class ChangePath(Schema):
    """Which change of an account."""

    change_id = Id(metadata={"zh": "账号变更"})


class DecideChange(ChangePath, Decision):
    """Whether a change of an account is approved."""


class WithdrawChange(ChangePath):
    """Why a change of an account is proposed no more."""

    note = text("撤回原因", 500, required=True, metadata={"example": "（示例）单位填写有误"})


async def list_changes(request: GatewayRequest) -> Answer:
    """Changes of accounts, in the order of their proposing."""
    wish = load(ListChanges, request.params)
    where = queries.filters(wish, "state", "kind", account_id="account")
    page = await request.page("account_changes", where, wish, sorts=queries.orders(proposed_at="_id"))
    shown = {one["id"]: one for one in await _shown(request, page.items)}
    return Answer(page.body(lambda change: shown[change["_id"]]))


async def show_change(request: GatewayRequest) -> Answer:
    """One change of an account."""
    change = await in_full(request).core.changes.get(load(ChangePath, request.params)["change_id"])
    return Answer((await _shown(request, [change]))[0])


async def decide_change(request: GatewayRequest) -> Answer:
    """Approve it, or not."""
    wish = load(DecideChange, request.params)
    must_say_why(wish)
    change, second = await in_full(request).core.changes.decide(
        wish["change_id"], wish["approved"], wish["note"], request.principal.account, request.request_id
    )
    shown = (await _shown(request, [change]))[0] | {"password": second}
    return Answer(shown, kept=shown | {"password": None})


async def withdraw_change(request: GatewayRequest) -> Answer:
    """Propose it no more."""
    wish = load(WithdrawChange, request.params)
    await in_full(request).core.changes.withdraw(
        wish["change_id"], wish["note"], request.principal.account, request.request_id
    )
    return Answer(status=204)


async def waiting(request: GatewayRequest) -> list[Document]:
    """What waits for this reader's decision, the oldest first."""
    changes = await in_full(request).core.changes.waiting_for(request.principal.account)
    return [
        {"_id": one["id"], "change_id": one["id"], "title": f"{Kind(one['kind']).zh} {one['account_name']}"}
        for one in await _shown(request, changes)
    ]


async def _shown(request: GatewayRequest, changes: list[Document]) -> list[Document]:
    accounts = request.db["accounts"].find({"_id": {"$in": [one["account"] for one in changes]}}, {"name": 1})
    names = {one["_id"]: one["name"] async for one in accounts}
    return [
        {
            "id": one["_id"],
            "account_id": one["account"],
            "account_name": names[one["account"]],
            **{name: one[name] for name in ("kind", "before", "after", "basis", "state", "decided_by", "note")},
            "proposed_by": one["by"],
            "proposed_at": plain(one["at"]),
            "decided_at": plain(one["decided_at"]),
        }
        for one in changes
    ]


_BEFORE: Document = {"person": None, "roles": [], "unit_id": None, "cadre_id": None, "identity": None, "active": False}
_CHANGE = {
    "id": "acg-01j9x3e7qk",
    "kind": "opening",
    "account_id": "acc-0b",
    "account_name": "li.officer",
    "before": _BEFORE,
    "after": _BEFORE
    | {
        "person": "虚构经办",
        "roles": ["unit_officer"],
        "unit_id": "unt-0b",
        "active": True,
    },
    "basis": "（示例）单位来函",
    "state": "approved",
    "proposed_by": "acc-02",
    "proposed_at": "2026-01-05T01:00:00Z",
    "decided_by": "acc-03",
    "decided_at": "2026-01-05T02:00:00Z",
    "note": "（示例）已与本人核实",
    "password": None,
}
_PROPOSED_ANEW = Stands("可就同一账号另行提出变更", "Another change of the same account may be proposed")

# fmt: off
ROWS = [
    Route.local("GET", "/account-changes", list_changes, query=ListChanges, answer=page_of(AccountChangeOut),
        right="accounts.read", tag="accounts", zh="查询账号变更", en="List changes of accounts",
        answer_example={"items": [_CHANGE], "next": None}),
    Route.local("GET", "/account-changes/{change_id}", show_change, query=ChangePath, answer=AccountChangeOut,
        right="accounts.read", tag="accounts", zh="查看账号变更", en="Show a change of an account",
        problems=[UnknownChange], answer_example=_CHANGE),
    Route.local("POST", "/account-changes/{change_id}/withdrawal", withdraw_change, body=WithdrawChange,
        right="accounts.manage", tag="accounts", zh="撤回账号变更",
        en="Withdraw a change of an account", problems=[UnknownChange, NotWaiting],
        example={"note": "（示例）单位填写有误"}, put_right=_PROPOSED_ANEW, status=204),
    Route.local("POST", "/account-changes/{change_id}/decision", decide_change, body=DecideChange,
        answer=AccountChangeOut, right=DECIDES, tag="accounts", zh="审批账号变更",
        en="Approve a change of an account, or not", example={"approved": True, "note": "（示例）已与本人核实"},
        problems=[
            UnknownChange, NotWaiting, Outdated, AboutOneself, NotIndependent, LastAdministrator, IdentityTaken,
            InvalidFields,
        ],
        description="By whom it is neither about nor proposed. Approved, it holds at once, and the account's sessions "
        "end. `password` is the second half of one that others make.",
        answer_example=_CHANGE, put_right=_PROPOSED_ANEW),
]  # fmt: skip
WAITS = (Own("gateway.decide_account_change", ROWS[-1], waiting),)
