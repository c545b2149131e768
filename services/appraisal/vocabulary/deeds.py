"""Deeds: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class DeedKind(Named):
    """A deed (五件事) or an item of political quality (政治素质)."""

    DEED = "deed", "五件事"
    POLITICAL = "political", "政治素质"


class Sign(Named):
    """Positive (正面、正向) or negative (负面、反向)."""

    POSITIVE = "positive", "正面"
    NEGATIVE = "negative", "负面"


class State(Named):
    """Where a deed stands."""

    RECORDED = "recorded", "已记录"
    VERIFIED = "verified", "已核实"
    REJECTED = "rejected", "不予认定"
    WITHDRAWN = "withdrawn", "已撤销"


class Step(Named):
    """What can happen to a deed."""

    VERIFY = "verify", "核实"
    REJECT = "reject", "不予认定"
    WITHDRAW = "withdraw", "撤销"


RECORD = "record"
"""How the timeline calls that it was recorded."""
# fmt: off
LIFE = Lifecycle(
    "正负面五件事、政治素质事项", "Deed", State, Step, (State.RECORDED,),
    (
        Row((State.RECORDED,), Step.VERIFY, State.VERIFIED, "由记录人以外的具名人员核实；同类事项当年计入不超过上限",
            "by another named person; at most so many of a sign count in a year", apart_from=(RECORD,)),
        Row((State.RECORDED,), Step.REJECT, State.REJECTED,
            "由记录人以外的具名人员，写明理由", "by another named person, with the reason", apart_from=(RECORD,)),
        Row((State.RECORDED, State.VERIFIED), Step.WITHDRAW, State.WITHDRAWN,
            "有书面依据；不再计入", "with a written basis; it counts no more"),
    ),
    StepNotPossible,
    besides={RECORD: "记录"},
)
