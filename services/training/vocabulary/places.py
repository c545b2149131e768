"""Teaching points (现场教学点): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.training.errors.common import NotInThisState
from services.training.errors.places import PointClosed

MOST_DAYS = 31


class PointKind(Named):
    """Bases and the points that belong to them (基地、教学点)."""

    BASE = "base", "基地"
    POINT = "point", "教学点"


class PointState(Named):
    """Whether a teaching point is in use."""

    OPEN = "open", "在用"
    CLOSED = "closed", "停用"


class BookingState(Named):
    """Whether a booking holds its places."""

    HELD = "held", "已预约"
    RELEASED = "released", "已取消"
    USED = "used", "已使用"


class VisitState(Named):
    """Whether a visit counts."""

    RECORDED = "recorded", "已登记"
    ANNULLED = "annulled", "已作废"


class PointStep(Named):
    """What can happen to a teaching point."""

    BOOK = "book", "预约"
    CLOSE = "close", "停用"
    REOPEN = "reopen", "恢复使用"


# fmt: off
POINT_LIFE = Lifecycle(
    "现场教学点",
    "Teaching point",
    PointState,
    PointStep,
    (PointState.OPEN,),
    (
        Row((PointState.OPEN,), PointStep.BOOK, None, "不超过单日接待能力", "within what it takes in a day"),
        Row((PointState.OPEN,), PointStep.CLOSE, PointState.CLOSED),
        Row((PointState.CLOSED,), PointStep.REOPEN, PointState.OPEN, "写明依据，原停用日期留存",
            "with a basis; the day on which it was closed stays on record"),
    ),
    PointClosed,
)


class BookingStep(Named):
    """What can happen to a booking."""

    RELEASE = "release", "取消预约"
    USE = "use", "使用"
    GIVE_BACK = "give_back", "恢复预约"


# fmt: off
BOOKING_LIFE = Lifecycle(
    "现场教学预约",
    "Booking",
    BookingState,
    BookingStep,
    (BookingState.HELD,),
    (
        Row((BookingState.HELD,), BookingStep.RELEASE, BookingState.RELEASED),
        Row((BookingState.HELD,), BookingStep.USE, BookingState.USED, "登记该教学点的接待时写明此预约",
            "a visit to the same teaching point names it"),
        Row((BookingState.USED,), BookingStep.GIVE_BACK, BookingState.HELD, "使用此预约的接待登记作废",
            "the visit that used it is annulled", by=By.FOLLOWS),
    ),
    NotInThisState,
)


class VisitStep(Named):
    """What can happen to a visit."""

    ANNUL = "annul", "作废"


VISIT_LIFE = Lifecycle(
    "现场教学接待",
    "Visit",
    VisitState,
    VisitStep,
    (VisitState.RECORDED,),
    (Row((VisitState.RECORDED,), VisitStep.ANNUL, VisitState.ANNULLED, "登记有误", "it was recorded in error"),),
    NotInThisState,
)
