"""Rows of units (单位)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.registry.common import PLAIN
from services.registry.operations import imports, units

_UNIT = {
    "code": "BT-SWZZB",
    "name": "中共包头市委组织部",
    "short_name": "市委组织部",
    "kind": "party_committee",
    "level": "131",
    "region": "150200",
    "parent_code": "BT",
    "approved": {"chief": 1, "deputy": 4},
    "synthetic": True,
}

_PLANNED = {
    "id": "plc-01", "version": 1, "operation": "registry.change_unit", "unit_id": "unt-07", "post_id": None,
    "on": "2026-07-01", "document": "（示例）机构编制委员会批复", "wish": {"name": "（示例）市教育体育局"},
    "planned_by": "acc-03", "state": "planned", "timeline": [], "synthetic": True,
}  # fmt: skip
# fmt: off
ROWS: list[Route] = [
    Route.get("/units", units.LIST_UNITS, right="registry.units.read", zh="查询单位", en="List units", **PLAIN),
    Route.post("/units", units.REGISTER_UNIT, right="registry.units.register", zh="登记单位", en="Register a unit",
        example=_UNIT, **PLAIN),
    Route.get("/units/{unit_id}", units.GET_UNIT, right="registry.units.read", zh="查看单位及沿革",
        en="Read a unit and its history", **PLAIN),
    Route.patch("/units/{unit_id}", units.CHANGE_UNIT, right="registry.units.change", zh="更名、核定职数等",
        en="Rename a unit, set approved posts or plain fields",
        example={"name": "中共包头市委组织部（公务员局）", "on": "2025-03-01", "document": "包编发〔2025〕3号"},
        **PLAIN),
    Route.post("/units/{unit_id}/moves", units.MOVE_UNIT, right="registry.units.change", status=200, zh="调整隶属关系",
        en="Place a unit below another", **PLAIN),
    Route.post("/units/{unit_id}/merger", units.MERGE_UNIT, right="registry.units.change", status=200, zh="撤并单位",
        en="Merge a unit into another", **PLAIN),
    Route.post("/units/{unit_id}/closure", units.CLOSE_UNIT, right="registry.units.change", status=200, zh="撤销单位",
        en="Abolish a unit", **PLAIN),
    Route.post("/units/{unit_id}/restoration", units.RESTORE_UNIT, right="registry.units.change", status=200,
        zh="恢复误撤并的单位：人员、职位和下级单位一并归还",
        en="Put right that a unit was merged or abolished by mistake: what went over comes back",
        example={"by": "虚构经办", "basis": "撤并文件录入有误"}, **PLAIN),
    Route.get("/planned-changes", units.LIST_PLANNED_CHANGES, right="registry.units.read",
        zh="查询单位、职位的计划变更", en="Changes of units and posts whose day has not come",
        answer_example={"items": [_PLANNED], "next": None, "total": None}, **PLAIN),
    Route.post("/planned-changes/{change_id}/cancellation", units.CANCEL_PLANNED_CHANGE, right="registry.units.change",
        status=200, zh="取消单位、职位的计划变更", en="Cancel a change that is planned",
        example={"by": "虚构部长", "basis": "机构改革方案已调整（演示）"}, **PLAIN),
]
# fmt: on

IMPORTS: list[ImportKind] = [
    ImportKind(
        "units",
        imports.IMPORT_UNITS,
        right="registry.units.register",
        zh="单位",
        en="Units",
        scope=Scope.NONE,
        ordered=True,
        meets=("code", "parent_code"),
        once=("code",),
    )
]
