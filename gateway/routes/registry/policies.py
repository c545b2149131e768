"""Rows of the register of policies (政策文件)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.registry.common import PLAIN
from services.registry.operations import imports, policies

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

# fmt: off
ROWS: list[Route] = [
    Route.get("/policies", policies.LIST_POLICIES, right="registry.policies.read", zh="检索制度库",
        en="Search the register of policies", **PLAIN),
    Route.post("/policies", policies.REGISTER_POLICY, right="registry.policies.register", zh="制度文件入库",
        en="Register a policy document", example=_POLICY, **PLAIN),
    Route.get("/policies/{policy_id}", policies.GET_POLICY, right="registry.policies.read", zh="查看制度文件",
        en="Read a policy document", **PLAIN),
    Route.patch("/policies/{policy_id}", policies.CHANGE_POLICY, right="registry.policies.change",
        zh="修改或废止制度文件", en="Change or repeal a policy document", **PLAIN),
]
# fmt: on

IMPORTS: list[ImportKind] = [
    ImportKind(
        "policies",
        imports.IMPORT_POLICIES,
        right="registry.policies.register",
        zh="制度文件",
        en="Policy documents",
        scope=Scope.NONE,
        meets=("number",),
        once=("number",),
    )
]
