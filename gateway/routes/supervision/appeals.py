"""Appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.schema import page_of
from services.supervision.errors import appeals as errors
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.letters import NoLetter
from services.supervision.errors.standing import EndsBeforeBegins, NoRestriction, RestrictionOver
from services.supervision.schemas import appeals

_APPEALS = "/supervision/appeals"
_ONE = f"{_APPEALS}/{{appeal_id}}"

ROWS: list[Route] = [
    Route.post(
        _APPEALS,
        "supervision.lodge_appeal",
        body=appeals.LodgeAppeal,
        answer=appeals.AppealOut,
        right="supervision.appeals.lodge",
        scope=Scope.PERSON,
        zh="提出申诉",
        en="Lodge an appeal",
        problems=[NoRestriction, NoLetter, errors.AppealOpen, errors.AppealTooLate, errors.NothingToAppeal],
        example={
            "against": "restriction",
            "subject_id": "rst-01",
            "grounds": "认定事实有出入（演示）",
            "classification": "internal",
        },
    ),
    Route.get(
        _APPEALS,
        "supervision.list_appeals",
        query=appeals.ListAppeals,
        answer=page_of(appeals.AppealLine),
        right="supervision.appeals.read",
        scope=Scope.PERSON,
        zh="查询申诉",
        en="Appeals by cadre, unit, subject and state",
    ),
    Route.get(
        _ONE,
        "supervision.get_appeal",
        query=appeals.AppealOf,
        answer=appeals.AppealOut,
        right="supervision.appeals.read",
        scope=Scope.PERSON,
        zh="申诉详情",
        en="One appeal",
    ),
    Route.post(
        f"{_ONE}/decision",
        "supervision.decide_appeal",
        body=appeals.DecideAppeal,
        answer=appeals.AppealOut,
        status=200,
        right="supervision.appeals.decide",
        scope=Scope.PERSON,
        zh="作出申诉决定",
        en="Decide an appeal",
        problems=[
            StepNotPossible,
            errors.NotIndependent,
            errors.NewEndWrong,
            RestrictionOver,
            EndsBeforeBegins,
        ],
        example={"outcome": "upheld", "basis": "事实不清（演示）"},
        description="Upheld takes the restriction or the letter back; changed gives a restriction an earlier end.",
    ),
    Route.post(
        f"{_ONE}/withdrawal",
        "supervision.withdraw_appeal",
        body=appeals.AppealOf,
        answer=appeals.AppealOut,
        status=200,
        right="supervision.appeals.lodge",
        scope=Scope.PERSON,
        zh="撤回申诉",
        en="Take an appeal back",
        problems=[StepNotPossible],
        example={},
    ),
]
