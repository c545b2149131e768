"""Secondments (挂职、跟岗)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from services.talentpool.operations import secondments

_S = "/talent/secondments"
_ONE = f"{_S}/{{secondment_id}}"
_DONE: dict[str, Any] = {"status": 200, "scope": Scope.PERSON}
_BY = {"decided_by": "（示例）经办负责人", "basis": "（示例）书面依据"}

# fmt: off
ROWS: list[Route] = [
    Route.post(_S, secondments.PLAN_SECONDMENT, right="talentpool.secondments.manage", zh="安排挂职、跟岗或到一线",
        en="Plan a secondment", description="到期自动开始和结束；同一人员的时间不得重叠；影响期内不得安排。",
        example={
            "kind": "follow", "direction": "out", "cadre_id": "cad-01", "host": "qingdao", "begins": "2026-03-01",
            "ends": "2026-08-31", "basis": "（示例）选派通知",
        }, scope=Scope.PERSON),
    Route.get(_S, secondments.LIST_SECONDMENTS, right="talentpool.secondments.read", zh="查询挂职、跟岗",
        en="Secondments", scope=Scope.PERSON),
    Route.get(f"{_S}/balance", secondments.SECONDMENT_BALANCE, right="talentpool.secondments.read",
        zh="与一地双向挂职的对照", en="How many went out to a region and came in from it", example={"region": "150100"},
        scope=Scope.PERSON),
    Route.get(_ONE, secondments.GET_SECONDMENT, right="talentpool.secondments.read", zh="挂职、跟岗详情",
        en="One secondment", scope=Scope.PERSON),
    Route.post(f"{_ONE}/extension", secondments.EXTEND_SECONDMENT, right="talentpool.secondments.manage",
        zh="延长挂职、跟岗", en="Extend a secondment", example={"ends": "2026-12-31", "basis": "（示例）延期通知"},
        **_DONE),
    Route.post(f"{_ONE}/early-end", secondments.END_SECONDMENT, right="talentpool.secondments.manage",
        zh="提前结束挂职、跟岗", en="End a secondment early", example=_BY, **_DONE),
    Route.post(f"{_ONE}/resumption", secondments.RESUME_SECONDMENT, right="talentpool.secondments.manage",
        zh="恢复误结束的挂职、跟岗", en="Let a secondment go on that was ended early by mistake", example=_BY, **_DONE),
    Route.post(f"{_ONE}/cancellation", secondments.CANCEL_SECONDMENT, right="talentpool.secondments.manage",
        zh="取消尚未开始的挂职、跟岗", en="Cancel a secondment that has not begun", example=_BY, **_DONE),
    Route.post(f"{_ONE}/restriction-decision", secondments.DECIDE_SECONDMENT, right="talentpool.secondments.manage",
        zh="决定影响期内是否继续挂职、跟岗", en="Decide whether a secondment goes on in spite of a restriction",
        example={**_BY, "go_on": True}, **_DONE),
    Route.post(f"{_ONE}/mentor", secondments.CHANGE_SECONDMENT_MENTOR, right="talentpool.secondments.manage",
        zh="更换接收单位导师", en="Another mentor at the host", example={"host_mentor": "（示例）接收地导师"}, **_DONE),
    Route.post(f"{_ONE}/reports", secondments.REPORT_SECONDMENT, right="talentpool.secondments.report",
        zh="提交挂职、跟岗工作小结", en="Report on one's secondment",
        example={"text": "（示例）本季度工作小结", "classification": "internal"}, **_DONE),
    Route.post(f"{_ONE}/evaluations", secondments.EVALUATE_SECONDMENT, right="talentpool.secondments.evaluate",
        zh="评价挂职、跟岗", en="Evaluate a secondment as the host or the organisation department",
        example={
            "side": "host", "evaluated_by": "（示例）评价人", "grade": "good", "text": "（示例）评价",
            "classification": "internal",
        }, **_DONE),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "secondments",
        secondments.IMPORT_SECONDMENTS,
        right="talentpool.secondments.manage",
        zh="挂职、跟岗",
        en="Secondments",
    )
]
