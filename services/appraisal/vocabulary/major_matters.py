"""Major matters (大事要事): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class MatterState(Named):
    """Where a major matter stands."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已办结"


class MatterStep(Named):
    """What can happen to a major matter."""

    CLOSE = "close", "办结"


# fmt: off
MATTER_LIFE = Lifecycle(
    "大事要事", "Major matter", MatterState, MatterStep, (MatterState.OPEN,),
    (
        Row((MatterState.OPEN,), MatterStep.CLOSE, MatterState.CLOSED,
            "有书面依据；不再评价", "with a written basis; no new evaluations"),
    ),
    StepNotPossible,
    besides={"open": "建立"},
)


class EvaluationState(Named):
    """Where an evaluation stands."""

    RECORDED = "recorded", "已评价"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "不予确认"
    WITHDRAWN = "withdrawn", "已撤销"


class EvaluationStep(Named):
    """What can happen to an evaluation."""

    CONFIRM = "confirm", "确认"
    REJECT = "reject", "不予确认"
    WITHDRAW = "withdraw", "撤销"


RECORD = "record"
"""How the timeline calls that it was recorded."""
# fmt: off
EVALUATION_LIFE = Lifecycle(
    "担当担责度评价", "Evaluation", EvaluationState, EvaluationStep, (EvaluationState.RECORDED,),
    (
        Row((EvaluationState.RECORDED,), EvaluationStep.CONFIRM, EvaluationState.CONFIRMED,
            "由评价人以外的具名人员确认，计入", "by another named person: it counts", apart_from=(RECORD,)),
        Row((EvaluationState.RECORDED,), EvaluationStep.REJECT, EvaluationState.REJECTED,
            "由评价人以外的具名人员，写明理由", "by another named person, with the reason", apart_from=(RECORD,)),
        Row((EvaluationState.RECORDED, EvaluationState.CONFIRMED), EvaluationStep.WITHDRAW, EvaluationState.WITHDRAWN,
            "有书面依据；不再计入", "with a written basis; it counts no more"),
    ),
    StepNotPossible,
    besides={RECORD: "评价"},
)
