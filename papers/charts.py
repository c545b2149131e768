"""Structure charts (结构图) of people: how many are of which age, education, ethnicity and sex, as bars in a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

UNKNOWN = "不详"
HAN, MAN, WOMAN = "汉族", "男", "女"
SCHOOLING = ("研究生", "大学", "大专")
"""Educations (学历) that a chart shows though nobody has one."""
_MOST_ETHNICITIES = 5
"""Bars of ethnicities; the rarer ones stand together."""
SHAPES = {"charts.typ": Path(__file__).with_name("charts.typ").read_bytes()}
"""What a template imports that shows charts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A bar: how many are so."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What people are told apart by, and the parts; they add up to all of them."""

    title: str
    parts: tuple[Part, ...]


def structure_charts(
    ages: Sequence[Part], schooling: Mapping[str, int], ethnicities: Mapping[str, int], sexes: Mapping[str, int]
) -> tuple[Chart, ...]:
    """The four charts of some people; an empty key is what is not known."""
    return (
        Chart("年龄结构", tuple(ages)),
        Chart("学历结构", parts(schooling, SCHOOLING)),
        Chart("民族结构", _rare_ones_together(parts(ethnicities, (HAN,)))),
        Chart("性别结构", parts(sexes, (MAN, WOMAN))),
    )


def parts(counted: Mapping[str, int], first: Sequence[str]) -> tuple[Part, ...]:
    """The counts in the order given, then what else there is, the most first, and at last what is not known."""
    others = sorted((one for one in counted if one and one not in first), key=lambda one: -counted[one])
    known = tuple(Part(one, counted.get(one, 0)) for one in (*first, *others))
    return (*known, Part(UNKNOWN, counted[""])) if counted.get("") else known


def _rare_ones_together(found: tuple[Part, ...]) -> tuple[Part, ...]:
    known = tuple(one for one in found if one.label != UNKNOWN)
    if len(known) <= _MOST_ETHNICITIES:
        return found
    shown, rest = known[: _MOST_ETHNICITIES - 1], known[_MOST_ETHNICITIES - 1 :]
    return (*shown, Part("其他", sum(one.count for one in rest)), *found[len(known) :])


def share(count: int, of: int) -> str:
    """How many of how many, in words."""
    return f"{count}人，占{100 * count / of:.1f}%" if count else "0人"
