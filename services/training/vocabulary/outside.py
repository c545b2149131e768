"""Training outside the city (外出培训): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.training.errors.common import NotInThisState


class State(Named):
    """Whether a record counts."""

    RECORDED = "recorded", "已登记"
    ANNULLED = "annulled", "已作废"


class Step(Named):
    """What can happen to a record."""

    ANNUL = "annul", "作废"


# fmt: off
LIFE = Lifecycle(
    "外出培训记录", "Outside record", State, Step, (State.RECORDED,),
    (
        Row((State.RECORDED,), Step.ANNUL, State.ANNULLED, "登记有误，写明依据；学时随之冲销",
            "entered by mistake, with a basis; its hours are taken back"),
    ),
    NotInThisState,
)
