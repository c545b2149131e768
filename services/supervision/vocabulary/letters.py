"""Letters of inquiry, reminders and admonitions (函询、提醒、诫勉): words shared by events, answers and model."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.conferences import StepNotPossible


class LetterKind(Named):
    """An inquiry (函询) asks for an answer; a reminder (提醒) and an admonition (诫勉) do not."""

    INQUIRY = "inquiry", "函询"
    REMINDER = "reminder", "提醒"
    ADMONITION = "admonition", "诫勉"


WRITTEN = (LetterKind.INQUIRY, LetterKind.REMINDER)
"""What is drafted and sent here."""


class State(Named):
    """Where a letter stands."""

    DRAFT = "draft", "拟稿"
    SENT = "sent", "已发出"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已随去世终止"


class Step(Named):
    """What can happen to a letter."""

    SEND = "send", "发出"
    OVERDUE = "overdue", "逾期未复"
    REPLY = "reply", "回复"
    CLOSE = "close", "办结"
    CORRECT = "correct_result", "更正结果"
    WITHDRAW = "withdraw", "撤回"
    DIE = "die", "随去世终止"
    BACK_TO_DRAFT = "back_to_draft", "去世作废，恢复为拟稿"
    BACK_TO_SENT = "back_to_sent", "去世作废，恢复为已发出"
    BACK_TO_ANSWERED = "back_to_answered", "去世作废，恢复为已回复"


WRITE, RECORD = "write", "record"
"""How the timeline calls that a letter came to be: drafted here, or entered when it had been sent."""
_S = State
_BACK = ((Step.BACK_TO_DRAFT, _S.DRAFT), (Step.BACK_TO_SENT, _S.SENT), (Step.BACK_TO_ANSWERED, _S.ANSWERED))
_AFTER_SENDING = (_S.SENT, _S.ANSWERED, _S.CLOSED)
LIFE = Lifecycle(
    "函件",
    "Letter",
    State,
    Step,
    (_S.DRAFT, _S.SENT),
    (
        Row((_S.DRAFT,), Step.SEND, _S.SENT),
        Row((_S.SENT,), Step.OVERDUE, None, "函询期限已过而未回复", "an inquiry without an answer", by=By.DEADLINE),
        Row((_S.SENT,), Step.REPLY, _S.ANSWERED, "函询，逾期仍可回复", "an inquiry; also when it is late"),
        Row(
            (_S.SENT, _S.ANSWERED),
            Step.CLOSE,
            _S.CLOSED,
            "有结果及依据",
            "with a result and its basis",
            apart_from=(Step.REPLY,),
        ),
        Row(
            (_S.CLOSED,),
            Step.CORRECT,
            None,
            "登记有误，写明依据；原结果保留",
            "it was entered wrongly, with a basis; what stood there is kept",
        ),
        Row((_S.DRAFT,), Step.WITHDRAW, _S.WITHDRAWN),
        Row(_AFTER_SENDING, Step.WITHDRAW, _S.WITHDRAWN, "有依据，或申诉成立", "with a basis, or an appeal was upheld"),
        Row(
            (_S.ENDED,),
            Step.WITHDRAW,
            _S.WITHDRAWN,
            "有依据，或近亲属继续的申诉成立",
            "with a basis, or an appeal that the next of kin went on with was upheld",
        ),
        Row((_S.DRAFT, _S.SENT, _S.ANSWERED), Step.DIE, _S.ENDED, "干部去世", "the cadre has died", by=By.EVENT),
        *(
            Row((_S.ENDED,), step, state, "去世的登记作废", "the death was a mistake", by=By.EVENT)
            for step, state in _BACK
        ),
    ),
    StepNotPossible,
    (
        "An inquiry may be closed without its answer; a reminder takes none.",
        "What had been sent before it was entered begins as sent, and is closed at once, unless it is an inquiry "
        "without answer and result; nothing is due of it.",
    ),
    besides={WRITE: "拟稿", RECORD: "补录", "deadline_moved": "调整期限"},
)
