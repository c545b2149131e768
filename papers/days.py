"""Days known to the year, the month or the day: as people write them, as they are kept, and as forms show them."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

DIGITS = str.maketrans("０１２３４５６７８９〇○‐‑‒−﹣", "012345678900-----")
"""Digits and hyphens of other forms, sign for sign, each by the one that is meant."""
_MONTH, _DAY = r"(?P<{0}month%s>[0-9]{{1,2}})(?![0-9])", r"(?P<{0}day%s>[0-9]{{1,2}})(?![0-9])"
_BY_MARKS = "|".join(
    rf"[ ]?{mark}[ ]?{_MONTH % n}(?:[ ]?月|[ ]?{mark}[ ]?{_DAY % n})?"
    for n, mark in enumerate((r"[.．。·・]", r"[-－]", r"[/／]"))
)
DAY = (
    r"(?P<{0}year>(?:19|20)[0-9]{{2}})"
    r"(?:(?P<{0}packed>[0-9]{{2}}(?:[0-9]{{2}})?)(?![0-9])"
    rf"|{_BY_MARKS}"
    rf"|[ ]?年[ ]?{_MONTH % 3}[ ]?月?(?:[ ]?{_DAY % 3}[ ]?日?)?"
    r"|[ ]?年(?![ ]?[0-9]))?"
)
"""The pattern of a day within a text, with a prefix for the names of its groups."""
_ALONE = re.compile(DAY.format(""))
_MARKED = re.compile(r"(?a)(\d{4})[.\-/年·。](\d{1,2})(?:月|[.\-/·。](?!$))?(?:(?<=\D)(\d{1,2})日?)?")
_PACKED = re.compile(r"(?a)(\d{4})(?:(\d{2})(\d{2})?)?年?")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$", re.ASCII)
_OF_A_BIRTH = re.compile(r"(?:出?生)?(?:\(\d{1,3}周?岁\))?$")
"""What people write behind a day of birth, which says no more of it."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FIRST, _FIRST_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS = range(10_000, 80_000)
"""Days as spreadsheets count them: 1927 to 2119."""
_YEARS = range(1800, 2200)
_YEAR_AND_MONTH = re.compile(r"(?:19|20)\d{2}[1-9]", re.ASCII)
"""A number that is one of a spreadsheet's days, or a year and a month without its zero."""


def read(text: str) -> str | None:
    """A day that somebody wrote (1985, 1985.07, 198507, 1985-7-1, 1985年7月, 1985.07（39岁）): `1985-07`; empty for
    nothing written, and None for what is none."""
    written = _in_digits(bare(text)).translate(DIGITS)
    if not written:
        return ""
    found = _ALONE.fullmatch(written)
    return taken(found, "") if found else None


def bare(text: str) -> str:
    """What stands in a cell for a day, without the clock, an age in brackets and blanks beside it."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = _CLOCK.sub("", text).translate(_DASHES)
    return _OF_A_BIRTH.sub("", re.sub(r"\s", "", text)) or text


def said(text: str) -> str | None:
    """The day that a `bare` text says, in whatever marks, a number of a spreadsheet's days excepted; whether the
    calendar has it is not looked at. None for what is none."""
    text = _in_digits(text)
    found = _MARKED.fullmatch(text.rstrip(".")) or _PACKED.fullmatch(text)
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else None


_SIGNS = "〇一二三四五六七八九"
_SMALL = "([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SPELT = re.compile(f"([{_SIGNS}○零]{{4}}|[0-9]{{4}}(?=年[{_SIGNS}十]))年(?:{_SMALL}月(?:{_SMALL}日)?)?")


def _in_digits(text: str) -> str:
    """A day that is spelt (一九八五年七月) in digits; other text as it is."""
    if (found := _SPELT.fullmatch(text)) is None:
        return text
    year, *others = found.groups()
    digits = "".join(sign if sign.isdecimal() else _digit(sign) for sign in year)
    return digits + "".join(f"{unit}{_spelt(one)}" for unit, one in zip("年月", others, strict=True) if one)


def _digit(sign: str) -> str:
    return str(_SIGNS.find("〇" if sign in "○零" else sign))


def _spelt(number: str) -> int:
    """A number below a hundred that is spelt: 七, 十, 十一, 二十一."""
    tens, ten, ones = number.rpartition("十")
    return (_SIGNS.find(tens) if tens else 1) * 10 * bool(ten) + (_SIGNS.find(ones) if ones else 0)


_SPELT_YEAR = re.compile(f"(?<![{_SIGNS}○零十])(?:一九|二[〇○零])[{_SIGNS}○零]{{2}}(?![{_SIGNS}○零十])")


def years_in_digits(text: str) -> str:
    """The text, sign for sign, with years that are spelt (二〇二一) and other forms of digits in digits."""

    return _SPELT_YEAR.sub(lambda found: "".join(map(_digit, found[0])), text).translate(DIGITS)


class MonthUnclear(Exception):
    """A number such as 1985.1, which has lost the zero of October or means January; or 19857, which is July of 1985 as
    somebody writes it or one of a spreadsheet's days."""


def numbered(number: float, *, from_1904: bool = False) -> str | None:
    """The day that a number of a sheet says: one of its days, 19850701, 198507, 1985, or 1985.07; None for what is
    none. Raises MonthUnclear."""
    whole = int(number)
    if whole == number and _YEAR_AND_MONTH.fullmatch(str(whole)):
        raise MonthUnclear
    if whole in _SERIALS:
        return ((_FIRST_OF_1904 if from_1904 else _FIRST) + timedelta(days=whole)).isoformat()
    if whole == number:
        found = said(str(whole))
        return found if found and int(found[:4]) in _YEARS else None
    if whole not in _YEARS:
        return None
    months = repr(float(number)).partition(".")[2]
    if months == "1":
        raise MonthUnclear
    return f"{whole}-{months.zfill(2)}" if len(months) <= 2 else None


def serial(text: str, *, from_1904: bool = False) -> str | None:
    """The day that a text says which is a number of a spreadsheet's days. Raises MonthUnclear."""
    return numbered(float(text), from_1904=from_1904) if _SERIAL.fullmatch(text) else None


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
