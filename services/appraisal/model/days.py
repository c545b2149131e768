"""Days that a person writes down: what has not happened yet is not on record."""

from __future__ import annotations

from datetime import date

from servicekit.errors import field_error
from services.appraisal.errors.common import BadPeriod


def must_not_be_later(day: date, latest: date, pointer: str) -> None:
    """Raises BadPeriod for a day after `latest`, as of what has not happened yet."""
    if day > latest:
        zh, en = f"不得晚于{latest.isoformat()}", f"Not after {latest.isoformat()}"
        raise BadPeriod(zh, en, errors=[field_error(pointer, "too-late", zh, en)])
