"""Talks (谈话) of an appraisal."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre
from servicekit.schema import page_of
from services.appraisal.errors import talks as errors
from services.appraisal.errors.appraisals import NoAppraisal, NotRunning, ScoresWrong
from services.appraisal.errors.common import BadPeriod, UnknownEntry
from services.appraisal.schemas import talks

_OF = "/appraisal/appraisals/{appraisal_id}/talks"
_T = "/appraisal/talks"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "appraisal"}
_RECORDING = [
    NoAppraisal,
    NotRunning,
    ScoresWrong,
    UnknownEntry,
    UnknownCadre,
    BadPeriod,
    errors.CounterpartWrong,
    errors.TalkerWrong,
    errors.TooFewTalkers,
]

ROWS: list[Route] = [
    Route.post(
        _OF,
        "appraisal.record_talk",
        body=talks.RecordTalk,
        answer=talks.TalkOut,
        right="appraisal.talks.record",
        zh="登记考察谈话",
        en="Record a talk",
        problems=_RECORDING,
        location=f"{_T}/{{id}}",
        example={
            "role": "masses",
            "described_as": "（示例）职工代表",
            "talker_ids": ["cad-02", "cad-03"],
            "held_on": "2026-01-20",
            "classification": "internal",
            "text": "（示例）谈话记录",
        },
        **_PERSON,
    ),
    Route.get(
        _OF,
        "appraisal.list_talks",
        query=talks.ListTalks,
        answer=page_of(talks.TalkLine),
        right="appraisal.talks.read",
        zh="考察谈话",
        en="The talks of an appraisal",
        **_PERSON,
    ),
    Route.get(
        f"{_T}/{{talk_id}}",
        "appraisal.get_talk",
        query=talks.TalkOf,
        answer=talks.TalkOut,
        right="appraisal.talks.read",
        zh="谈话记录",
        en="One talk",
        problems=[errors.NoTalk],
        **_PERSON,
    ),
    Route.patch(
        f"{_T}/{{talk_id}}",
        "appraisal.correct_talk",
        body=talks.CorrectTalk,
        answer=talks.TalkOut,
        right="appraisal.talks.record",
        zh="更正谈话记录",
        en="Correct the record of a talk, with its history",
        problems=[errors.NoTalk, NotRunning, ScoresWrong, BadPeriod],
        example={"text": "（示例）更正后的谈话记录", "reason": "（示例）记录有误"},
        **_PERSON,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "appraisal-talks",
        "appraisal.import_talks",
        talks.ImportTalk,
        right="appraisal.talks.record",
        zh="考察谈话",
        en="Talks of appraisals",
        problems=_RECORDING,
    ),
]
