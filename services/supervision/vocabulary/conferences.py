"""Joint conferences (会商联席): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.vocabulary.joint import TASKS


class ConferenceKind(Named):
    """Whether it is one of the regular ones (定期) or about a single subject (专题)."""

    REGULAR = "regular", "例会"
    SPECIAL = "special", "专题会"


class Presence(Named):
    """How a member took part."""

    PRESENT = "present", "到会"
    REPRESENTED = "represented", "委托"
    ABSENT = "absent", "缺席"


class State(Named):
    """Where a conference stands."""

    PLANNED = "planned", "待召开"
    HELD = "held", "已召开"
    MINUTED = "minuted", "已形成纪要"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class Step(Named):
    """What can happen to a conference."""

    ADD_AGENDA_ITEM = "add_agenda_item", "增加议题"
    HOLD = "hold", "登记召开"
    RESOLVE = "resolve", "议定事项"
    TASK_REOPENED = "task_reopened", "任务撤销办结", "撤销任务办结"
    MINUTE = "minute", "形成纪要"
    CORRECT_MINUTES = "correct_minutes", "更正纪要"
    CLOSE = "close", "办结"
    CANCEL = "cancel", "取消"


_S = State
LIFE = Lifecycle(
    "联席会议",
    "Conference",
    State,
    Step,
    (_S.PLANNED,),
    (
        Row((_S.PLANNED,), Step.ADD_AGENDA_ITEM, None),
        Row((_S.PLANNED,), Step.HOLD, _S.HELD, "会议日期已到，出席者均为成员单位", "its day has come; members only"),
        Row((_S.HELD,), Step.HOLD, None, "更正出席情况", "the attendance is corrected"),
        Row((_S.HELD, _S.MINUTED), Step.RESOLVE, None, "形成任务", "it becomes a task"),
        Row((_S.HELD,), Step.MINUTE, _S.MINUTED, "到会单位达到规定数", "quorum by rule"),
        Row(
            (_S.MINUTED, _S.CLOSED),
            Step.CORRECT_MINUTES,
            None,
            "记录有误，写明依据；原纪要保留",
            "they were wrong, with a basis; what they said is kept",
        ),
        Row(
            (_S.HELD,), Step.TASK_REOPENED, None, "其任务误办结", "a task of it was confirmed by mistake", by=By.FOLLOWS
        ),
        Row(
            (_S.MINUTED, _S.CLOSED),
            Step.TASK_REOPENED,
            _S.MINUTED,
            "其任务误办结",
            "a task of it was confirmed by mistake",
            by=By.FOLLOWS,
        ),
        Row((_S.MINUTED,), Step.CLOSE, _S.CLOSED, "没有未办结的任务", "no task is open"),
        Row((_S.PLANNED,), Step.CANCEL, _S.CANCELLED),
    ),
    StepNotPossible,
    besides={"convene": "召集", **TASKS},
)
