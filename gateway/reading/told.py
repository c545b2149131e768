"""What readers of sheets tell: rows, or why there are none; and how much one may hold."""

from __future__ import annotations

from typing import Any

MOST_CELLS = 8_000_000
"""Of the rectangle from A1 to the last cell that holds something; all of it is held at once."""
MOST_UNPACKED = 1024 * 1024 * 1024
"""Bytes of all parts of a packed workbook together."""
MOST_RATIO = 100
"""How many times its packed size a part may unfold to that is read; cells pack to a tenth or less."""
ALWAYS_ALLOWED = 64 * 1024 * 1024
"""Bytes that a part may unfold to whatever its packed size; more than that none does that is not read."""
MOST_TOLD = 256 * 1024 * 1024
"""Bytes of rows handed out."""
MOST_FILLED = 1_000_000
"""Cells of merged ranges that are given the range's value."""
PIECE = 1024 * 1024
"""Bytes that are looked at together."""


class Refused(Exception):
    """What is wrong, as the last line tells it."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.told = {"refused": why, **facts}


Row = tuple[int, list[Any]] | tuple[int, list[Any], list[tuple[int, int]]]


def may_bear(text: str) -> bool:
    """Whether a text is worth a closer look: it may bear a mark of secrecy."""
    return "密" in text or "㊙" in text
