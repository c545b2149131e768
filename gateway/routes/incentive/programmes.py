"""Programmes of honours and their batches."""

from __future__ import annotations

from gateway.route import Route
from servicekit.schema import page_of
from services.incentive.errors import programmes as errors
from services.incentive.schemas import programmes as schemas

_I = "/incentive"
_PROGRAMME, _BATCH = f"{_I}/programmes/{{programme_id}}", f"{_I}/batches/{{batch_id}}"

ROWS = [
    Route.post(
        f"{_I}/programmes",
        "incentive.open_programme",
        body=schemas.OpenProgramme,
        answer=schemas.ProgrammeOut,
        right="incentive.programmes.manage",
        zh="建立表彰项目",
        en="Set up a programme of honours",
        problems=[errors.ProgrammeKnown, errors.UnknownField],
        example={"code": "DDZW-CITY", "title": "担当作为好干部", "level": "city", "authority": "市委、市政府"},
    ),
    Route.get(
        f"{_I}/programmes",
        "incentive.list_programmes",
        query=schemas.ListProgrammes,
        answer=page_of(schemas.ProgrammeOut),
        right="incentive.programmes.read",
        zh="查询表彰项目",
        en="Programmes of honours",
    ),
    Route.get(
        _PROGRAMME,
        "incentive.get_programme",
        query=schemas.ProgrammeOf,
        answer=schemas.ProgrammeOut,
        right="incentive.programmes.read",
        zh="表彰项目详情",
        en="One programme",
    ),
    Route.post(
        f"{_I}/batches",
        "incentive.open_batch",
        body=schemas.OpenBatch,
        answer=schemas.BatchOut,
        right="incentive.programmes.manage",
        zh="开放表彰批次",
        en="Open a batch for nominations",
        problems=[errors.BatchKnown, errors.UnknownField, errors.QuotaMismatch],
        example={
            "programme_id": "prg-01",
            "title": "第一批",
            "number": 1,
            "quota": 36,
            "opens_on": "2026-03-02",
            "closes_on": "2026-12-31",
        },
    ),
    Route.get(
        f"{_I}/batches",
        "incentive.list_batches",
        query=schemas.ListBatches,
        answer=page_of(schemas.BatchOut),
        right="incentive.programmes.read",
        zh="查询表彰批次",
        en="Batches",
    ),
    Route.get(
        _BATCH,
        "incentive.get_batch",
        query=schemas.BatchOf,
        answer=schemas.BatchOut,
        right="incentive.programmes.read",
        zh="表彰批次详情",
        en="One batch with its quota",
    ),
    Route.patch(
        _BATCH,
        "incentive.change_batch",
        body=schemas.ChangeBatch,
        answer=schemas.BatchOut,
        right="incentive.programmes.manage",
        zh="变更表彰批次",
        en="Change a batch: its title, quota or last day",
        problems=[errors.BatchNotInThisState, errors.QuotaMismatch, errors.UnknownField],
        example={"quota": 40},
    ),
    Route.post(
        f"{_BATCH}/submissions-closing",
        "incentive.close_submissions",
        body=schemas.BatchOf,
        answer=schemas.BatchOut,
        status=200,
        right="incentive.programmes.manage",
        zh="截止推荐",
        en="Take no more nominations",
        problems=[errors.BatchNotInThisState],
    ),
    Route.post(
        f"{_BATCH}/closing",
        "incentive.end_batch",
        body=schemas.EndBatch,
        answer=schemas.BatchOut,
        status=200,
        right="incentive.programmes.manage",
        zh="结束批次",
        en="End a batch; what is open in it expires",
        problems=[errors.BatchNotInThisState],
        example={"basis": "市委常委会会议纪要"},
    ),
]
