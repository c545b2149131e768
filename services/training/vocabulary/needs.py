"""The three needs (组织需求、岗位需求、个人需求): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.training.errors.common import NotInThisState


class Who(Named):
    """Whose need it is."""

    ORGANISATION = "organisation", "组织需求"
    POST = "post", "岗位需求"
    INDIVIDUAL = "individual", "个人需求"


class State(Named):
    """Whether a need is still there."""

    OPEN = "open", "待满足"
    CLOSED = "closed", "已关闭"


class Step(Named):
    """What can happen to a need."""

    CLOSE = "close", "关闭"


LIFE = Lifecycle(
    "培训需求",
    "Need",
    State,
    Step,
    (State.OPEN,),
    (Row((State.OPEN, State.CLOSED), Step.CLOSE, State.CLOSED),),
    NotInThisState,
    ("A need that is closed once more stays as it is.",),
)
