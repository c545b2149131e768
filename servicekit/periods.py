"""Periods (起止日期): pure rules that every service's days keep."""

from __future__ import annotations

from datetime import date

from servicekit.errors import EndsBeforeItBegins, field_error


def must_not_end_before_it_begins(begins: date | None, ends: date | None, pointer: str) -> None:
    """Raises EndsBeforeItBegins, naming the field at `pointer`; a period without one of its days is not looked at."""
    if begins is not None and ends is not None and ends < begins:
        zh, en = f"不得早于开始日期{begins.isoformat()}", f"Not before {begins.isoformat()}, when it begins"
        raise EndsBeforeItBegins(
            zh,
            en,
            errors=[field_error(pointer, "ends-before-it-begins", zh, en)],
            begins=begins.isoformat(),
            ends=ends.isoformat(),
        )
