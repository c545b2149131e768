"""Records of the online platforms (网络学习记录): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.training.errors.common import NotInThisState


class State(Named):
    """Whether a record counts."""

    RECORDED = "recorded", "已入库"
    ANNULLED = "annulled", "已作废"


class Step(Named):
    """What can happen to a record."""

    ANNUL = "annul", "作废"


# fmt: off
LIFE = Lifecycle(
    "网络学习记录", "Online record", State, Step, (State.RECORDED,),
    (
        Row((State.RECORDED,), Step.ANNUL, State.ANNULLED, "登记有误，写明依据；学时随之冲销，记录号可重新录入",
            "entered by mistake, with a basis; its hours are taken back, and its number may be entered anew"),
    ),
    NotInThisState,
)
