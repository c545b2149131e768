"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.errors import UnknownCadre
from servicekit.schema import page_of
from services.supervision.errors import standing as errors
from services.supervision.schemas import standing

_RESTRICTIONS = "/supervision/restrictions"
_ONE = f"{_RESTRICTIONS}/{{restriction_id}}"

ROWS: list[Route] = [
    Route.post(
        _RESTRICTIONS,
        "supervision.impose_restriction",
        body=standing.ImposeRestriction,
        answer=standing.RestrictionOut,
        right="supervision.restrictions.manage",
        scope=Scope.PERSON,
        zh="登记影响期",
        en="Enter a restriction",
        problems=[UnknownCadre, errors.EndsBeforeBegins, errors.UnknownRestrictionKind],
        example={"cadre_id": "cdr-01", "kind": "warning", "begins": "2026-03-02", "basis": "处分决定（演示）"},
        description="Without an end it lasts as long as its kind's rule says; it begins and ends by itself.",
    ),
    Route.get(
        _RESTRICTIONS,
        "supervision.list_restrictions",
        query=standing.ListRestrictions,
        answer=page_of(standing.RestrictionOut),
        right="supervision.restrictions.read",
        scope=Scope.PERSON,
        zh="查询影响期",
        en="Restrictions by cadre, unit, state and kind",
    ),
    Route.get(
        _ONE,
        "supervision.get_restriction",
        query=standing.RestrictionOf,
        answer=standing.RestrictionOut,
        right="supervision.restrictions.read",
        scope=Scope.PERSON,
        zh="影响期详情",
        en="One restriction",
    ),
    Route.post(
        f"{_ONE}/lifting",
        "supervision.lift_restriction",
        body=standing.CloseRestriction,
        answer=standing.RestrictionOut,
        status=200,
        right="supervision.restrictions.manage",
        zh="提前解除影响期",
        en="End a restriction early",
        problems=[errors.RestrictionOver],
        example={"basis": "提前解除决定（演示）"},
    ),
    Route.post(
        f"{_ONE}/annulment",
        "supervision.annul_restriction",
        body=standing.CloseRestriction,
        answer=standing.RestrictionOut,
        status=200,
        right="supervision.restrictions.manage",
        zh="撤销影响期",
        en="Take back a restriction that was entered in error",
        problems=[errors.RestrictionOver],
        example={"basis": "登记有误（演示）"},
    ),
    Route.get(
        "/supervision/standings/{cadre_id}",
        "supervision.get_standing",
        query=standing.StandingOf,
        answer=standing.StandingOut,
        right="supervision.restrictions.read",
        scope=Scope.PERSON,
        zh="干部影响期状态",
        en="What holds against a cadre now",
    ),
]
