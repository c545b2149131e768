"""Talks (谈话) of an appraisal."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import talks

_OF = "/appraisal/appraisals/{appraisal_id}/talks"
_T = "/appraisal/talks"

# fmt: off
ROWS: list[Route] = [
    Route.post(_OF, talks.RECORD_TALK, right="appraisal.talks.record", zh="登记考察谈话", en="Record a talk",
        location=f"{_T}/{{id}}",
        example={
            "role": "masses", "described_as": "（示例）职工代表", "talker_ids": ["cad-02", "cad-03"],
            "held_on": "2026-01-20", "classification": "internal", "text": "（示例）谈话记录",
        }, scope=Scope.PERSON),
    Route.get(_OF, talks.LIST_TALKS, right="appraisal.talks.read", zh="考察谈话", en="The talks of an appraisal",
        scope=Scope.PERSON),
    Route.get(f"{_T}/{{talk_id}}", talks.GET_TALK, right="appraisal.talks.read", zh="谈话记录", en="One talk",
        scope=Scope.PERSON),
    Route.patch(f"{_T}/{{talk_id}}", talks.CORRECT_TALK, right="appraisal.talks.record",
        zh="更正谈话记录（原记录保留）",
        en="Correct the record of a talk, with its history",
        example={"text": "（示例）更正后的谈话记录", "reason": "（示例）记录有误"}, scope=Scope.PERSON),
    Route.post(f"{_T}/{{talk_id}}/annulment", talks.ANNUL_TALK, status=200, right="appraisal.talks.record",
        zh="作废误登的谈话记录", en="Annul the record of a talk that was entered by mistake",
        example={"reason": "（示例）登记在另一考察名下"}, scope=Scope.PERSON),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "appraisal-talks", talks.IMPORT_TALKS, right="appraisal.talks.record", zh="考察谈话", en="Talks of appraisals"
    )
]
