"""Kin stand aside (亲属回避): nobody appraises their husband, wife or near kin.

Families are in no event, so the gateway asks the registry before the plan of an appraisal is sent. The refusal names
the place and not the relation.
"""

from __future__ import annotations

from gateway.route import GatewayRequest
from gateway.rpc import Answered
from servicekit.errors import field_error
from services.appraisal.errors.appraisals import AppraiserBarred
from services.appraisal.operations.appraisals import GET_APPRAISAL
from services.registry.operations.teams import KIN_OF

_UNPROCESSABLE = 422


async def must_stand_aside(request: GatewayRequest) -> None:
    """Raises AppraiserBarred for appraisers who are kin of the cadre whom the plan is about.

    What is no plan yet is left to appraisal, which refuses it.
    """
    appraisers, subject = request.params.get("appraiser_ids"), request.params.get("cadre_id")
    if not isinstance(appraisers, list):
        return
    if "appraisal_id" in request.params:
        subject = (await request.call(GET_APPRAISAL, appraisal_id=request.params["appraisal_id"]))["cadre_id"]
    if not isinstance(subject, str):
        return
    try:
        found = await request.look_up(KIN_OF, cadre_id=subject, ids=appraisers)
    except Answered as answered:
        if answered.problem.status == _UNPROCESSABLE:
            return
        raise
    places = [f"/appraiser_ids/{n}" for n, one in enumerate(appraisers) if one in found["kin_ids"]]
    if places:
        zh, en = f"与考察对象有亲属关系，须回避（{found['basis']}）", f"Near kin of the subject ({found['basis']})"
        raise AppraiserBarred(zh, en, errors=[field_error(place, "kin", zh, en) for place in places])
