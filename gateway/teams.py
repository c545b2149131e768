"""A leadership team with a candidate in it (班子配备预览): one answer from two services, each under its own right.

Structure, establishment and retirements are the talent pool's; kin, same origin and same class stay with the registry,
because families are in no event. Advice only: nothing is decided or kept.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from gateway.route import Answer, GatewayRequest, Route, Scope
from servicekit.schema import Schema, fields
from services.registry.operations.teams import TEAM_RELATIONS
from services.registry.schemas.teams import RelationOut
from services.talentpool.operations.compositions import UNIT_COMPOSITION
from services.talentpool.schemas.compositions import CompositionOut, UnitComposition
from services.talentpool.schemas.members import POOL_RESULTS

RELATIONS = "registry.teams.relations.read"
"""The right that the warnings need besides the row's own."""


class PreviewOut(Schema):
    """The team before and after, and who in it would be bound to the candidate."""

    composition = fields.Nested(CompositionOut, required=True, metadata={"zh": "调整前后结构、职数、到龄情况"})
    warnings = fields.List(
        fields.Nested(RelationOut),
        required=True,
        allow_none=True,
        metadata={"zh": "人选与留任成员的亲属、同乡、同学关系；无权查看时为空值"},
    )
    all_checked = fields.Bool(required=True, metadata={"zh": "全部成员均已核对关系"})
    basis = fields.String(required=True, allow_none=True, metadata={"zh": "回避规定"})


async def preview(request: GatewayRequest) -> Answer:
    """Both answers at once; bonds to somebody who leaves for the candidate warn of nothing.

    Where both refuse, the talent pool's refusal is given, whichever comes first.
    """
    unit, candidate = request.params["unit_id"], request.params.get("candidate_id")
    asked = [request.call(UNIT_COMPOSITION, **request.params)]
    if request.principal.may(RELATIONS) and candidate:
        asked.append(request.call(TEAM_RELATIONS, unit_id=unit, candidate_id=candidate))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    composition, *found = cast("list[dict[str, Any]]", answers)
    relations: dict[str, Any] = found[0] if found else {}
    leaving = set(composition["leaving_ids"])
    warnings = [
        bond
        for bond in relations.get("relations", ())
        if bond["with_candidate"] and leaving.isdisjoint(bond["cadre_ids"])
    ]
    return Answer(
        {
            "composition": composition,
            "warnings": warnings if relations else None,
            "all_checked": bool(relations) and not relations["more"],
            "basis": relations.get("basis"),
        }
    )


# fmt: off
ROWS = [
    Route.local("GET", "/talent/units/{unit_id}/preview", preview, query=UnitComposition, answer=PreviewOut,
        right="talentpool.compositions.read", asks=(RELATIONS, "supervision.restrictions.read", POOL_RESULTS),
        scope=Scope.PERSON, tag="talent", zh="人选进入班子的预览：结构、职数、到龄与关系提示",
        en="A team with a candidate in it: structure, posts, retirements and warnings of bonds",
        problems=[*UNIT_COMPOSITION.refuses, *TEAM_RELATIONS.refuses],
        example={"candidate_id": "cad-01", "role": "deputy"}),
]
