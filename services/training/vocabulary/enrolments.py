"""Enrolment (报名调训): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.training.errors.common import NotInThisState


class Standing(Named):
    """Where an enrolment stands (报名状态)."""

    ENROLLED = "enrolled", "已报名"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"
    COMPLETED = "completed", "已结业"
    CANCELLED = "cancelled", "已取消"


class Settled(Named):
    """What became of somebody when a completed class was put right (更正结果)."""

    UNCHANGED = "unchanged", "未变"
    CORRECTED = "corrected", "已更正"
    """Completed as before, with other hours or on another day."""
    REVOKED = "revoked", "已撤销结业"
    COMPLETED = "completed", "准予结业"


class Step(Named):
    """What can happen to an enrolment."""

    ENROL = "enrol", "重新报名"
    WAIT = "wait", "重新候补"
    PROMOTE = "promote", "递补"
    WITHDRAW = "withdraw", "退出"
    DISMISS = "dismiss", "退学"
    COMPLETE = "complete", "结业"
    CANCEL = "cancel", "取消"
    REVOKE = "revoke", "撤销结业"
    QUALIFY = "qualify", "更正后结业"
    LEAVE = "leave", "离任退出"
    COME_BACK = "come_back", "离任作废，恢复报名"
    WAIT_AGAIN = "wait_again", "离任作废，恢复候补"


_HELD = (Standing.ENROLLED, Standing.WAITING)
# fmt: off
LIFE = Lifecycle(
    "报名",
    "Enrolment",
    Standing,
    Step,
    _HELD,
    (
        Row((Standing.WITHDRAWN,), Step.ENROL, Standing.ENROLLED, "班次有名额", "the class has a place"),
        Row((Standing.WITHDRAWN,), Step.WAIT, Standing.WAITING, "班次已满，有候补名额",
            "the class is full and has a waiting place"),
        Row((Standing.WAITING,), Step.PROMOTE, Standing.ENROLLED, "有人退出，且当日无其他班次",
            "somebody withdrew, and the days are free", by=By.FOLLOWS),
        Row(_HELD, Step.WITHDRAW, Standing.WITHDRAWN, "班次尚未结束", "the class is not over"),
        Row((Standing.ENROLLED,), Step.DISMISS, Standing.WITHDRAWN, "结业时缺课超过规定比例",
            "too much was missed when the class is completed", by=By.FOLLOWS),
        Row((Standing.ENROLLED,), Step.COMPLETE, Standing.COMPLETED, "缺课不超过规定比例", "not too much was missed"),
        Row(_HELD, Step.CANCEL, Standing.CANCELLED, "班次取消，或结业时仍在候补",
            "the class is cancelled, or completed while they still wait", by=By.FOLLOWS),
        Row((Standing.COMPLETED,), Step.REVOKE, Standing.WITHDRAWN, "班次结业后更正，缺课超过规定比例",
            "put right after the class's completion, too much was missed", by=By.FOLLOWS),
        Row((Standing.WITHDRAWN,), Step.QUALIFY, Standing.COMPLETED, "班次结业后更正考勤，缺课不超过规定比例",
            "put right after the class's completion, not too much was missed", by=By.FOLLOWS),
        Row(_HELD, Step.LEAVE, Standing.WITHDRAWN, "干部退休、离任或去世，班次在当日或其后结束",
            "the cadre has retired, left or died, and the class ends on that day or later", by=By.EVENT),
        Row((Standing.WITHDRAWN,), Step.COME_BACK, Standing.ENROLLED,
            "因离任退出，该离任条目已作废；班次有名额，且当日无其他班次",
            "withdrawn because the cadre had left, and that was set aside; the class has a place, the days are free",
            by=By.EVENT),
        Row((Standing.WITHDRAWN,), Step.WAIT_AGAIN, Standing.WAITING,
            "因离任退出，该离任条目已作废；班次已满，有候补名额",
            "withdrawn because the cadre had left, and that was set aside; the class is full and has a waiting place",
            by=By.EVENT),
    ),
    NotInThisState,
)
