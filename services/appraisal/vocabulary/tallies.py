"""Tally sheets (计票单) of a ballot on paper: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.appraisal.errors.ballots import BallotNotOpen


class TallyState(Named):
    """Whether the second teller has counted too."""

    ENTERED = "entered", "待复核"
    CONFIRMED = "confirmed", "复核一致"
    REJECTED = "rejected", "已作废"


class TallyStep(Named):
    """What can happen to a tally sheet."""

    CONFIRM = "confirm", "复核"
    REJECT = "reject", "作废"


ENTER = "enter"
"""How it is called that the first teller entered the count."""
# fmt: off
LIFE = Lifecycle(
    "计票单", "Tally sheet", TallyState, TallyStep, (TallyState.ENTERED,),
    (
        Row((TallyState.ENTERED,), TallyStep.CONFIRM, TallyState.CONFIRMED,
            "另一名计票人以另一账号计得相同结果", "another teller, from another account, with the same count",
            apart_from=(ENTER,)),
        Row((TallyState.ENTERED, TallyState.CONFIRMED), TallyStep.REJECT, TallyState.REJECTED,
            "具名人员写明原因，测评尚未结束；该票箱重新计票",
            "a named person with a reason, before the ballot is closed; the box is counted again"),
    ),
    BallotNotOpen,
    besides={ENTER: "录入计票"},
)
