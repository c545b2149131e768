"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.supervision.operations import standing

_RESTRICTIONS = "/supervision/restrictions"
_ONE = f"{_RESTRICTIONS}/{{restriction_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.post(_RESTRICTIONS, standing.IMPOSE_RESTRICTION, right="supervision.restrictions.manage", scope=Scope.PERSON,
        zh="登记影响期", en="Enter a restriction",
        example={"cadre_id": "cdr-01", "kind": "warning", "begins": "2026-03-02", "basis": "处分决定（演示）"},
        description="Without an end it lasts as long as its kind's rule says; it begins and ends by itself."),
    Route.get(_RESTRICTIONS, standing.LIST_RESTRICTIONS, right="supervision.restrictions.read", scope=Scope.PERSON,
        zh="查询影响期", en="Restrictions by cadre, unit, state and kind"),
    Route.get(_ONE, standing.GET_RESTRICTION, right="supervision.restrictions.read", scope=Scope.PERSON,
        zh="影响期详情", en="One restriction"),
    Route.post(f"{_ONE}/lifting", standing.LIFT_RESTRICTION, status=200, right="supervision.restrictions.manage",
        zh="提前解除影响期", en="End a restriction early", example={"basis": "提前解除决定（演示）"}),
    Route.post(f"{_ONE}/annulment", standing.ANNUL_RESTRICTION, status=200, right="supervision.restrictions.manage",
        zh="撤销影响期", en="Take back a restriction that was entered in error", example={"basis": "登记有误（演示）"}),
    Route.get("/supervision/standings/{cadre_id}", standing.GET_STANDING, right="supervision.restrictions.read",
        scope=Scope.PERSON, zh="干部影响期状态", en="What holds against a cadre now"),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "restrictions",
        standing.IMPORT_RESTRICTIONS,
        right="supervision.restrictions.manage",
        zh="影响期",
        en="Restrictions",
        ordered=True,
        meets=("cadre_id",),
    )
]
