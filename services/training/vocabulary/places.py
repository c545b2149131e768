"""Teaching points (现场教学点): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named

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
