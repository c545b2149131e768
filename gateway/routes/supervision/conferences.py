"""Joint conferences (会商联席)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.supervision.operations import conferences

_C = "/supervision/conferences"
_ONE = f"{_C}/{{conference_id}}"
_READ = "supervision.conferences.read"
_MANAGE = "supervision.conferences.manage"

# fmt: off
ROWS: list[Route] = [
    Route.post(_C, conferences.CONVENE_CONFERENCE, right=_MANAGE, scope=Scope.PERSON, zh="召集联席会议",
        en="Convene a joint conference",
        example={
            "title": "第一季度干部监督联席会议", "kind": "regular", "held_on": "2025-02-18", "host_agency_id": "agy-01",
            "member_ids": ["agy-02"], "agenda": [{"title": "研判干部监督信息"}],
        }),
    Route.get(_C, conferences.LIST_CONFERENCES, right=_READ, scope=Scope.PERSON, zh="查询联席会议",
        en="Joint conferences"),
    Route.get(_ONE, conferences.GET_CONFERENCE, right=_READ, scope=Scope.PERSON, zh="联席会议详情",
        en="One conference"),
    Route.post(f"{_ONE}/agenda", conferences.ADD_AGENDA_ITEM, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="增加议题", en="Put something on the agenda", example={"title": "研究专项监督安排"}),
    Route.post(f"{_ONE}/attendance", conferences.HOLD_CONFERENCE, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="登记出席情况", en="Record who took part",
        example={"attendance": [{"agency_id": "agy-02", "presence": "present"}]}),
    Route.post(f"{_ONE}/minutes", conferences.MINUTE_CONFERENCE, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="形成会议纪要", en="Keep the minutes",
        example={"minutes": "会议研究了专项监督安排。", "classification": "internal"}),
    Route.post(f"{_ONE}/minutes/correction", conferences.CORRECT_MINUTES, status=200, right=_MANAGE,
        scope=Scope.PERSON, zh="更正会议纪要：原纪要保留", en="Put the minutes right; what they said is kept",
        example={
            "minutes": "会议研究了专项监督和整改安排。", "classification": "internal", "correction": "漏记议题（演示）",
        }),
    Route.post(f"{_ONE}/resolutions", conferences.RESOLVE_AT_CONFERENCE, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="议定事项并交办", en="Take a resolution, which becomes a task",
        example={"text": "开展专项核查并反馈", "agency_ids": ["agy-02"], "working_days": 20}),
    Route.post(f"{_ONE}/closing", conferences.CLOSE_CONFERENCE, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="会议事项办结", en="Close a conference whose tasks are done", example={}),
    Route.post(f"{_ONE}/cancellation", conferences.CANCEL_CONFERENCE, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="取消会议", en="Cancel a planned conference", example={"basis": "与其他会议合并召开"}),
]
