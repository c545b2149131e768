"""The catalogue of mechanisms of appraisal (考察制度机制): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class Kind(Named):
    """Kinds of appraisal (四位一体): daily, special, pre-appointment, comprehensive; and without an appointment."""

    DAILY = "daily", "日常考察"
    SPECIAL = "special", "专项考察"
    PRE_APPOINTMENT = "pre_appointment", "任前考察"
    COMPREHENSIVE = "comprehensive", "综合考察"
    NO_APPOINTMENT = "no_appointment", "无任用考察"


class State(Named):
    """Where a mechanism stands."""

    DRAFT = "draft", "草案"
    IN_USE = "in_use", "使用中"
    RETIRED = "retired", "已停用"


class Step(Named):
    """What can happen to a mechanism."""

    CHANGE = "change", "变更"
    PUT_IN_USE = "put_in_use", "启用"
    RETIRE_LATER = "retire_later", "定于其后停用"
    RETIRE = "retire", "停用"
    RUN_OUT = "run_out", "期满停用"


# fmt: off
LIFE = Lifecycle(
    "考察制度机制", "Mechanism", State, Step, (State.DRAFT,),
    (
        Row((State.DRAFT, State.IN_USE), Step.CHANGE, None,
            "已据此考察的不受影响", "what was appraised by it stays as it is"),
        Row((State.DRAFT,), Step.PUT_IN_USE, State.IN_USE),
        Row((State.DRAFT, State.IN_USE), Step.RETIRE_LATER, None,
            "有书面依据；到期自行停用", "with a written basis; it is retired by itself on that day"),
        Row((State.DRAFT, State.IN_USE), Step.RETIRE, State.RETIRED,
            "有书面依据；进行中的考察可照此办结", "with a written basis; what runs may end by it"),
        Row((State.DRAFT, State.IN_USE), Step.RUN_OUT, State.RETIRED, "最后适用日已过", "its last day is over",
            by=By.DEADLINE),
    ),
    StepNotPossible,
    besides={"open": "建立"},
)
