"""Programmes (七个一批 培养工程): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.talentpool.errors.programmes import NotTakingPart, ProgrammeClosed


class ProgrammeState(Named):
    """Whether a programme takes participants."""

    OPEN = "open", "开放"
    CLOSED = "closed", "已关闭"


class ParticipantState(Named):
    """Where a participant stands."""

    ENROLLED = "enrolled", "参加中"
    COMPLETED = "completed", "已结业"
    LEFT = "left", "已退出"


class Step(Named):
    """What moves a participant."""

    ADVANCE = "advance", "记录进度"
    COMPLETE = "complete", "结业"
    LEAVE = "leave", "退出"
    PUT_RIGHT = "put_right", "更正登记"
    GO_ON = "go_on", "离任作废，继续参加"


LIFE_OF_PARTICIPANT = Lifecycle(
    "培养项目参加人员",
    "Participant",
    ParticipantState,
    Step,
    (ParticipantState.ENROLLED,),
    (
        Row((ParticipantState.ENROLLED,), Step.ADVANCE, None, "进度不能降低", "progress does not go back"),
        Row(
            (ParticipantState.ENROLLED,),
            Step.COMPLETE,
            ParticipantState.COMPLETED,
            "写明结果；名额不退还",
            "with a result; the seat stays taken",
        ),
        Row(
            (ParticipantState.ENROLLED,),
            Step.LEAVE,
            ParticipantState.LEFT,
            "写明理由，或退休、离任；名额退还",
            "with a reason, or the cadre retired or left; the seat is given back",
        ),
        Row(
            tuple(ParticipantState),
            Step.PUT_RIGHT,
            ParticipantState.ENROLLED,
            "登记有误，写明依据；原记录保留，进度、名额和统计随之更正",
            "it was entered wrongly, with a basis; the entries stay, and progress, seat and counts follow",
        ),
        Row(
            (ParticipantState.LEFT,),
            Step.GO_ON,
            ParticipantState.ENROLLED,
            "因退休、离任而退出，该条目已作废，有空余名额；无空余名额的，由人员更正登记",
            "they had left because they had retired or gone, and that was set aside; a seat is free: else a person "
            "puts the entry right",
            by=By.EVENT,
        ),
    ),
    NotTakingPart,
    besides={"enrol": "参加"},
)


class ProgrammeStep(Named):
    """What can be done with a programme."""

    ENROL = "enrol", "吸收人员"
    CHANGE_SEATS = "change_seats", "调整名额"
    CLOSE = "close", "关闭"
    PERIOD_ENDED = "period_ended", "到期关闭"


# fmt: off
LIFE_OF_PROGRAMME = Lifecycle(
    "培养项目",
    "Programme",
    ProgrammeState,
    ProgrammeStep,
    (ProgrammeState.OPEN,),
    (
        Row((ProgrammeState.OPEN,), ProgrammeStep.ENROL, None, "未过最后一日，有空余名额；干部在职且不在影响期内",
            "until the last day, while a seat is free; the cadre serves and is under no restriction"),
        Row((ProgrammeState.OPEN,), ProgrammeStep.CHANGE_SEATS, None, "写明依据；不少于已占用数",
            "with a basis; no fewer than are taken"),
        Row((ProgrammeState.OPEN,), ProgrammeStep.CLOSE, ProgrammeState.CLOSED, "已参加的继续",
            "who takes part goes on"),
        Row((ProgrammeState.OPEN,), ProgrammeStep.PERIOD_ENDED, ProgrammeState.CLOSED, "最后一日已过；已参加的继续",
            "the last day is over; who takes part goes on", by=By.DEADLINE),
    ),
    ProgrammeClosed,
)
