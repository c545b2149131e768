"""The form's cell for the entry into the Party (入党时间): a day, another party's name, or both (199007；民盟)."""

from __future__ import annotations

import re

from papers import days

_BETWEEN = re.compile(r"[；;\n]")


def read(text: str) -> tuple[str, str]:
    """The day of entry into the Communist Party, and what stands there of another party."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    joined = days.read(parts[0]) if parts else ""
    return (joined, "；".join(parts[1:])) if joined else ("", "；".join(parts))


def write(joined_on: str, other: str) -> str:
    """The cell."""
    return "；".join(part for part in (days.packed(joined_on, 6), other) if part)
