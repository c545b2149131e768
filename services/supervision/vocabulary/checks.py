"""Checks (查核) of reports: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.supervision.errors.personal_matters import AlreadyDrawn, CheckConcluded


class DrawState(Named):
    """A draw is announced, then drawn."""

    ANNOUNCED = "announced", "已公告"
    DRAWN = "drawn", "已抽取"


CONSISTENT = "consistent"
"""The outcome of a check in which nothing was found."""


class CheckKind(Named):
    """Why a check is made: drawn at random (随机抽查), or targeted (重点抽查，凡提必查)."""

    RANDOM = "random", "随机抽查"
    TARGETED = "targeted", "重点查核"


class CheckState(Named):
    """A check is open, then concluded."""

    OPEN = "open", "查核中"
    CONCLUDED = "concluded", "已有结论"


class DrawStep(Named):
    """What can happen to a draw."""

    DRAW = "draw", "抽取"


DRAW_LIFE = Lifecycle(
    "随机抽查",
    "Draw",
    DrawState,
    DrawStep,
    (DrawState.ANNOUNCED,),
    (Row((DrawState.ANNOUNCED,), DrawStep.DRAW, DrawState.DRAWN),),
    AlreadyDrawn,
)


class CheckStep(Named):
    """What can happen to a check."""

    CONCLUDE = "conclude", "作出结论"
    CORRECT = "correct", "更正结论"


ADD = "add"
"""How it is called that somebody had a check made, for a reason or by carrying out the draw."""
CHECK_LIFE = Lifecycle(
    "查核",
    "Check",
    CheckState,
    CheckStep,
    (CheckState.OPEN,),
    (
        Row(
            (CheckState.OPEN,),
            CheckStep.CONCLUDE,
            CheckState.CONCLUDED,
            "有依据，由未发起该项查核的账号",
            "with a basis, by an account that did not have it made",
            apart_from=(ADD,),
        ),
        Row(
            (CheckState.CONCLUDED,),
            CheckStep.CORRECT,
            None,
            "登记有误，写明依据；原结论保留，影响期随之更正",
            "it was entered wrongly, with a basis; what stood there is kept, and its effect period follows",
            apart_from=(ADD,),
        ),
    ),
    CheckConcluded,
)
