"""Programmes (七个一批) and who takes part."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.talentpool.errors import programmes as errors
from services.talentpool.errors.plans import UnknownKey
from services.talentpool.schemas import programmes

_P, _T = "/talent/programmes", "/talent/participants"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "talent"}
_PLAIN: dict[str, Any] = {"scope": Scope.NONE, "tag": "talent"}
_MANAGED: dict[str, Any] = {"answer": programmes.ParticipantOut, "right": "talent.programmes.manage", **_PERSON}
_ENROL = [
    UnknownCadre,
    errors.NoProgramme,
    errors.ParticipantNotServing,
    errors.ParticipantRestricted,
    errors.ProgrammeClosed,
    errors.ProgrammeFull,
    errors.TakesPart,
]
_STEP = [errors.NoParticipant, errors.NotTakingPart]

ROWS: list[Route] = [
    Route.post(
        _P,
        "talentpool.open_programme",
        body=programmes.OpenProgramme,
        answer=programmes.ProgrammeOut,
        right="talent.programmes.manage",
        zh="开设培养项目（七个一批）",
        en="Open a programme",
        problems=[UnknownKey, UnknownUnit, errors.BadProgrammePeriod, errors.ProgrammeKnown],
        example={
            "code": "PY-01",
            "title": "（示例）培养项目",
            "kind": "kind_1",
            "seats": 30,
            "begins": "2026-03-01",
            "ends": "2026-12-31",
            "basis": "（示例）工作方案",
        },
        **_PLAIN,
    ),
    Route.get(
        _P,
        "talentpool.list_programmes",
        query=programmes.ListProgrammes,
        answer=page_of(programmes.ProgrammeOut),
        right="talent.programmes.read",
        zh="培养项目目录",
        en="The programmes",
        **_PLAIN,
    ),
    Route.get(
        f"{_P}/{{programme_id}}",
        "talentpool.get_programme",
        query=programmes.ProgrammeOf,
        answer=programmes.ProgrammeOut,
        right="talent.programmes.read",
        zh="培养项目详情",
        en="One programme",
        problems=[errors.NoProgramme],
        **_PLAIN,
    ),
    Route.post(
        f"{_P}/{{programme_id}}/seats",
        "talentpool.change_seats",
        body=programmes.ChangeSeats,
        answer=programmes.ProgrammeOut,
        status=200,
        right="talent.programmes.manage",
        zh="调整培养项目名额",
        en="More or fewer seats",
        problems=[errors.NoProgramme, errors.ProgrammeClosed, errors.SeatsTaken],
        example={"seats": 40, "basis": "（示例）调整通知"},
        **_PLAIN,
    ),
    Route.post(
        f"{_P}/{{programme_id}}/closing",
        "talentpool.close_programme",
        body=programmes.ProgrammeOf,
        answer=programmes.ProgrammeOut,
        status=200,
        right="talent.programmes.manage",
        zh="关闭培养项目",
        en="Take nobody into a programme any more",
        problems=[errors.NoProgramme, errors.ProgrammeClosed],
        **_PLAIN,
    ),
    Route.post(
        f"{_P}/{{programme_id}}/participants",
        "talentpool.enrol",
        body=programmes.Enrol,
        zh="安排干部参加培养项目",
        en="Take a cadre into a programme",
        location=f"{_T}/{{id}}",
        problems=_ENROL,
        example={"cadre_id": "cad-01"},
        **_MANAGED,
    ),
    Route.get(
        _T,
        "talentpool.list_participants",
        query=programmes.ListParticipants,
        answer=page_of(programmes.ParticipantOut),
        right="talent.programmes.read",
        zh="查询培养项目参加人员",
        en="Who takes part in programmes",
        **_PERSON,
    ),
    Route.get(
        f"{_T}/{{participant_id}}",
        "talentpool.get_participant",
        query=programmes.ParticipantOf,
        answer=programmes.ParticipantOut,
        right="talent.programmes.read",
        zh="培养项目参加人员详情",
        en="One participant",
        problems=[errors.NoParticipant],
        **_PERSON,
    ),
    Route.post(
        f"{_T}/{{participant_id}}/progress",
        "talentpool.note_progress",
        body=programmes.NoteProgress,
        status=200,
        zh="记录培养进度",
        en="How far a participant is",
        problems=[*_STEP, errors.NoProgress],
        example={"progress": 40, "note": "（示例）已完成第一阶段"},
        **_MANAGED,
    ),
    Route.post(
        f"{_T}/{{participant_id}}/completion",
        "talentpool.complete_participant",
        body=programmes.CompleteParticipant,
        status=200,
        zh="培养项目结业",
        en="A participant has completed the programme",
        problems=_STEP,
        example={"note": "（示例）结业合格"},
        **_MANAGED,
    ),
    Route.post(
        f"{_T}/{{participant_id}}/leaving",
        "talentpool.leave_programme",
        body=programmes.LeaveProgramme,
        status=200,
        zh="退出培养项目",
        en="A participant leaves a programme",
        problems=_STEP,
        example={"note": "（示例）工作调整"},
        **_MANAGED,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "programme-participants",
        "talentpool.import_participants",
        programmes.ParticipantRow,
        right="talent.programmes.manage",
        zh="培养项目参加人员",
        en="Participants of programmes",
        problems=_ENROL,
    )
]
