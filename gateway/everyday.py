"""Everyday names (常用名称): what people call columns and codes in tables of their own, besides what schemas call them.

They are data, kept by the registry as dictionaries that an administrator may change: `registry.sheet_titles`,
`registry.sheet_words`, `registry.sheet_aside` and `registry.sheet_names`. An entry holds any number of names that mean
the same, 、 between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from servicekit.blanks import folded
from servicekit.rules import DICTIONARIES, shipped

TITLES, WORDS, ASIDE = "registry.sheet_titles", "registry.sheet_words", "registry.sheet_aside"
SHEETS = "registry.sheet_names"
KEPT = (TITLES, WORDS, ASIDE, SHEETS)
"""The dictionaries in which everyday names are kept."""
_OWNER = Path(__file__).resolve().parent.parent / "services" / "registry"
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_WIDE_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_FURTHER = re.compile("[：；，].*", re.DOTALL)
_MARKS = "*:※☆★"
"""What stands beside a title to say that its column is needed."""
_ROWS = "rows"


@lru_cache(maxsize=4096)
def title(text: str) -> str:
    """A column's title as it is compared: without what stands in brackets, and the marks of what is needed.

    >>> title("性 别（GB/T 2261.1）*")
    '性别'
    """
    plain = folded(text).strip(_MARKS)
    return _BRACKETED.sub("", plain).strip(_MARKS) or plain.strip("()[]【】")


@lru_cache(maxsize=4096)
def in_brackets(text: str) -> tuple[str, ...]:
    """What stands in brackets beside the words of a column's title, as it is compared.

    >>> in_brackets("学历（全日制）*"), in_brackets("【姓名】")
    (('全日制',), ())
    """
    plain = folded(text).strip(_MARKS)
    found = tuple(one[1:-1].strip(_MARKS) for one in _BRACKETED.findall(plain))
    return tuple(filter(None, found)) if _BRACKETED.sub("", plain).strip(_MARKS) else ()


@dataclass(frozen=True)
class Everyday:
    """What is kept of everyday names."""

    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Places of fields (`name`, `appointments__title`) by what their column is called, as `title` gives it; the first
    that a kind of import has is meant."""
    aside: frozenset[str] = frozenset()
    """Columns that are known to be of no use here."""
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the column of a place is called, the most usual first."""
    rows: tuple[str, ...] = ()
    """How rows begin that are no data: totals, notes."""
    _words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    """Kinds of import by what a sheet of theirs is called, as `title` gives it."""

    def is_word(self, text: str) -> bool:
        """Whether a code, of whatever kind, is called so."""
        return text in self._every_word

    @cached_property
    def _every_word(self) -> frozenset[str]:
        return frozenset((*self._words, *(word for words in self._words.values() for word in words)))

    def words_for(self, label: str) -> tuple[str, ...]:
        """What else a code is called that has this label."""
        return self._words.get(folded(label), ())


def short(text: str) -> str:
    """What a field is called, without what is said further of it.

    >>> short("密级：公开、内部"), short("性别（GB/T 2261.1）"), short("拟任职位，任前考察必填")
    ('密级', '性别', '拟任职位')
    """
    return _FURTHER.sub("", _WIDE_BRACKETS.sub("", text)).strip() or text


def everyday(dictionaries: Iterable[Mapping[str, Any]]) -> Everyday:
    """What these dictionaries say; of one that is not among them, what is shipped."""
    kept = {one["code"]: one["entries"] for one in _shipped()} | {one["code"]: one["entries"] for one in dictionaries}
    titles: dict[str, list[str]] = {}
    called: dict[str, tuple[str, ...]] = {}
    for entry in kept[TITLES]:
        called[entry["key"]] = tuple(entry["zh"].split("、"))
        for name in called[entry["key"]]:
            titles.setdefault(title(name), []).append(entry["key"])
    words: dict[str, list[str]] = {}
    for entry in kept[WORDS]:
        for said in entry["zh"].split("；"):
            label, _, others = said.partition("：")
            words.setdefault(folded(label), []).extend(map(folded, others.split("、")))
    aside, rows = set[str](), list[str]()
    for entry in kept[ASIDE]:
        names = entry["zh"].split("、")
        if entry["key"].startswith(_ROWS):
            rows += map(folded, names)
        else:
            aside.update(map(title, names))
    return Everyday(
        {name: tuple(places) for name, places in titles.items()},
        frozenset(aside),
        called,
        tuple(rows),
        {label: tuple(others) for label, others in words.items()},
        {title(name): entry["key"] for entry in kept[SHEETS] for name in entry["zh"].split("、")},
    )


@cache
def _shipped() -> tuple[Mapping[str, Any], ...]:
    return tuple(one for one in shipped(_OWNER, DICTIONARIES) if one["code"] in KEPT)
