"""Joint conferences (会商联席)."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.schema import page_of
from services.supervision.errors import conferences as errors
from services.supervision.errors.matters import DueInThePast
from services.supervision.schemas import conferences as schemas

_C = "/supervision/conferences"
_ONE = f"{_C}/{{conference_id}}"
_READ = "supervision.conferences.read"
_MANAGE = "supervision.conferences.manage"

ROWS: list[Route] = [
    Route.post(
        _C,
        "supervision.convene_conference",
        body=schemas.ConveneConference,
        answer=schemas.ConferenceOut,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="召集联席会议",
        en="Convene a joint conference",
        problems=[errors.NotAMemberAgency],
        example={
            "title": "第一季度干部监督联席会议",
            "kind": "regular",
            "held_on": "2025-02-18",
            "host_agency_id": "agy-01",
            "member_ids": ["agy-02"],
            "agenda": [{"title": "研判干部监督信息"}],
        },
    ),
    Route.get(
        _C,
        "supervision.list_conferences",
        query=schemas.ListConferences,
        answer=page_of(schemas.ConferenceLine),
        right=_READ,
        scope=Scope.PERSON,
        zh="查询联席会议",
        en="Joint conferences",
    ),
    Route.get(
        _ONE,
        "supervision.get_conference",
        query=schemas.ConferenceOf,
        answer=schemas.ConferenceOut,
        right=_READ,
        scope=Scope.PERSON,
        zh="联席会议详情",
        en="One conference",
        problems=[errors.NoConference],
    ),
    Route.post(
        f"{_ONE}/agenda",
        "supervision.add_agenda_item",
        body=schemas.AddAgendaItem,
        answer=schemas.ConferenceOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="增加议题",
        en="Put something on the agenda",
        problems=[errors.NoConference, errors.StepNotPossible, errors.NotAMemberAgency],
        example={"title": "研究专项监督安排"},
    ),
    Route.post(
        f"{_ONE}/attendance",
        "supervision.hold_conference",
        body=schemas.HoldConference,
        answer=schemas.ConferenceOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="登记出席情况",
        en="Record who took part",
        problems=[errors.NoConference, errors.StepNotPossible, errors.NotAMemberAgency, errors.ConferenceAhead],
        example={"attendance": [{"agency_id": "agy-02", "presence": "present"}]},
    ),
    Route.post(
        f"{_ONE}/minutes",
        "supervision.minute_conference",
        body=schemas.MinuteConference,
        answer=schemas.ConferenceOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="形成会议纪要",
        en="Keep the minutes",
        problems=[errors.NoConference, errors.StepNotPossible, errors.BelowQuorum],
        example={"minutes": "会议研究了专项监督安排。", "classification": "internal"},
    ),
    Route.post(
        f"{_ONE}/resolutions",
        "supervision.resolve_at_conference",
        body=schemas.ResolveAtConference,
        answer=schemas.ConferenceOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="议定事项并交办",
        en="Take a resolution, which becomes a task",
        problems=[errors.NoConference, errors.StepNotPossible, errors.NotAMemberAgency, DueInThePast],
        example={"text": "开展专项核查并反馈", "agency_ids": ["agy-02"], "working_days": 20},
    ),
    Route.post(
        f"{_ONE}/closing",
        "supervision.close_conference",
        body=schemas.CloseConference,
        answer=schemas.ConferenceOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="会议事项办结",
        en="Close a conference whose tasks are done",
        problems=[errors.NoConference, errors.StepNotPossible, errors.TasksOpen],
        example={},
    ),
    Route.post(
        f"{_ONE}/cancellation",
        "supervision.cancel_conference",
        body=schemas.CancelConference,
        answer=schemas.ConferenceOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="取消会议",
        en="Cancel a planned conference",
        problems=[errors.NoConference, errors.StepNotPossible],
        example={"basis": "与其他会议合并召开"},
    ),
]
