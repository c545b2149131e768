"""Names of people as they are written down: two that differ in blanks only are one person's."""

from __future__ import annotations

from servicekit.errors import field_error
from services.appraisal.errors.common import NotAnother


def alike(one: str, other: str) -> bool:
    """Whether two names are the same but for blanks, as in 张三 and 张 三."""
    return "".join(one.split()) == "".join(other.split())


def must_be_two(one: str, other: str, pointer: str, zh: str, en: str) -> None:
    """That two different people are named for what takes two. Raises NotAnother at the field of the second."""
    if alike(one, other):
        raise NotAnother(zh, en, errors=[field_error(pointer, "not-another", zh, en)])
