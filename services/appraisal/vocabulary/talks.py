"""Talks (考察谈话): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class State(Named):
    """Whether a talk's record was put right."""

    RECORDED = "recorded", "已记录"
    CORRECTED = "corrected", "已更正"
    ANNULLED = "annulled", "已作废"


class Step(Named):
    """What can happen to a talk's record."""

    CORRECT = "correct", "更正"
    ANNUL = "annul", "作废"


# fmt: off
LIFE = Lifecycle(
    "考察谈话", "Talk", State, Step, (State.RECORDED,),
    (
        Row((State.RECORDED, State.CORRECTED), Step.CORRECT, State.CORRECTED, "考察未取消，写明理由；原记录保留",
            "unless the appraisal is cancelled, with a reason; what stood there is kept"),
        Row((State.RECORDED, State.CORRECTED), Step.ANNUL, State.ANNULLED, "登记有误，写明理由；原记录保留",
            "entered by mistake, with a reason; what stood there is kept"),
    ),
    StepNotPossible,
)
