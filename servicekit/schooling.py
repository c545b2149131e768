"""What forms and rosters say of somebody's education (学历学位): the highest of a kind, in their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from servicekit.standards import EDUCATION_LEVELS

Entry = Mapping[str, Any]
"""An entry of the history: mode, level (GB/T 4658), called, degree, school, major."""
_CALLED = {"1": "研究生", "2": "大学", "3": "大专", "4": "中专", "6": "高中", "7": "初中", "8": "小学"}
"""By the first digit of GB/T 4658."""
_FINISHED = frozenset(
    ("11", "14", "17", "21", "28", "31", "41", "44", "47", "61", "71", "81", "10", "20", "30", "40", "60")
)
_DEGREES = ("博士", "硕士", "学士")


def called(level: str | None) -> str:
    """What forms call an education (学历) by its code; empty for none."""
    return "" if level is None else _CALLED.get(level[0], EDUCATION_LEVELS[level])


def said_of(entry: Entry) -> str:
    """What forms call the education of an entry: as it was written there (中央党校研究生), or else by its code."""
    return str(entry.get("called") or called(entry["level"]))


def highest(entries: Iterable[Entry], mode: str) -> tuple[Entry | None, Entry | None]:
    """Among the entries of a kind (全日制、在职) the highest education that was finished, and the highest degree."""
    own = [one for one in entries if one["mode"] == mode]
    level = min((one for one in own if one["level"] in _FINISHED), key=lambda one: one["level"], default=None)
    degree = min((one for one in own if one["degree"]), key=lambda one: rank(one["degree"]), default=None)
    return level, degree


def school_of(entry: Entry) -> str:
    """The school with the major (毕业院校系及专业)."""
    major = entry["major"] or ""
    return f"{entry['school'] or ''}{major}{'专业' if major and not major.endswith('专业') else ''}"


def rank(degree: str) -> int:
    """Where a degree stands among 博士, 硕士 and 学士, the highest first."""
    return next((place for place, word in enumerate(_DEGREES) if word in degree), len(_DEGREES))
