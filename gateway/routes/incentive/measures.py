"""Measures (激励措施) and what is granted of them."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.incentive.operations import measures

_M, _G = "/incentive/measures", "/incentive/grants"

# fmt: off
ROWS: list[Route] = [
    Route.post(_M, measures.OPEN_MEASURE, right="incentive.measures.manage", zh="登记激励措施",
        en="Enter a measure in the catalogue",
        example={"code": "JL-01", "title": "（示例）定期体检", "kind": "care", "basis": "（示例）", "synthetic": True}),
    Route.get(_M, measures.LIST_MEASURES, right="incentive.measures.read", zh="激励措施目录",
        en="The catalogue of measures"),
    Route.get(f"{_M}/{{measure_id}}", measures.GET_MEASURE, right="incentive.measures.read", zh="激励措施详情",
        en="One measure"),
    Route.post(f"{_M}/{{measure_id}}/closing", measures.CLOSE_MEASURE, status=200, right="incentive.measures.manage",
        zh="停用激励措施", en="Grant a measure no more"),
    Route.post(_G, measures.GIVE_GRANT, right="incentive.grants.give", zh="给予激励", en="Grant a measure to a cadre",
        example={
            "measure_id": "msr-01", "cadre_id": "cad-01", "granted_by": "（示例）批准人", "basis": "（示例）批准文件",
            "ends": "2027-06-30",
        }, scope=Scope.PERSON),
    Route.get(_G, measures.LIST_GRANTS, right="incentive.grants.read", zh="查询已给予的激励", en="What was granted",
        scope=Scope.PERSON),
    Route.get(f"{_G}/{{grant_id}}", measures.GET_GRANT, right="incentive.grants.read", zh="激励详情", en="One grant",
        scope=Scope.PERSON),
    Route.post(f"{_G}/{{grant_id}}/revocation", measures.REVOKE_GRANT, status=200, right="incentive.grants.revoke",
        zh="撤销激励", en="Take a grant back",
        example={"revoked_by": "（示例）经办负责人", "basis": "（示例）撤销决定"}, scope=Scope.PERSON),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "measures",
        measures.IMPORT_MEASURES,
        right="incentive.measures.manage",
        zh="激励措施",
        en="Measures",
        scope=Scope.NONE,
        meets=("code",),
    ),
    ImportKind(
        "grants",
        measures.IMPORT_GRANTS,
        right="incentive.grants.give",
        zh="给予的激励",
        en="What was granted",
        ordered=True,
        meets=("cadre_id",),
    ),
]
