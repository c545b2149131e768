"""Rows of the register of policies (政策文件)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.registry.common import PLAIN
from servicekit.schema import page_of
from services.registry.errors.common import NothingChanged
from services.registry.errors.policies import Classified, UnknownPolicy
from services.registry.errors.units import CodeTaken
from services.registry.schemas.policies import (
    ChangePolicy,
    GetPolicy,
    ListPolicies,
    PolicyLine,
    PolicyOut,
    RegisterPolicy,
)

_POLICY = {
    "title": "（示例）关于考准察实干部政治素质的意见",
    "kind": "policy",
    "classification": "public",
    "number": "包组发〔2024〕8号",
    "issuer": "中共包头市委组织部",
    "issued_on": "2024-05-08",
    "text": "（示例正文）",
    "synthetic": True,
}

ROWS: list[Route] = [
    Route.get(
        "/policies",
        "registry.list_policies",
        query=ListPolicies,
        answer=page_of(PolicyLine),
        right="registry.policies.read",
        zh="检索制度库",
        en="Search the register of policies",
        **PLAIN,
    ),
    Route.post(
        "/policies",
        "registry.register_policy",
        body=RegisterPolicy,
        answer=PolicyOut,
        right="registry.policies.register",
        zh="制度文件入库",
        en="Register a policy document",
        problems=[Classified, CodeTaken],
        example=_POLICY,
        **PLAIN,
    ),
    Route.get(
        "/policies/{policy_id}",
        "registry.get_policy",
        query=GetPolicy,
        answer=PolicyOut,
        right="registry.policies.read",
        zh="查看制度文件",
        en="Read a policy document",
        problems=[UnknownPolicy],
        **PLAIN,
    ),
    Route.patch(
        "/policies/{policy_id}",
        "registry.change_policy",
        body=ChangePolicy,
        answer=PolicyOut,
        right="registry.policies.change",
        zh="修改或废止制度文件",
        en="Change or repeal a policy document",
        problems=[UnknownPolicy, Classified, NothingChanged],
        **PLAIN,
    ),
]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "policies",
        "registry.import_policies",
        RegisterPolicy,
        right="registry.policies.register",
        zh="制度文件",
        en="Policy documents",
        scope=Scope.NONE,
        problems=[Classified, CodeTaken],
    ),
]
