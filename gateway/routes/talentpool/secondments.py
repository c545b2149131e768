"""Secondments (挂职、跟岗)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.talentpool.errors import secondments as errors
from services.talentpool.errors.plans import UnknownKey
from services.talentpool.errors.programmes import NoProgramme
from services.talentpool.schemas import secondments

_S = "/talent/secondments"
_ONE = f"{_S}/{{secondment_id}}"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "talent"}
_DONE: dict[str, Any] = {"answer": secondments.SecondmentOut, "status": 200, **_PERSON}
_PROBLEMS = [
    errors.NotSuchPlace,
    errors.BadPeriod,
    errors.Overlap,
    errors.RestrictedNow,
    errors.NotServing,
    errors.OwnMentor,
    errors.UnknownMentor,
    UnknownCadre,
    UnknownUnit,
    UnknownKey,
    NoProgramme,
]
_BY = {"decided_by": "（示例）经办负责人", "basis": "（示例）书面依据"}

ROWS: list[Route] = [
    Route.post(
        _S,
        "talentpool.plan_secondment",
        body=secondments.PlanSecondment,
        answer=secondments.SecondmentOut,
        right="talent.secondments.manage",
        zh="安排挂职、跟岗或到一线",
        en="Plan a secondment",
        description="到期自动开始和结束；同一人员的时间不得重叠；影响期内不得安排。",
        problems=_PROBLEMS,
        example={
            "kind": "follow",
            "direction": "out",
            "cadre_id": "cad-01",
            "host": "qingdao",
            "begins": "2026-03-01",
            "ends": "2026-08-31",
            "basis": "（示例）选派通知",
        },
        **_PERSON,
    ),
    Route.get(
        _S,
        "talentpool.list_secondments",
        query=secondments.ListSecondments,
        answer=page_of(secondments.SecondmentRow),
        right="talent.secondments.read",
        zh="查询挂职、跟岗",
        en="Secondments",
        **_PERSON,
    ),
    Route.get(
        f"{_S}/balance",
        "talentpool.secondment_balance",
        query=secondments.BalanceOf,
        answer=secondments.BalanceOut,
        right="talent.secondments.read",
        zh="与一地双向挂职的对照",
        en="How many went out to a region and came in from it",
        example={"region": "150100"},
        **_PERSON,
    ),
    Route.get(
        _ONE,
        "talentpool.get_secondment",
        query=secondments.SecondmentOf,
        answer=secondments.SecondmentOut,
        right="talent.secondments.read",
        zh="挂职、跟岗详情",
        en="One secondment",
        problems=[errors.NoSecondment],
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/extension",
        "talentpool.extend_secondment",
        body=secondments.ExtendSecondment,
        right="talent.secondments.manage",
        zh="延长挂职、跟岗",
        en="Extend a secondment",
        problems=[errors.NoSecondment, errors.NotNow, errors.BadPeriod, errors.RestrictedNow, errors.Overlap],
        example={"ends": "2026-12-31", "basis": "（示例）延期通知"},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/early-end",
        "talentpool.end_secondment",
        body=secondments.EndSecondment,
        right="talent.secondments.manage",
        zh="提前结束挂职、跟岗",
        en="End a secondment early",
        problems=[errors.NoSecondment, errors.NotNow],
        example=_BY,
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/cancellation",
        "talentpool.cancel_secondment",
        body=secondments.EndSecondment,
        right="talent.secondments.manage",
        zh="取消尚未开始的挂职、跟岗",
        en="Cancel a secondment that has not begun",
        problems=[errors.NoSecondment, errors.NotNow],
        example=_BY,
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/restriction-decision",
        "talentpool.decide_secondment",
        body=secondments.DecideRestriction,
        right="talent.secondments.manage",
        zh="决定影响期内是否继续挂职、跟岗",
        en="Decide whether a secondment goes on in spite of a restriction",
        problems=[errors.NoSecondment, errors.NotNow],
        example={**_BY, "go_on": True},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/mentor",
        "talentpool.change_secondment_mentor",
        body=secondments.ChangeMentor,
        right="talent.secondments.manage",
        zh="更换接收单位导师",
        en="Another mentor at the host",
        problems=[errors.NoSecondment, errors.NotNow, errors.OwnMentor, errors.UnknownMentor],
        example={"host_mentor": "（示例）接收地导师"},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/reports",
        "talentpool.report_secondment",
        body=secondments.ReportSecondment,
        right="talent.secondments.report",
        zh="提交挂职、跟岗工作小结",
        en="Report on one's secondment",
        problems=[errors.NoSecondment, errors.NotNow],
        example={"text": "（示例）本季度工作小结", "classification": "internal"},
        **_DONE,
    ),
    Route.post(
        f"{_ONE}/evaluations",
        "talentpool.evaluate_secondment",
        body=secondments.EvaluateSecondment,
        right="talent.secondments.evaluate",
        zh="评价挂职、跟岗",
        en="Evaluate a secondment as the host or the organisation department",
        problems=[errors.NoSecondment, errors.NotNow, errors.NotTheHost, UnknownKey],
        example={
            "side": "host",
            "evaluated_by": "（示例）评价人",
            "grade": "good",
            "text": "（示例）评价",
            "classification": "internal",
        },
        **_DONE,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "secondments",
        "talentpool.import_secondments",
        secondments.PlanSecondment,
        right="talent.secondments.manage",
        zh="挂职、跟岗",
        en="Secondments",
        problems=_PROBLEMS,
    )
]
