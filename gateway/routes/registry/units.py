"""Rows of units (单位)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from gateway.routes.registry.common import PLAIN
from servicekit.schema import page_of
from services.registry.errors.common import NothingChanged
from services.registry.errors.units import CodeTaken, TooManyAffected, UnitClosed, UnitInUse, UnitLoop, UnknownUnit
from services.registry.schemas.units import (
    ChangeUnit,
    CloseUnit,
    GetUnit,
    ListUnits,
    MergeUnit,
    MoveUnit,
    RegisterUnit,
    UnitOut,
)

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

ROWS: list[Route] = [
    Route.get(
        "/units",
        "registry.list_units",
        query=ListUnits,
        answer=page_of(UnitOut),
        right="registry.units.read",
        zh="查询单位",
        en="List units",
        **PLAIN,
    ),
    Route.post(
        "/units",
        "registry.register_unit",
        body=RegisterUnit,
        answer=UnitOut,
        right="registry.units.register",
        zh="登记单位",
        en="Register a unit",
        problems=[UnknownUnit, CodeTaken, UnitClosed],
        example=_UNIT,
        **PLAIN,
    ),
    Route.get(
        "/units/{unit_id}",
        "registry.get_unit",
        query=GetUnit,
        answer=UnitOut,
        right="registry.units.read",
        zh="查看单位及沿革",
        en="Read a unit and its history",
        problems=[UnknownUnit],
        **PLAIN,
    ),
    Route.patch(
        "/units/{unit_id}",
        "registry.change_unit",
        body=ChangeUnit,
        answer=UnitOut,
        right="registry.units.change",
        zh="更名、核定职数等",
        en="Rename a unit, set approved posts or plain fields",
        problems=[UnknownUnit, UnitClosed, NothingChanged],
        example={"name": "中共包头市委组织部（公务员局）", "on": "2025-03-01", "document": "包编发〔2025〕3号"},
        **PLAIN,
    ),
    Route.post(
        "/units/{unit_id}/moves",
        "registry.move_unit",
        body=MoveUnit,
        answer=UnitOut,
        right="registry.units.change",
        status=200,
        zh="调整隶属关系",
        en="Place a unit below another",
        problems=[UnknownUnit, UnitLoop, UnitClosed, TooManyAffected],
        **PLAIN,
    ),
    Route.post(
        "/units/{unit_id}/merger",
        "registry.merge_unit",
        body=MergeUnit,
        answer=UnitOut,
        right="registry.units.change",
        status=200,
        zh="撤并单位",
        en="Merge a unit into another",
        problems=[UnknownUnit, UnitLoop, UnitClosed, TooManyAffected],
        **PLAIN,
    ),
    Route.post(
        "/units/{unit_id}/closure",
        "registry.close_unit",
        body=CloseUnit,
        answer=UnitOut,
        right="registry.units.change",
        status=200,
        zh="撤销单位",
        en="Abolish a unit",
        problems=[UnknownUnit, UnitInUse, UnitClosed],
        **PLAIN,
    ),
]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "units",
        "registry.import_units",
        RegisterUnit,
        right="registry.units.register",
        zh="单位",
        en="Units",
        scope=Scope.NONE,
        ordered=True,
        problems=[UnknownUnit, CodeTaken, UnitClosed],
    ),
]
