"""The hours ledger (学时台账): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.training.errors.common import NotInThisState


class Source(Named):
    """Where credited hours come from (学时来源)."""

    CLASS = "class", "班次"
    ONLINE_RECORD = "online_record", "网络学习记录"
    OUTSIDE = "outside", "外出培训"
    """Training outside the city (外出培训)."""
    CORRECTION = "correction", "更正"


class Judgement(Named):
    """Whether the hours are enough (达标情况)."""

    MET = "met", "已达标"
    IN_GRACE = "in_grace", "宽限期内"
    BEHIND = "behind", "未达标"


class ReminderState(Named):
    """Whether the hours are still missing."""

    OPEN = "open", "待补足"
    CLOSED = "closed", "已了结"


class ReminderStep(Named):
    """What can happen to a reminder."""

    CLOSE = "close", "了结"
    REOPEN = "reopen", "重新提醒"


# fmt: off
REMINDER_LIFE = Lifecycle(
    "学时提醒",
    "Reminder",
    ReminderState,
    ReminderStep,
    (ReminderState.OPEN,),
    (
        Row((ReminderState.OPEN,), ReminderStep.CLOSE, ReminderState.CLOSED,
            "学时已补足，在提任后补足期内，或干部已不在职",
            "the hours are there or may still be made up after a promotion, or the cadre no longer serves",
            by=By.FOLLOWS),
        Row((ReminderState.CLOSED,), ReminderStep.REOPEN, ReminderState.OPEN, "学时冲销后又不足，或补足期已满而仍不足",
            "hours were taken back, or the grace is over without them", by=By.FOLLOWS),
    ),
    NotInThisState,
)
