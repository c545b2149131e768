"""Hours, compliance, online records, needs and recommendations."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.training.errors.common import AlreadyKnown, UnknownCadre, UnknownEntry
from services.training.errors.ledger import RecordKnown, UnreadableStatement
from services.training.schemas import ledger

_T = "/training"

_HOURS = [
    Route.get(
        f"{_T}/hours",
        "training.list_hours",
        query=ledger.ListHours,
        answer=page_of(ledger.EntryOut),
        right="training.hours.read",
        scope=Scope.PERSON,
        zh="学时台账",
        en="The hours ledger",
    ),
    Route.post(
        f"{_T}/hours/{{entry_id}}/correction",
        "training.correct_hours",
        body=ledger.CorrectHours,
        answer=ledger.EntryOut,
        location=f"{_T}/hours?cadre_id={{cadre_id}}",
        right="training.hours.correct",
        scope=Scope.PERSON,
        zh="冲销学时",
        en="Take an entry back by an opposite one",
        problems=[AlreadyKnown],
        example={"reason": "重复录入"},
    ),
    Route.get(
        f"{_T}/compliance",
        "training.list_compliance",
        query=ledger.ListCompliance,
        answer=page_of(ledger.ComplianceOut),
        right="training.compliance.read",
        scope=Scope.PERSON,
        zh="个人学时达标情况",
        en="Compliance person by person",
    ),
    Route.get(
        f"{_T}/compliance/units/{{unit_id}}",
        "training.unit_compliance",
        query=ledger.UnitComplianceQuery,
        answer=ledger.UnitComplianceOut,
        right="training.compliance.read",
        scope=Scope.PERSON,
        zh="单位学时达标情况",
        en="Compliance of a unit and those below it",
    ),
    Route.post(
        f"{_T}/reminders",
        "training.remind",
        body=ledger.Remind,
        answer=ledger.RemindOut,
        status=200,
        right="training.reminders.send",
        scope=Scope.PERSON,
        zh="发出学时提醒",
        en="Remind those whose hours are behind",
        example={"year": 2025},
    ),
    Route.get(
        f"{_T}/reminders",
        "training.list_reminders",
        query=ledger.ListReminders,
        answer=page_of(ledger.ReminderOut),
        right="training.reminders.read",
        scope=Scope.PERSON,
        zh="查询学时提醒",
        en="Reminders",
    ),
    Route.post(
        f"{_T}/online-records",
        "training.accept_online_record",
        body=ledger.OnlineRecordIn,
        answer=ledger.OnlineRecordOut,
        right="training.online-records.manage",
        scope=Scope.PERSON,
        zh="录入网络学习记录",
        en="Take in a record of an online platform, once",
        problems=[RecordKnown, UnknownCadre, UnknownEntry],
        example={
            "platform": "beijiang_cloud",
            "record_id": "bj-2025-000123",
            "cadre_id": "cad-01",
            "course": "民法典专题",
            "category": "duty_capability",
            "hours": 2,
            "finished_on": "2025-05-06",
        },
    ),
    Route.post(
        f"{_T}/online-records/statements",
        "training.accept_statements",
        body=ledger.Statements,
        answer=ledger.StatementsOut,
        status=200,
        right="training.online-records.manage",
        scope=Scope.PERSON,
        zh="接收 xAPI 学习语句",
        en="Take in xAPI statements, each once",
        problems=[UnreadableStatement],
    ),
    Route.get(
        f"{_T}/online-records",
        "training.list_online_records",
        query=ledger.ListOnlineRecords,
        answer=page_of(ledger.OnlineRecordOut),
        right="training.hours.read",
        scope=Scope.PERSON,
        zh="查询网络学习记录",
        en="Online records",
    ),
    Route.get(
        f"{_T}/online-records/{{online_record_id}}",
        "training.get_online_record",
        query=ledger.OnlineRecordOf,
        answer=ledger.OnlineRecordOut,
        right="training.hours.read",
        scope=Scope.PERSON,
        zh="网络学习记录详情",
        en="One online record",
    ),
]

_NEEDS = [
    Route.post(
        f"{_T}/needs",
        "training.state_need",
        body=ledger.StateNeed,
        answer=ledger.NeedOut,
        location=f"{_T}/needs?topic={{topic}}",
        right="training.needs.manage",
        scope=Scope.PERSON,
        zh="提出培训需求",
        en="State a need of the organisation, a post or a cadre",
        problems=[UnknownCadre, UnknownEntry],
        example={"who": "post", "topic": "rule_of_law", "post_level": "132"},
    ),
    Route.post(
        f"{_T}/needs/{{need_id}}/closing",
        "training.close_need",
        body=ledger.CloseNeed,
        answer=ledger.NeedOut,
        status=200,
        right="training.needs.manage",
        scope=Scope.PERSON,
        zh="关闭培训需求",
        en="Close a need",
    ),
    Route.get(
        f"{_T}/needs",
        "training.list_needs",
        query=ledger.ListNeeds,
        answer=page_of(ledger.NeedOut),
        right="training.needs.read",
        scope=Scope.PERSON,
        zh="查询培训需求",
        en="Needs",
    ),
    Route.get(
        f"{_T}/recommendations",
        "training.recommend",
        query=ledger.RecommendQuery,
        answer=ledger.RecommendationsOut,
        right="training.recommendations.read",
        scope=Scope.PERSON,
        zh="班次推荐",
        en="Classes that fit a cadre's three needs, with reasons; advice only",
    ),
]

ROWS = [*_HOURS, *_NEEDS]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "online-records",
        "training.import_online_records",
        ledger.OnlineRecordIn,
        right="training.online-records.manage",
        zh="网络学习记录",
        en="Online records",
        problems=[RecordKnown, UnknownCadre, UnknownEntry],
    ),
]
