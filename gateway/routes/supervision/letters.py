"""Letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.errors import UnknownCadre
from servicekit.schema import page_of
from services.supervision.errors import letters as errors
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.rectification import UnknownDictionaryEntry
from services.supervision.schemas import letters

_LETTERS = "/supervision/letters"
_ONE = f"{_LETTERS}/{{letter_id}}"

ROWS: list[Route] = [
    Route.post(
        _LETTERS,
        "supervision.write_letter",
        body=letters.WriteLetter,
        answer=letters.LetterOut,
        right="supervision.letters.manage",
        scope=Scope.PERSON,
        zh="拟写函询或提醒",
        en="Draft an inquiry or a reminder",
        problems=[UnknownCadre, UnknownDictionaryEntry],
        example={
            "cadre_id": "cdr-01",
            "kind": "inquiry",
            "subject_code": "duties",
            "text": "请就有关情况作出说明（演示）",
            "classification": "internal",
        },
        description="The cadre sees it only when it is sent.",
    ),
    Route.get(
        _LETTERS,
        "supervision.list_letters",
        query=letters.ListLetters,
        answer=page_of(letters.LetterLine),
        right="supervision.letters.read",
        scope=Scope.PERSON,
        zh="查询函件",
        en="Letters by cadre, unit, kind and state",
    ),
    Route.get(
        _ONE,
        "supervision.get_letter",
        query=letters.LetterOf,
        answer=letters.LetterOut,
        right="supervision.letters.read",
        scope=Scope.PERSON,
        zh="函件详情",
        en="One letter with its answer",
    ),
    Route.post(
        f"{_ONE}/sending",
        "supervision.send_letter",
        body=letters.LetterOf,
        answer=letters.LetterOut,
        status=200,
        right="supervision.letters.manage",
        scope=Scope.PERSON,
        zh="发出函件",
        en="Send a letter",
        problems=[StepNotPossible],
        example={},
        description="The working days for the answer to an inquiry begin to count.",
    ),
    Route.post(
        f"{_ONE}/reply",
        "supervision.reply_letter",
        body=letters.ReplyLetter,
        answer=letters.LetterOut,
        status=200,
        right="supervision.letters.reply",
        scope=Scope.PERSON,
        zh="回复函询",
        en="Answer an inquiry",
        problems=[StepNotPossible, errors.NoAnswerWanted],
        example={"text": "情况说明（演示）", "classification": "internal"},
    ),
    Route.post(
        f"{_ONE}/closing",
        "supervision.close_letter",
        body=letters.CloseLetter,
        answer=letters.LetterOut,
        status=200,
        right="supervision.letters.manage",
        scope=Scope.PERSON,
        zh="办结函件",
        en="Bring a letter to its result",
        problems=[StepNotPossible, UnknownDictionaryEntry],
        example={"result_code": "explained", "basis": "说明属实（演示）"},
    ),
    Route.post(
        f"{_ONE}/withdrawal",
        "supervision.withdraw_letter",
        body=letters.WithdrawLetter,
        answer=letters.LetterOut,
        status=200,
        right="supervision.letters.manage",
        scope=Scope.PERSON,
        zh="撤回函件",
        en="Take a letter back",
        problems=[StepNotPossible],
        example={"basis": "发函有误（演示）"},
    ),
]
