"""Contact points (干部工作联系点)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import contact_points

_C = "/appraisal/contact-points"
_ONE = f"{_C}/{{contact_point_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.post(_C, contact_points.OPEN_CONTACT_POINT, right="appraisal.contact-points.manage", zh="建立干部工作联系点",
        en="Assign a cadre to a unit as its contact",
        example={
            "cadre_id": "cad-01", "unit_id": "unt-07", "begins": "2026-03-01", "basis": "（示例）选派通知",
            "synthetic": True,
        }, scope=Scope.PERSON),
    Route.get(_C, contact_points.LIST_CONTACT_POINTS, right="appraisal.contact-points.read", zh="查询干部工作联系点",
        en="Contact points", scope=Scope.PERSON),
    Route.get(_ONE, contact_points.GET_CONTACT_POINT, right="appraisal.contact-points.read", zh="联系点详情",
        en="One contact point", scope=Scope.PERSON),
    Route.post(f"{_ONE}/ending", contact_points.END_CONTACT_POINT, status=200, right="appraisal.contact-points.manage",
        zh="结束联系点", en="End an assignment", example={"basis": "（示例）任务完成"}, scope=Scope.PERSON),
    Route.post(f"{_ONE}/annulment", contact_points.ANNUL_CONTACT_POINT, status=200,
        right="appraisal.contact-points.manage", zh="作废误登的联系点（不再计入）",
        en="Annul an assignment that was entered by mistake", example={"basis": "（示例）误登"}, scope=Scope.PERSON),
    Route.post(f"{_ONE}/visits", contact_points.RECORD_CONTACT_VISIT, right="appraisal.contact-visits.record",
        zh="登记联系走访", en="Record a visit", location=f"{_ONE}/visits",
        example={
            "on": "2026-04-02", "findings": "（示例）了解到的情况", "classification": "internal",
            "follow_up": "（示例）跟进事项", "follow_up_due_on": "2026-05-31",
        }, scope=Scope.PERSON),
    Route.get(f"{_ONE}/visits", contact_points.LIST_CONTACT_VISITS, right="appraisal.contact-visits.read",
        zh="联系走访", en="The visits of a contact point", scope=Scope.PERSON),
    Route.post("/appraisal/contact-visits/{visit_id}/settlement", contact_points.SETTLE_CONTACT_VISIT, status=200,
        right="appraisal.contact-visits.record", zh="办结跟进事项", en="Settle what a visit left to be done",
        example={"result": "（示例）已落实"}, scope=Scope.PERSON),
    Route.post("/appraisal/contact-visits/{visit_id}/annulment", contact_points.ANNUL_CONTACT_VISIT, status=200,
        right="appraisal.contact-visits.record", zh="作废误登的联系走访（不再计入）",
        en="Annul a visit that was entered by mistake", example={"basis": "（示例）误登"}, scope=Scope.PERSON),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "contact-points",
        contact_points.IMPORT_CONTACT_POINTS,
        right="appraisal.contact-points.manage",
        zh="干部工作联系点",
        en="Contact points",
    )
]
