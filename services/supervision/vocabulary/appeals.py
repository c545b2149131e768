"""Appeals (申诉): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.conferences import StepNotPossible


class Against(Named):
    """What an appeal is lodged against."""

    RESTRICTION = "restriction", "影响期"
    LETTER = "letter", "函件"


class Outcome(Named):
    """How an appeal is decided: it is right, in part right, or not."""

    UPHELD = "upheld", "申诉成立"
    CHANGED = "changed", "部分成立"
    REJECTED = "rejected", "驳回"


class State(Named):
    """Where an appeal stands."""

    OPEN = "open", "受理中"
    DECIDED = "decided", "已决定"
    WITHDRAWN = "withdrawn", "已撤回"


class Step(Named):
    """What can happen to an appeal."""

    OVERDUE = "overdue", "逾期未决"
    DECIDE = "decide", "作出决定"
    CORRECT = "correct_decision", "更正决定"
    WITHDRAW = "withdraw", "撤回"
    DIE = "die", "本人去世"
    LIVE_ON = "live_on", "去世的登记作废"


LODGE = "lodge"
"""How the timeline calls that an appeal came to be."""
# fmt: off
LIFE = Lifecycle(
    "申诉",
    "Appeal",
    State,
    Step,
    (State.OPEN,),
    (
        Row((State.OPEN,), Step.OVERDUE, None, "决定期限已过", "the day for the decision is over", by=By.DEADLINE),
        Row((State.OPEN,), Step.DECIDE, State.DECIDED, "由未经办该事项者决定", "by an account that had no part in it",
            apart_from=(LODGE,)),
        Row((State.DECIDED,), Step.CORRECT, None, "误录，写明依据；原决定保留，影响期、函件随之",
            "entered wrongly, with a basis; the first is kept, and what followed from it follows",
            apart_from=(LODGE,)),
        Row((State.OPEN,), Step.WITHDRAW, State.WITHDRAWN),
        Row((State.OPEN,), Step.DIE, None, "申诉不终止，近亲属可代为进行，照常决定或撤回",
            "it does not end: the next of kin may go on with it; it is decided or taken back as any other",
            by=By.EVENT),
        Row(tuple(State), Step.LIVE_ON, None, "申诉时或其后登记的去世有误", "the death was a mistake", by=By.EVENT),
    ),
    StepNotPossible,
    besides={LODGE: "提出申诉", "deadline_moved": "调整期限"},
)
