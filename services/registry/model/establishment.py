"""编制 (职数/实有/空缺): approved posts against filled ones, by role and by post level, unit by unit and in sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.registry.model.units import LEADERS, Headcount, Unit


@dataclass
class Level:
    """What a unit has at a post level: posts on the books (设置职位), held and vacant ones, and who serves at it."""

    post_level: str | None
    posts: int = 0
    held: int = 0
    vacant: int = 0
    serving: int = 0
    """Cadres of the level who serve there, with a post on the books or without."""


@dataclass
class Sheet:
    """A line of the sheet. `vacant` and `over` are against the approved numbers; without these nothing is either."""

    unit_id: str | None
    approved: Headcount | None = None
    filled: Headcount = field(default_factory=Headcount)
    vacant: Headcount = field(default_factory=Headcount)
    over: Headcount = field(default_factory=Headcount)
    levels: list[Level] = field(default_factory=list)


def sheet_of(unit: Unit, levels: Mapping[str | None, Level]) -> Sheet:
    """A unit's line."""
    vacant, over = Headcount(), Headcount()
    for role in LEADERS if unit.approved is not None else ():
        free = unit.approved.of(role) - unit.filled.of(role) if unit.approved else 0
        (vacant if free > 0 else over).add(role, abs(free))
    return Sheet(unit.id, unit.approved, unit.filled, vacant, over, in_order(levels.values()))


def total_of(sheets: Iterable[Sheet]) -> Sheet:
    """The sum: a vacancy in one unit and one too many in another do not cancel out."""
    total = Sheet(None, Headcount())
    levels: dict[str | None, Level] = {}
    for sheet in sheets:
        for role in LEADERS:
            for name in ("approved", "filled", "vacant", "over"):
                count = getattr(sheet, name)
                getattr(total, name).add(role, count.of(role) if count is not None else 0)
        for one in sheet.levels:
            sum_ = levels.setdefault(one.post_level, Level(one.post_level))
            for name in ("posts", "held", "vacant", "serving"):
                setattr(sum_, name, getattr(sum_, name) + getattr(one, name))
    total.levels = in_order(levels.values())
    return total


def in_order(levels: Iterable[Level]) -> list[Level]:
    """From the highest level to the lowest, and what has none last."""
    return sorted(levels, key=lambda one: (one.post_level is None, one.post_level))
