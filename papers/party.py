"""The form's cell for the entry into the Party (入党时间): a day, another party's name, or both (199007；民盟).

What people write there instead is read too: 中共党员（2008.06）, 2010年加入民建."""

from __future__ import annotations

import re

from papers import days

_BETWEEN = re.compile(r"[；;，,、（）()\n]")
_DATED = re.compile(
    rf"(?:于)?(?:{days.DAY.format('before_')})?[\s]*(?:加入|参加|入党)?[\s]*(?P<name>[^\s0-9]*)[\s]*(?:{days.DAY.format('after_')})?"
)


def read(text: str) -> tuple[str, str]:
    """The day of entry into the Communist Party, and what stands there of another party."""
    parts = _parts(text)
    joined = days.read(parts[0]) if parts else ""
    return (joined, "；".join(parts[1:])) if joined else ("", text.strip())


def memberships(text: str) -> list[tuple[str, str]]:
    """Each name that stands in the cell with its day, either empty where it is not said; nothing where any of it is not
    read.

    >>> memberships("中共党员（2008.06）；2010年加入民建")
    [('2008-06', '中共党员'), ('2010', '民建')]
    """
    found: list[tuple[str, str]] = []
    for part in _parts(text.translate(days.DIGITS)):
        said = _DATED.fullmatch(part)
        if said is None:
            return []
        on = [day for prefix in ("before_", "after_") if (day := days.taken(said, prefix))]
        named = sum(said[f"{prefix}year"] is not None for prefix in ("before_", "after_"))
        if len(on) != named or len(on) > 1:
            return []
        name = said["name"]
        if not name and found and not found[-1][0]:
            found[-1] = ("".join(on), found[-1][1])
        else:
            found.append(("".join(on), name))
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def write(joined_on: str, other: str) -> str:
    """The cell."""
    return "；".join(part for part in (days.packed(joined_on, 6), other) if part)
