"""Days known to the year, the month or the day: as people write them, as they are kept, and as forms show them."""

from __future__ import annotations

import calendar
import re

DIGITS = str.maketrans("０１２３４５６７８９〇○", "012345678900")
_MONTH, _DAY = r"(?P<{0}month%s>[0-9]{{1,2}})(?![0-9])", r"(?P<{0}day%s>[0-9]{{1,2}})(?![0-9])"
_BY_MARKS = "|".join(
    rf"[ ]?{mark}[ ]?{_MONTH % n}(?:[ ]?{mark}[ ]?{_DAY % n})?"
    for n, mark in enumerate((r"[.．。·・]", r"[-－]", r"[/／]"))
)
DAY = (
    r"(?P<{0}year>(?:19|20)[0-9]{{2}})"
    r"(?:(?P<{0}packed>[0-9]{{2}}(?:[0-9]{{2}})?)(?![0-9])"
    rf"|{_BY_MARKS}"
    rf"|[ ]?年[ ]?{_MONTH % 3}[ ]?月?(?:[ ]?{_DAY % 3}[ ]?日?)?"
    r"|[ ]?年(?![ ]?[0-9]))?"
)
"""The pattern of a day, with a prefix for the names of its groups."""
_ALONE = re.compile(DAY.format(""))


def read(text: str) -> str | None:
    """A day that somebody wrote (1985, 1985.07, 198507, 1985-7-1, 1985年7月): `1985-07`; empty for nothing written, and
    None for what is none."""
    written = text.translate(DIGITS).strip()
    if not written:
        return ""
    found = _ALONE.fullmatch(written)
    return taken(found, "") if found else None


def taken(found: re.Match[str], prefix: str) -> str | None:
    """The day that a pattern with DAY has found; None where there is no such day, or none was written."""
    year, packed = found[f"{prefix}year"], found[f"{prefix}packed"]
    if year is None:
        return None
    if packed:
        month, day = packed[:2], packed[2:]
    else:
        month, day = (
            next((found[f"{prefix}{part}{n}"] or "" for n in range(4) if found[f"{prefix}{part}{n}"]), "")
            for part in ("month", "day")
        )
    if not month:
        return str(year)
    if not 1 <= int(month) <= 12:
        return None
    if not day:
        return f"{year}-{int(month):02}"
    if not 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def packed(day: str, digits: int = 8) -> str:
    """A day in digits alone, as many as are known up to `digits` (6 for the month); other text as it is."""
    return day.replace("-", "")[:digits] if _is_kept(day) else day


def dotted(day: str) -> str:
    """A day as résumés have it: 1985.07."""
    return day.replace("-", ".") if _is_kept(day) else day


def _is_kept(day: str) -> bool:
    return re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", day) is not None
