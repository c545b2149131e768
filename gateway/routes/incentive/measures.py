"""Measures (激励措施) and what is granted of them."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre
from servicekit.schema import page_of
from services.incentive.errors import measures as errors
from services.incentive.errors.honours import NoHonour
from services.incentive.schemas import measures

_M, _G = "/incentive/measures", "/incentive/grants"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "incentive"}
_PLAIN: dict[str, Any] = {"scope": Scope.NONE, "tag": "incentive"}

ROWS: list[Route] = [
    Route.post(
        _M,
        "incentive.open_measure",
        body=measures.OpenMeasure,
        answer=measures.MeasureOut,
        right="incentive.measures.manage",
        zh="登记激励措施",
        en="Enter a measure in the catalogue",
        problems=[errors.MeasureKnown, errors.BadPeriod],
        example={"code": "JL-01", "title": "（示例）定期体检", "kind": "care", "basis": "（示例）", "synthetic": True},
        **_PLAIN,
    ),
    Route.get(
        _M,
        "incentive.list_measures",
        query=measures.ListMeasures,
        answer=page_of(measures.MeasureOut),
        right="incentive.measures.read",
        zh="激励措施目录",
        en="The catalogue of measures",
        **_PLAIN,
    ),
    Route.get(
        f"{_M}/{{measure_id}}",
        "incentive.get_measure",
        query=measures.MeasureOf,
        answer=measures.MeasureOut,
        right="incentive.measures.read",
        zh="激励措施详情",
        en="One measure",
        problems=[errors.NoMeasure],
        **_PLAIN,
    ),
    Route.post(
        f"{_M}/{{measure_id}}/closing",
        "incentive.close_measure",
        body=measures.MeasureOf,
        answer=measures.MeasureOut,
        status=200,
        right="incentive.measures.manage",
        zh="停用激励措施",
        en="Grant a measure no more",
        problems=[errors.NoMeasure, errors.MeasureNotInForce],
        **_PLAIN,
    ),
    Route.post(
        _G,
        "incentive.give_grant",
        body=measures.GiveGrant,
        answer=measures.GrantOut,
        right="incentive.grants.give",
        zh="给予激励",
        en="Grant a measure to a cadre",
        problems=[
            UnknownCadre,
            errors.NoMeasure,
            errors.MeasureNotInForce,
            errors.GrantBarred,
            errors.BadPeriod,
            NoHonour,
        ],
        example={
            "measure_id": "msr-01",
            "cadre_id": "cad-01",
            "granted_by": "（示例）批准人",
            "basis": "（示例）批准文件",
            "ends": "2027-06-30",
        },
        **_PERSON,
    ),
    Route.get(
        _G,
        "incentive.list_grants",
        query=measures.ListGrants,
        answer=page_of(measures.GrantOut),
        right="incentive.grants.read",
        zh="查询已给予的激励",
        en="What was granted",
        **_PERSON,
    ),
    Route.get(
        f"{_G}/{{grant_id}}",
        "incentive.get_grant",
        query=measures.GrantOf,
        answer=measures.GrantOut,
        right="incentive.grants.read",
        zh="激励详情",
        en="One grant",
        problems=[errors.NoGrant],
        **_PERSON,
    ),
    Route.post(
        f"{_G}/{{grant_id}}/revocation",
        "incentive.revoke_grant",
        body=measures.RevokeGrant,
        answer=measures.GrantOut,
        status=200,
        right="incentive.grants.revoke",
        zh="撤销激励",
        en="Take a grant back",
        problems=[errors.NoGrant, errors.GrantEnded],
        example={"revoked_by": "（示例）经办负责人", "basis": "（示例）撤销决定"},
        **_PERSON,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "measures",
        "incentive.import_measures",
        measures.OpenMeasure,
        right="incentive.measures.manage",
        zh="激励措施",
        en="Measures",
        scope=Scope.NONE,
        problems=[errors.MeasureKnown, errors.BadPeriod],
    )
]
