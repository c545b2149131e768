"""Publicity (公示) on working days, and objections (异议) to it: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.incentive.errors.publicity import ObjectionResolved


class State(Named):
    """What has become of an objection."""

    OPEN = "open", "未办结"
    UPHELD = "upheld", "成立"
    DISMISSED = "dismissed", "不成立"


class Step(Named):
    """How an objection is resolved."""

    UPHOLD = "uphold", "认定成立"
    DISMISS = "dismiss", "认定不成立"


LODGE = "lodge"
"""How it is called that somebody objected."""
# fmt: off
LIFE = Lifecycle(
    "异议",
    "Objection",
    State,
    Step,
    (State.OPEN,),
    (
        Row((State.OPEN,), Step.UPHOLD, State.UPHELD, "由异议人以外的人员写明依据；推荐随之不通过",
            "somebody other than the objector, with a basis; it refuses the nomination", apart_from=(LODGE,)),
        Row((State.OPEN,), Step.DISMISS, State.DISMISSED, "由异议人以外的人员写明依据",
            "somebody other than the objector, with a basis", apart_from=(LODGE,)),
    ),
    ObjectionResolved,
    besides={LODGE: "提出异议"},
)
