"""Teaching points (现场教学点): how many people a day, who has booked, and who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from servicekit.errors import field_error
from servicekit.revisions import Revision
from services.training.errors.common import NotInThisState
from services.training.errors.places import BookingInThePast, OverCapacity
from services.training.vocabulary.places import (
    BOOKING_LIFE,
    POINT_LIFE,
    VISIT_LIFE,
    BookingState,
    BookingStep,
    PointKind,
    PointState,
    PointStep,
    VisitState,
    VisitStep,
)

# fmt: on


@dataclass
class TeachingPoint:
    """A place of on-site teaching (现场教学点). `capacity_per_day` is in people."""

    id: str
    code: str
    name: str
    kind: PointKind
    capacity_per_day: int
    region: str | None = None
    address: str | None = None
    base_id: str | None = None
    unit_id: str | None = None
    themes: list[str] = field(default_factory=list)
    hours: float | None = None
    state: PointState = PointState.OPEN
    opened_on: date | None = None
    closed_on: date | None = None
    revisions: list[Revision] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


def close_point(point: TeachingPoint, on: date) -> None:
    """Take a teaching point out of use. Raises PointClosed when it is already."""
    POINT_LIFE.move(point, PointStep.CLOSE, point_id=point.id)
    point.closed_on = on


def reopen_point(point: TeachingPoint, revision: Revision) -> None:
    """Bring a point that was closed into use again; when it was closed goes into the revision, which is kept.

    Raises NotInThisState where it is in use.
    """
    if not POINT_LIFE.happen(point, PointStep.REOPEN):
        zh, en = "教学点在用，无须恢复", "The teaching point is in use"
        raise NotInThisState(zh, en, state=point.state.value, step=PointStep.REOPEN.value)
    revision.before["closed_on"] = point.closed_on.isoformat() if point.closed_on else None
    point.revisions.append(revision)
    point.closed_on = None


@dataclass
class PointDay:
    """The guard of one teaching point's day: how many people are promised a place."""

    id: str
    point_id: str
    day: date
    booked: int = 0
    version: int = 0


def point_day_id(point_id: str, day: date) -> str:
    """One guard per point and day."""
    return f"{point_id}.{day.isoformat()}"


# fmt: on


@dataclass
class Booking:
    """Places at a teaching point promised to a unit or class (预约), each day of the period."""

    id: str
    point_id: str
    begins: date
    ends: date
    people: int
    unit_id: str | None = None
    class_id: str | None = None
    theme: str | None = None
    state: BookingState = BookingState.HELD
    synthetic: bool = False
    version: int = 0


def days_of(begins: date, ends: date) -> list[date]:
    """Every day of a period."""
    return [begins + timedelta(days=n) for n in range((ends - begins).days + 1)]


def must_not_be_over(begins: date, today: date) -> None:
    """Raises BookingInThePast for a booking whose first day is over."""
    if begins < today:
        zh, en = f"{begins}已过", f"{begins} is over"
        raise BookingInThePast(errors=[field_error("/begins", "in-the-past", zh, en)])


def book(point: TeachingPoint, booking: Booking, days: Mapping[date, PointDay]) -> list[PointDay]:
    """Promise places on every day of a booking. `days` are the guards that exist; the answer has one for each day.

    Raises PointClosed, or OverCapacity naming the days and what is left on them; then nothing is booked.
    """
    POINT_LIFE.must(point, PointStep.BOOK, point_id=point.id)
    held: list[PointDay] = []
    full: dict[str, int] = {}
    for day in days_of(booking.begins, booking.ends):
        guard = days.get(day) or PointDay(point_day_id(point.id, day), point.id, day)
        if guard.booked + booking.people > point.capacity_per_day:
            full[day.isoformat()] = max(0, point.capacity_per_day - guard.booked)
        held.append(guard)
    if full:
        raise OverCapacity(
            f"单日接待能力{point.capacity_per_day}人，所选日期余量不足",
            f"It takes {point.capacity_per_day} people a day; too few places are left on some of the days",
            errors=[
                field_error("/people", "over-capacity", f"{d}仅余{left}人", f"{left} left on {d}")
                for d, left in full.items()
            ],
            capacity_per_day=point.capacity_per_day,
            left=full,
        )
    for guard in held:
        guard.booked += booking.people
    return held


def release(booking: Booking, days: Sequence[PointDay]) -> None:
    """Give the places back (取消预约). Raises NotInThisState unless they are held."""
    BOOKING_LIFE.move(booking, BookingStep.RELEASE)
    for day in days:
        day.booked = max(0, day.booked - booking.people)


@dataclass
class Visit:
    """People who were taught at a teaching point on a day (现场教学接待): a head count, no list of names."""

    id: str
    point_id: str
    theme: str
    on: date
    head_count: int
    unit_id: str | None = None
    class_id: str | None = None
    booking_id: str | None = None
    hours: float | None = None
    state: VisitState = VisitState.RECORDED
    annulled_by: str | None = None
    annulled_because: str | None = None
    synthetic: bool = False
    version: int = 0


def annul(visit: Visit, booking: Booking | None, reason: str, by: str) -> None:
    """Take a visit back that was recorded in error (作废); the booking that it used is held again.

    Raises NotInThisState.
    """
    VISIT_LIFE.move(visit, VisitStep.ANNUL)
    visit.annulled_by, visit.annulled_because = by, reason
    if booking is not None:
        BOOKING_LIFE.happen(booking, BookingStep.GIVE_BACK)


def must_hold(point_id: str, capacity_per_day: int, visit: Visit) -> None:
    """Raises OverCapacity for a visit of more people than the teaching point takes in a day."""
    if visit.head_count > capacity_per_day:
        zh = f"该教学点单日接待能力{capacity_per_day}人，现为{visit.head_count}人"
        en = f"The point takes {capacity_per_day} people a day, not {visit.head_count}"
        wrong = field_error("/head_count", "over-capacity", zh, en)
        raise OverCapacity(zh, en, errors=[wrong], point_id=point_id, capacity_per_day=capacity_per_day)


def use(booking: Booking, visit: Visit) -> None:
    """Use a booking up by a visit. Raises NotInThisState unless it is held, and for the same teaching point."""
    if booking.point_id != visit.point_id:
        raise NotInThisState("预约不属于该教学点", "The booking is for another point", state=booking.state.value)
    BOOKING_LIFE.move(booking, BookingStep.USE)
