"""Refusals: teaching points (现场教学点)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class OverCapacity(Conflict):
    """A booking, or a visit, of more people than the teaching point takes in a day."""

    code = "training/over-capacity"
    zh = "超过现场教学点单日接待能力"
    en = "More people than the teaching point takes in a day"
    advice_zh = "核对人数；接待能力有变的，先变更教学点。"
    advice_en = "Check the number; where the point takes more by now, change it first."


class BookingInThePast(Invalid):
    """Places are booked for today or a day to come; who was there already is entered as a visit."""

    code = "training/booking-in-the-past"
    zh = "预约日期已过"
    en = "The days of the booking are over"
    advice_zh = "已经开展的活动，登记为接待记录。"
    advice_en = "Enter a visit for what has taken place."


class PointClosed(Conflict):
    """The teaching point is closed."""

    code = "training/point-closed"
    zh = "现场教学点已停用"
    en = "The teaching point is closed"


class NoPoint(NotFound):
    """There is no teaching point with this id, or the caller may not see it."""

    code = "training/no-teaching-point"
    zh = "现场教学点不存在"
    en = "There is no such teaching point"


class NoBooking(NotFound):
    """There is no booking with this id, or the caller may not see it."""

    code = "training/no-booking"
    zh = "预约不存在"
    en = "There is no such booking"


class NoVisit(NotFound):
    """There is no visit with this id, or the caller may not see it."""

    code = "training/no-visit"
    zh = "现场教学记录不存在"
    en = "There is no such visit"
