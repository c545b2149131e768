"""Programmes of honours and their batches."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.incentive.operations import programmes

_I = "/incentive"
_PROGRAMME, _BATCH = f"{_I}/programmes/{{programme_id}}", f"{_I}/batches/{{batch_id}}"

# fmt: off
ROWS = [
    Route.post(f"{_I}/programmes", programmes.OPEN_PROGRAMME, right="incentive.programmes.manage", zh="建立表彰项目",
        en="Set up a programme of honours",
        example={"code": "DDZW-CITY", "title": "担当作为好干部", "level": "city", "authority": "市委、市政府"}),
    Route.get(f"{_I}/programmes", programmes.LIST_PROGRAMMES, right="incentive.programmes.read", zh="查询表彰项目",
        en="Programmes of honours"),
    Route.get(_PROGRAMME, programmes.GET_PROGRAMME, right="incentive.programmes.read", zh="表彰项目详情",
        en="One programme"),
    Route.patch(_PROGRAMME, programmes.CHANGE_PROGRAMME, right="incentive.programmes.manage", zh="更正表彰项目",
        en="Put right what a programme is called, or who confers its honours",
        example={"authority": "自治区党委、政府", "basis": "（示例）与表彰文件核对"}),
    Route.post(f"{_I}/batches", programmes.OPEN_BATCH, right="incentive.programmes.manage", zh="开放表彰批次",
        en="Open a batch for nominations",
        example={
            "programme_id": "prg-01", "title": "第一批", "number": 1, "quota": 36, "opens_on": "2026-03-02",
            "closes_on": "2026-12-31",
        }),
    Route.get(f"{_I}/batches", programmes.LIST_BATCHES, right="incentive.programmes.read", zh="查询表彰批次",
        en="Batches"),
    Route.get(_BATCH, programmes.GET_BATCH, right="incentive.programmes.read", zh="表彰批次详情",
        en="One batch with its quota"),
    Route.patch(_BATCH, programmes.CHANGE_BATCH, right="incentive.programmes.manage", zh="变更表彰批次",
        en="Change a batch: its title, quota or last day", example={"quota": 40}),
    Route.post(f"{_BATCH}/submissions-closing", programmes.CLOSE_SUBMISSIONS, status=200,
        right="incentive.programmes.manage", zh="截止推荐", en="Take no more nominations"),
    Route.post(f"{_BATCH}/closing", programmes.END_BATCH, status=200, right="incentive.programmes.manage",
        zh="结束批次", en="End a batch; what is open in it expires", example={"basis": "市委常委会会议纪要"}),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "award-programmes",
        programmes.IMPORT_PROGRAMMES,
        right="incentive.programmes.manage",
        zh="表彰项目",
        en="Programmes of honours",
        scope=Scope.NONE,
        meets=("code",),
    )
]
