"""Hours, compliance, online records, needs and recommendations."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.training.operations import ledger

_T = "/training"

# fmt: off
_HOURS = [
    Route.get(f"{_T}/hours", ledger.LIST_HOURS, right="training.hours.read", scope=Scope.PERSON, zh="学时台账",
        en="The hours ledger"),
    Route.post(f"{_T}/hours/{{entry_id}}/correction", ledger.CORRECT_HOURS,
        location=f"{_T}/hours?cadre_id={{cadre_id}}", right="training.hours.correct", scope=Scope.PERSON, zh="冲销学时",
        en="Take an entry back by an opposite one", example={"reason": "重复录入"}),
    Route.get(f"{_T}/compliance", ledger.LIST_COMPLIANCE, right="training.compliance.read", scope=Scope.PERSON,
        zh="个人学时达标情况", en="Compliance person by person"),
    Route.get(f"{_T}/compliance/units/{{unit_id}}", ledger.UNIT_COMPLIANCE, right="training.compliance.read",
        scope=Scope.PERSON, zh="单位学时达标情况", en="Compliance of a unit and those below it"),
    Route.post(f"{_T}/reminders", ledger.REMIND, status=200, right="training.reminders.send", scope=Scope.PERSON,
        zh="发出学时提醒", en="Remind those whose hours are behind", example={"year": 2025}),
    Route.get(f"{_T}/reminders", ledger.LIST_REMINDERS, right="training.reminders.read", scope=Scope.PERSON,
        zh="查询学时提醒", en="Reminders"),
    Route.post(f"{_T}/online-records", ledger.ACCEPT_ONLINE_RECORD, right="training.online-records.manage",
        scope=Scope.PERSON, zh="录入网络学习记录", en="Take in a record of an online platform, once",
        example={
            "platform": "beijiang_cloud", "record_id": "bj-2025-000123", "cadre_id": "cad-01", "course": "民法典专题",
            "category": "duty_capability", "hours": 2, "finished_on": "2025-05-06",
        }),
    Route.post(f"{_T}/online-records/{{online_record_id}}/annulment", ledger.ANNUL_ONLINE_RECORD, status=200,
        right="training.online-records.manage", scope=Scope.PERSON,
        zh="作废误录的网络学习记录（学时冲销，记录号可重新录入）",
        en="Annul an online record that was entered by mistake; its number may be entered anew",
        example={"basis": "误录在他人名下（演示）"}),
    Route.post(f"{_T}/online-records/statements", ledger.ACCEPT_STATEMENTS, status=200,
        right="training.online-records.manage", scope=Scope.PERSON, zh="接收 xAPI 学习语句",
        en="Take in xAPI statements, each once",
        example={"platform": "tsinghua_cloud", "statements": [{
            "id": "8f1f7d6e-0000-4000-8000-000000000001",
            "actor": {"account": {"homePage": "https://example.invalid", "name": "cad-07"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": "https://example.invalid/courses/7"}, "result": {"duration": "PT1H30M"},
            "timestamp": "2026-01-05T01:00:00Z",
        }]}),
    Route.get(f"{_T}/online-records", ledger.LIST_ONLINE_RECORDS, right="training.hours.read", scope=Scope.PERSON,
        zh="查询网络学习记录", en="Online records"),
    Route.get(f"{_T}/online-records/{{online_record_id}}", ledger.GET_ONLINE_RECORD, right="training.hours.read",
        scope=Scope.PERSON, zh="网络学习记录详情", en="One online record"),
]

_NEEDS = [
    Route.post(f"{_T}/needs", ledger.STATE_NEED, location=f"{_T}/needs?topic={{topic}}", right="training.needs.manage",
        scope=Scope.PERSON, zh="提出培训需求", en="State a need of the organisation, a post or a cadre",
        example={"who": "post", "topic": "rule_of_law", "post_level": "132"}),
    Route.post(f"{_T}/needs/{{need_id}}/closing", ledger.CLOSE_NEED, status=200, right="training.needs.manage",
        scope=Scope.PERSON, zh="关闭培训需求", en="Close a need"),
    Route.get(f"{_T}/needs", ledger.LIST_NEEDS, right="training.needs.read", scope=Scope.PERSON, zh="查询培训需求",
        en="Needs"),
    Route.get(f"{_T}/recommendations", ledger.RECOMMEND, right="training.recommendations.read", scope=Scope.PERSON,
        zh="班次推荐", en="Classes that fit a cadre's three needs, with reasons; advice only"),
]
# fmt: on

ROWS = [*_HOURS, *_NEEDS]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "online-records",
        ledger.IMPORT_ONLINE_RECORDS,
        right="training.online-records.manage",
        zh="网络学习记录",
        en="Online records",
    )
]
