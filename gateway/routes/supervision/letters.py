"""Letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.supervision.operations import letters

_LETTERS = "/supervision/letters"
_ONE = f"{_LETTERS}/{{letter_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.post(_LETTERS, letters.WRITE_LETTER, right="supervision.letters.manage", scope=Scope.PERSON,
        zh="拟写函询或提醒", en="Draft an inquiry or a reminder",
        example={
            "cadre_id": "cdr-01", "kind": "inquiry", "subject_code": "duties", "text": "请就有关情况作出说明（演示）",
            "classification": "internal",
        }, description="The cadre sees it only when it is sent."),
    Route.get(_LETTERS, letters.LIST_LETTERS, right="supervision.letters.read", scope=Scope.PERSON, zh="查询函件",
        en="Letters by cadre, unit, kind and state"),
    Route.get(_ONE, letters.GET_LETTER, right="supervision.letters.read", scope=Scope.PERSON, zh="函件详情",
        en="One letter with its answer"),
    Route.post("/supervision/past-letters", letters.RECORD_LETTER, right="supervision.letters.manage",
        scope=Scope.PERSON, zh="补录此前已发出的提醒、函询、诫勉",
        en="Enter a letter that was sent before, as the ledger has it",
        example={
            "cadre_id": "cdr-01", "kind": "inquiry", "subject_code": "duties", "sent_on": "2023-03-02",
            "document": "示例函〔2023〕1号", "replied_on": "2023-03-16", "result_code": "explained",
            "basis": "2023年度台账（演示）",
        }, description="Nothing is due of it. An admonition has its effect period from its day on, once."),
    Route.post(f"{_ONE}/sending", letters.SEND_LETTER, status=200, right="supervision.letters.manage",
        scope=Scope.PERSON, zh="发出函件", en="Send a letter", example={},
        description="The working days for the answer to an inquiry begin to count."),
    Route.post(f"{_ONE}/reply", letters.REPLY_LETTER, status=200, right="supervision.letters.reply", scope=Scope.PERSON,
        zh="回复函询", en="Answer an inquiry", example={"text": "情况说明（演示）", "classification": "internal"}),
    Route.post(f"{_ONE}/closing", letters.CLOSE_LETTER, status=200, right="supervision.letters.manage",
        scope=Scope.PERSON, zh="办结函件", en="Bring a letter to its result",
        example={"result_code": "explained", "basis": "说明属实（演示）"}),
    Route.post(f"{_ONE}/correction", letters.CORRECT_LETTER, status=200, right="supervision.letters.manage",
        scope=Scope.PERSON, zh="更正函件结果：原结果保留",
        en="Put right to which result a letter came; the first is kept",
        example={"result_code": "reminded", "basis": "会议纪要（演示）", "correction": "录入有误（演示）"}),
    Route.post(f"{_ONE}/withdrawal", letters.WITHDRAW_LETTER, status=200, right="supervision.letters.manage",
        scope=Scope.PERSON, zh="撤回函件", en="Take a letter back", example={"basis": "发函有误（演示）"}),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "past-letters",
        letters.IMPORT_PAST_LETTERS,
        right="supervision.letters.manage",
        zh="历年提醒、函询、诫勉",
        en="Letters of past years",
        ordered=True,
        meets=("cadre_id",),
    )
]
