"""Appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.supervision.operations import appeals

_APPEALS = "/supervision/appeals"
_ONE = f"{_APPEALS}/{{appeal_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.post(_APPEALS, appeals.LODGE_APPEAL, right="supervision.appeals.lodge", scope=Scope.PERSON, zh="提出申诉",
        en="Lodge an appeal",
        example={
            "against": "restriction", "subject_id": "rst-01", "grounds": "认定事实有出入（演示）",
            "classification": "internal",
        }),
    Route.get(_APPEALS, appeals.LIST_APPEALS, right="supervision.appeals.read", scope=Scope.PERSON, zh="查询申诉",
        en="Appeals by cadre, unit, subject and state"),
    Route.get(_ONE, appeals.GET_APPEAL, right="supervision.appeals.read", scope=Scope.PERSON, zh="申诉详情",
        en="One appeal"),
    Route.post(f"{_ONE}/decision", appeals.DECIDE_APPEAL, status=200, right="supervision.appeals.decide",
        scope=Scope.PERSON, zh="作出申诉决定", en="Decide an appeal",
        example={"outcome": "upheld", "basis": "事实不清（演示）"},
        description="Upheld takes the restriction or the letter back; changed gives a restriction an earlier end."),
    Route.post(f"{_ONE}/decision/correction", appeals.CORRECT_APPEAL, status=200, right="supervision.appeals.decide",
        scope=Scope.PERSON, zh="更正误录的申诉决定：原决定保留，影响期随之",
        en="Put right how an appeal was decided; the first is kept, and the restriction follows",
        example={"outcome": "rejected", "basis": "决定书（演示）", "correction": "录入有误（演示）"}),
    Route.post(f"{_ONE}/withdrawal", appeals.WITHDRAW_APPEAL, status=200, right="supervision.appeals.lodge",
        scope=Scope.PERSON, zh="撤回申诉", en="Take an appeal back", example={}),
]
