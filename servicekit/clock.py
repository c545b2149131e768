"""The time. Instants are UTC; a day is the day in Baotou (Asia/Shanghai)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

# China has had one time zone without daylight saving since 1991, so that a fixed offset needs no zone database.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC, to the millisecond (which is what MongoDB keeps)."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def day_of(instant: datetime) -> date:
    """The day in China at an instant."""
    return instant.astimezone(CHINA).date()


def beginning(day: date) -> datetime:
    """The instant at which a day begins in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def at(seconds: float) -> datetime:
    """The instant so many seconds after the epoch, as `now` gives it."""
    instant = datetime.fromtimestamp(seconds, UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
