"""Names of people as they are written down: two that differ in blanks only are one person's."""

from __future__ import annotations


def alike(one: str, other: str) -> bool:
    """Whether two names are the same but for blanks, as in 张三 and 张 三."""
    return "".join(one.split()) == "".join(other.split())
