"""Brackets in a column's title: some say which column it is (学历（全日制）), others nothing of it (姓名（必填）)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from gateway.everyday import in_brackets, title

_OF_YEARS = re.compile(r"(?:19|20)[0-9]{2}年?度?(?:[-至~、](?:19|20)[0-9]{2}年?度?)*")
_APART = re.compile("[、/,;或和及与]")
_OF_ANYTHING = frozenset(("名称", "全称", "编号", "编码", "代码", "时间", "日期", "年月"))
"""What says of a title no more than how its cells are written."""


def without_brackets(said: str) -> Iterator[tuple[str, str]]:
    """What a column is called that has brackets in its title, as it would be without: what stands in them, and the
    whole. 学历（全日制） is 全日制学历, 单位（编码） is 单位编码.
    """
    word = title(said)
    for inner in in_brackets(said):
        yield inner, f"{inner}{word}"
        yield inner, f"{word}{inner}"


def names_years(said: str) -> bool:
    """Whether a title says in brackets of which years the column is."""
    return any(_OF_YEARS.fullmatch(inner) for inner in in_brackets(said))


def tells_apart(said: str, modes: Collection[str], names_another: Callable[[str], bool]) -> bool:
    """Whether brackets in a title say something of the column: a year, one of `modes`, or a word that is known and
    stands for another field or another field's value (`names_another`)."""
    return names_years(said) or any(
        any(mode in inner for mode in modes)
        or any(part not in _OF_ANYTHING and names_another(part) for part in _APART.split(inner) if part)
        for inner in in_brackets(said)
    )
