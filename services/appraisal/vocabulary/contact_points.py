"""Contact points (干部工作联系点): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class State(Named):
    """Whether the cadre keeps in touch with the unit."""

    OPEN = "open", "联系中"
    ENDED = "ended", "已结束"
    ANNULLED = "annulled", "已作废"


class Step(Named):
    """What can happen to a contact point."""

    VISIT = "visit", "走访"
    SET_END = "set_end", "定于某日结束"
    END = "end", "结束联系"
    GO_ON = "go_on", "离任或撤并作废，恢复联系"
    ANNUL = "annul", "作废"


# fmt: off
LIFE = Lifecycle(
    "干部工作联系点", "Contact point", State, Step, (State.OPEN,),
    (
        Row((State.OPEN,), Step.VISIT, None, "在联系期内", "within its days"),
        Row((State.OPEN,), Step.SET_END, None, "写明依据；到该日自行结束",
            "with a basis; it ends by itself on that day"),
        Row((State.OPEN,), Step.END, State.ENDED, "有依据；联系期满、干部离开或单位撤并时自行结束",
            "with a basis; by itself on its last day, when the cadre leaves, or when the unit is no more"),
        Row((State.ENDED,), Step.GO_ON, State.OPEN, "因干部离任或单位撤并而结束，已查明为误登；原定期限恢复",
            "the cadre had left, or the unit was no more, by a mistake; its last day is as before", by=By.EVENT),
        Row((State.OPEN, State.ENDED), Step.ANNUL, State.ANNULLED, "误登，写明依据；不再计入",
            "entered by mistake, with a basis; it counts no more"),
    ),
    StepNotPossible,
    besides={"open": "确定", "annul_visit": "作废走访"},
)
