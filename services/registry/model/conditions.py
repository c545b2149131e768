"""What a post asks for (任职条件): which kinds can be matched by machine, and how their values are written.

The kinds are entries of dictionary `registry.post_condition`. A kind that is not listed here, such as a major or one
that an office adds, is free text: a person has to look at it.
"""

from __future__ import annotations

from collections.abc import Callable

from servicekit import standards
from servicekit.people import YES


def _number(least: int, most: int) -> Callable[[str], bool]:
    return {str(number) for number in range(least, most + 1)}.__contains__


_EDUCATION = (
    standards.EDUCATION_LEVELS.__contains__,
    "《学历代码》中的代码，如大学本科（“20”）",
    "a code of GB/T 4658-2006",
)
MEASURABLE: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "education_level": (
        standards.EDUCATION_LEVELS.__contains__,
        "《学历代码》中的代码，如大学本科（“20”）",
        "a code of GB/T 4658-2006",
    ),
    "full_time_level": (
        standards.EDUCATION_LEVELS.__contains__,
        "《学历代码》中的代码，如大学本科（“20”）",
        "a code of GB/T 4658-2006",
    ),
    "years_at_level": (_number(0, 60), "年数，如 3", "whole years, such as 3"),
    "years_in_post": (_number(0, 60), "年数，如 3", "whole years, such as 3"),
    "work_years": (_number(0, 60), "年数，如 5", "whole years, such as 5"),
    "basic_level_years": (_number(0, 60), "年数，如 2", "whole years, such as 2"),
    "party_years": (_number(0, 60), "年数，如 3", "whole years, such as 3"),
    "age_at_most": (_number(18, 99), "周岁，如 45", "an age in whole years, such as 45"),
    "excellent_grades": (_number(1, 5), "近五年优秀次数，1 至 5", "how many of the last five years, 1 to 5"),
    "party_member": (YES.__eq__, "是（“yes”）", YES),
}
"""By kind: whether a value is a possible one, and what a possible one is, in both languages."""


def wrong(kind: str, value: str) -> tuple[str, str] | None:
    """What a value of this kind has to be, in both languages, where this one is not; None where it may stand."""
    if kind not in MEASURABLE:
        return None
    possible, zh, en = MEASURABLE[kind]
    return None if possible(value) else (zh, en)
