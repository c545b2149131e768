"""Contact points (干部工作联系点)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.appraisal.errors import contact_points as errors
from services.appraisal.errors.common import BadPeriod, StepNotPossible
from services.appraisal.schemas import contact_points

_C = "/appraisal/contact-points"
_ONE = f"{_C}/{{contact_point_id}}"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "appraisal"}
_OPENING = [UnknownCadre, UnknownUnit, errors.ContactWrong, errors.ContactPointOpen, BadPeriod]

ROWS: list[Route] = [
    Route.post(
        _C,
        "appraisal.open_contact_point",
        body=contact_points.OpenContactPoint,
        answer=contact_points.ContactPointOut,
        right="appraisal.contact-points.manage",
        zh="建立干部工作联系点",
        en="Assign a cadre to a unit as its contact",
        problems=_OPENING,
        example={
            "cadre_id": "cad-01",
            "unit_id": "unt-07",
            "begins": "2026-03-01",
            "basis": "（示例）选派通知",
            "synthetic": True,
        },
        **_PERSON,
    ),
    Route.get(
        _C,
        "appraisal.list_contact_points",
        query=contact_points.ListContactPoints,
        answer=page_of(contact_points.ContactPointLine),
        right="appraisal.contact-points.read",
        zh="查询干部工作联系点",
        en="Contact points",
        **_PERSON,
    ),
    Route.get(
        _ONE,
        "appraisal.get_contact_point",
        query=contact_points.ContactPointOf,
        answer=contact_points.ContactPointOut,
        right="appraisal.contact-points.read",
        zh="联系点详情",
        en="One contact point",
        problems=[errors.NoContactPoint],
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/ending",
        "appraisal.end_contact_point",
        body=contact_points.EndContactPoint,
        answer=contact_points.ContactPointOut,
        status=200,
        right="appraisal.contact-points.manage",
        zh="结束联系点",
        en="End an assignment",
        problems=[errors.NoContactPoint, StepNotPossible, BadPeriod],
        example={"basis": "（示例）任务完成"},
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/visits",
        "appraisal.record_contact_visit",
        body=contact_points.RecordVisit,
        answer=contact_points.VisitOut,
        right="appraisal.contact-visits.record",
        zh="登记联系走访",
        en="Record a visit",
        problems=[errors.NoContactPoint, StepNotPossible, BadPeriod],
        location=f"{_ONE}/visits",
        example={
            "on": "2026-04-02",
            "findings": "（示例）了解到的情况",
            "classification": "internal",
            "follow_up": "（示例）跟进事项",
            "follow_up_due_on": "2026-05-31",
        },
        **_PERSON,
    ),
    Route.get(
        f"{_ONE}/visits",
        "appraisal.list_contact_visits",
        query=contact_points.ListVisits,
        answer=page_of(contact_points.VisitOut),
        right="appraisal.contact-visits.read",
        zh="联系走访",
        en="The visits of a contact point",
        **_PERSON,
    ),
    Route.post(
        "/appraisal/contact-visits/{visit_id}/settlement",
        "appraisal.settle_contact_visit",
        body=contact_points.SettleFollowUp,
        answer=contact_points.VisitOut,
        status=200,
        right="appraisal.contact-visits.record",
        zh="办结跟进事项",
        en="Settle what a visit left to be done",
        problems=[errors.NoVisit, errors.NothingToFollowUp],
        example={"result": "（示例）已落实"},
        **_PERSON,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "contact-points",
        "appraisal.import_contact_points",
        contact_points.OpenContactPoint,
        right="appraisal.contact-points.manage",
        zh="干部工作联系点",
        en="Contact points",
        problems=_OPENING,
    ),
]
