"""Days that a person writes down, on the day itself or afterwards: in order, and none that has not come yet."""

from __future__ import annotations

from datetime import date

from servicekit.errors import field_error
from services.appraisal.errors.common import BadPeriod


def must_not_be_later(day: date, latest: date, pointer: str) -> None:
    """Raises BadPeriod for a day after `latest`, as of what has not happened yet."""
    if day > latest:
        zh, en = f"不得晚于{latest.isoformat()}", f"Not after {latest.isoformat()}"
        raise BadPeriod(zh, en, errors=[field_error(pointer, "too-late", zh, en)])


def must_not_be_earlier(day: date, earliest: date | None, pointer: str, zh: str, en: str) -> None:
    """Raises BadPeriod for a day before `earliest`, the day of what `zh` and `en` name."""
    if earliest is not None and day < earliest:
        zh, en = f"不得早于{zh}{earliest.isoformat()}", f"Not before {earliest.isoformat()}, {en}"
        raise BadPeriod(zh, en, errors=[field_error(pointer, "too-early", zh, en)])
