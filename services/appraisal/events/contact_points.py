"""Events: contact points (干部工作联系点) and their visits."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class ContactPointState(Schema):
    """The whole thin state of a contact point; `unit_ids` are those of the unit that is contacted."""

    contact_point_id = fields.String(required=True, attribute="id", metadata={"zh": "联系点"})
    cadre_id = fields.String(required=True, metadata={"zh": "联系干部"})
    unit_id = fields.String(required=True, metadata={"zh": "联系单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "联系单位的隶属路径"})
    begins = fields.Date(required=True, metadata={"zh": "起"})
    ends = fields.Date(required=True, allow_none=True, metadata={"zh": "止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    visits = fields.Integer(required=True, metadata={"zh": "走访次数"})
    last_visit_on = fields.Date(required=True, allow_none=True, metadata={"zh": "最近走访日期"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class VisitState(Schema):
    """The whole thin state of a visit, without what was found."""

    visit_id = fields.String(required=True, attribute="id", metadata={"zh": "走访"})
    contact_point_id = fields.String(required=True, metadata={"zh": "联系点"})
    cadre_id = fields.String(required=True, metadata={"zh": "联系干部"})
    unit_id = fields.String(required=True, metadata={"zh": "联系单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "联系单位的隶属路径"})
    on = fields.Date(required=True, metadata={"zh": "走访日期"})
    follow_up_state = fields.String(required=True, metadata={"zh": "跟进状态"})
    due_on = fields.Date(required=True, allow_none=True, metadata={"zh": "跟进期限"})
    overdue = fields.Boolean(required=True, metadata={"zh": "跟进逾期"})
    annulled = fields.Boolean(metadata={"zh": "已作废"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_POINT: dict[str, Any] = {
    "contact_point_id": "ctp-01",
    "cadre_id": "cad-01",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "begins": "2026-03-01",
    "ends": None,
    "state": "open",
    "visits": 0,
    "last_visit_on": None,
    "synthetic": True,
}
_VISITED = {**_POINT, "visits": 1, "last_visit_on": "2026-04-02"}
_VISIT: dict[str, Any] = {
    "visit_id": "cvs-01",
    "contact_point_id": "ctp-01",
    "cadre_id": "cad-01",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "on": "2026-04-02",
    "follow_up_state": "open",
    "due_on": "2026-05-31",
    "overdue": False,
    "annulled": False,
    "synthetic": True,
}
OPENED = EVENTS.event(
    "contact_point.opened.v1",
    ContactPointState,
    "A cadre is assigned to a unit as its contact.",
    zh="联系点已建立",
    example=_POINT,
)
VISITED = EVENTS.event(
    "contact_point.visited.v1",
    ContactPointState,
    "The contact has visited the unit.",
    zh="联系点已走访",
    example=_VISITED,
)
CHANGED = EVENTS.event(
    "contact_point.changed.v1",
    ContactPointState,
    "The unit has another place, a last day is set, or a visit was annulled.",
    zh="联系点隶属、期限或走访已变更",
    example=_VISITED,
)
ENDED = EVENTS.event(
    "contact_point.ended.v1",
    ContactPointState,
    "The assignment is over.",
    zh="联系点已结束",
    example={**_VISITED, "state": "ended", "ends": "2026-12-31"},
)
WENT_ON = EVENTS.event(
    "contact_point.went_on.v1",
    ContactPointState,
    "It had ended because the cadre had left, and that was set aside: it goes on as it was.",
    zh="联系点已恢复",
    example=_VISITED,
)
RECORDED = EVENTS.event(
    "contact_visit.recorded.v1", VisitState, "A visit is on record.", zh="联系走访已登记", example=_VISIT
)
SETTLED = EVENTS.event(
    "contact_visit.settled.v1",
    VisitState,
    "What a visit had left to be done is done.",
    zh="联系走访跟进已办结",
    example={**_VISIT, "follow_up_state": "settled"},
)
OVERDUE = EVENTS.event(
    "contact_visit.overdue.v1",
    VisitState,
    "The day of a follow-up is over, and it is not done.",
    zh="联系走访跟进逾期",
    example={**_VISIT, "overdue": True},
)
ANNULLED = EVENTS.event(
    "contact_point.annulled.v1",
    ContactPointState,
    "The assignment was entered by mistake and counts no more.",
    zh="联系点已作废",
    example={**_VISITED, "state": "annulled"},
)
VISIT_ANNULLED = EVENTS.event(
    "contact_visit.annulled.v1",
    VisitState,
    "The visit was entered by mistake and counts no more.",
    zh="联系走访已作废",
    example={**_VISIT, "annulled": True, "follow_up_state": "none"},
)
