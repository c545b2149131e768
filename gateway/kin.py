"""Kin stand aside (亲属回避): nobody appraises their husband, wife or near kin, nor a team of which one is a member.

Families are in no event, so the gateway asks the registry before an appraisal is planned, changed or started, one at a
time or by an import. The refusal names the place and not the relation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.route import GatewayRequest, LookUp
from servicekit.errors import FieldError, field_error
from services.appraisal.errors.appraisals import AppraiserBarred
from services.appraisal.operations.appraisals import GET_APPRAISAL
from services.registry.operations.teams import KIN_OF
from services.registry.schemas.teams import KinAsked

_QUESTION = KinAsked()


async def must_stand_aside(request: GatewayRequest) -> None:
    """Raises AppraiserBarred for appraisers who are kin of the cadre, or of a member of the team, that is appraised."""
    plan = request.params
    if "appraisal_id" in plan:
        plan = {**await request.call(GET_APPRAISAL, appraisal_id=plan["appraisal_id"]), **plan}
    barred = await barred_in(request.look_up, [plan])
    if barred:
        raise AppraiserBarred(errors=barred[0])


async def barred_in(look_up: LookUp, plans: Sequence[Mapping[str, Any]]) -> dict[int, list[FieldError]]:
    """The appraisers who must stand aside in each of these plans, by the plan's place, in one round trip.

    What is no plan yet is left to appraisal, which refuses it.
    """
    asked = {place: _question(plan) for place, plan in enumerate(plans)}
    asked = {place: question for place, question in asked.items() if not _QUESTION.validate(question)}
    if not asked:
        return {}
    answer = await look_up(KIN_OF, asked=list(asked.values()))
    if not any(answer["kin_ids"]):
        return {}
    zh, en = f"与考察对象有亲属关系，须回避（{answer['basis']}）", f"Near kin of the subject ({answer['basis']})"
    return {
        place: [
            field_error(f"/appraiser_ids/{number}", "kin", zh, en)
            for number, appraiser in enumerate(question["ids"])
            if appraiser in kin
        ]
        for (place, question), kin in zip(asked.items(), answer["kin_ids"], strict=True)
        if kin
    }


def _question(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {"cadre_id": plan.get("cadre_id"), "unit_id": plan.get("unit_id"), "ids": plan.get("appraiser_ids")}
