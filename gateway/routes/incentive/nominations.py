"""Nominations (推荐) from draft to naming: the saga with supervision."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.incentive.operations import nominations
from services.incentive.schemas.nominations import AWARD_RESULTS

_N = "/incentive/nominations"
_ONE = f"{_N}/{{nomination_id}}"

# fmt: off
ROWS = [
    Route.post(_N, nominations.NOMINATE, right="incentive.nominations.nominate", scope=Scope.PERSON, zh="推荐",
        en="Write a nomination, and submit it where wished",
        example={
            "batch_id": "bat-01", "cadre_id": "cdr-01", "unit_id": "unt-07", "field": "two_major_tasks",
            "merits": "主要事迹",
        }),
    Route.get(_N, nominations.LIST_NOMINATIONS, right="incentive.nominations.read", asks=(AWARD_RESULTS,),
        scope=Scope.PERSON, zh="查询推荐", en="Nominations"),
    Route.get(_ONE, nominations.GET_NOMINATION, right="incentive.nominations.read", asks=(AWARD_RESULTS,),
        scope=Scope.PERSON, zh="推荐详情", en="One nomination with its timeline, and the results that weigh on it"),
    Route.patch(_ONE, nominations.CHANGE_NOMINATION, right="incentive.nominations.nominate", scope=Scope.PERSON,
        zh="修改推荐", en="Change a draft", example={"merits": "补充事迹"}),
    Route.post(f"{_ONE}/submission", nominations.SUBMIT_NOMINATION, status=200, right="incentive.nominations.nominate",
        scope=Scope.PERSON, zh="提交推荐", en="Submit a nomination to vetting"),
    Route.post(f"{_ONE}/withdrawal", nominations.WITHDRAW_NOMINATION, status=200,
        right="incentive.nominations.nominate", scope=Scope.PERSON, zh="撤回推荐", en="Withdraw a nomination",
        example={"reason": "本人申请"}),
    Route.post(f"{_ONE}/resumption", nominations.RESUME_NOMINATION, status=200, right="incentive.nominations.nominate",
        scope=Scope.PERSON, zh="恢复推荐", en="Go on after a restriction was lifted"),
    Route.post(f"{_ONE}/vetting", nominations.REQUEST_VETTING_AGAIN, status=200, right="incentive.nominations.nominate",
        scope=Scope.PERSON, zh="再次提请联审", en="Ask for vetting again after it was put off"),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "nominations",
        nominations.IMPORT_NOMINATIONS,
        right="incentive.nominations.nominate",
        zh="推荐",
        en="Nominations",
    )
]
