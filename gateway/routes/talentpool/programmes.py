"""Programmes (七个一批) and who takes part."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from services.talentpool.operations import programmes

_P, _T = "/talent/programmes", "/talent/participants"
_MANAGED: dict[str, Any] = {"right": "talentpool.programmes.manage", "scope": Scope.PERSON}

# fmt: off
ROWS: list[Route] = [
    Route.post(_P, programmes.OPEN_PROGRAMME, right="talentpool.programmes.manage", zh="开设培养项目（七个一批）",
        en="Open a programme",
        example={
            "code": "PY-01", "title": "（示例）培养项目", "kind": "kind_1", "seats": 30, "begins": "2026-03-01",
            "ends": "2026-12-31", "basis": "（示例）工作方案",
        }),
    Route.get(_P, programmes.LIST_PROGRAMMES, right="talentpool.programmes.read", zh="培养项目目录",
        en="The programmes"),
    Route.get(f"{_P}/{{programme_id}}", programmes.GET_PROGRAMME, right="talentpool.programmes.read", zh="培养项目详情",
        en="One programme"),
    Route.post(f"{_P}/{{programme_id}}/seats", programmes.CHANGE_SEATS, status=200,
        right="talentpool.programmes.manage", zh="调整培养项目名额", en="More or fewer seats",
        example={"seats": 40, "basis": "（示例）调整通知"}),
    Route.post(f"{_P}/{{programme_id}}/closing", programmes.CLOSE_PROGRAMME, status=200,
        right="talentpool.programmes.manage", zh="关闭培养项目", en="Take nobody into a programme any more"),
    Route.post(f"{_P}/{{programme_id}}/participants", programmes.ENROL, zh="安排干部参加培养项目",
        en="Take a cadre into a programme", location=f"{_T}/{{id}}", example={"cadre_id": "cad-01"}, **_MANAGED),
    Route.get(_T, programmes.LIST_PARTICIPANTS, right="talentpool.programmes.read", zh="查询培养项目参加人员",
        en="Who takes part in programmes", scope=Scope.PERSON),
    Route.get(f"{_T}/{{participant_id}}", programmes.GET_PARTICIPANT, right="talentpool.programmes.read",
        zh="培养项目参加人员详情", en="One participant", scope=Scope.PERSON),
    Route.post(f"{_T}/{{participant_id}}/progress", programmes.NOTE_PROGRESS, status=200, zh="记录培养进度",
        en="How far a participant is", example={"progress": 40, "note": "（示例）已完成第一阶段"}, **_MANAGED),
    Route.post(f"{_T}/{{participant_id}}/completion", programmes.COMPLETE_PARTICIPANT, status=200, zh="培养项目结业",
        en="A participant has completed the programme", example={"note": "（示例）结业合格"}, **_MANAGED),
    Route.post(f"{_T}/{{participant_id}}/leaving", programmes.LEAVE_PROGRAMME, status=200, zh="退出培养项目",
        en="A participant leaves a programme", example={"note": "（示例）工作调整"}, **_MANAGED),
    Route.post(f"{_T}/{{participant_id}}/correction", programmes.CORRECT_PARTICIPANT, status=200,
        zh="更正进度、结业或退出的登记：原记录保留",
        en="Put right progress, a completion or a leaving; the entries stay",
        example={"progress": 60, "basis": "（示例）登记有误"}, **_MANAGED),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "programme-participants",
        programmes.IMPORT_PARTICIPANTS,
        right="talentpool.programmes.manage",
        zh="培养项目参加人员",
        en="Participants of programmes",
    )
]
