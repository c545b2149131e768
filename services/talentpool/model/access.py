"""Ways in (查询路径): which index answers a search, chosen from a table; a search that none answers is refused.

A way in pins some paths exactly and walks one more in order, so that a page is read where it lies and no sort is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from services.talentpool.errors.searches import SearchTooWide
from services.talentpool.model import conditions as asked
from services.talentpool.model.conditions import Condition
from services.talentpool.vocabulary.access import ORDERS
from services.talentpool.vocabulary.conditions import FIELDS, INDEX

STATUS = "status"
_MOST_VALUES = 20
"""An index is walked once for each combination of pinned values; past this many it is no help."""


@dataclass(frozen=True)
class Access:
    """An index: `pins` besides the status, then `order`. `needs_bound` where only a bound makes it narrow."""

    pins: tuple[str, ...]
    order: str
    direction: int
    needs_bound: bool

    def index_name(self, index_path: str) -> str:
        """The name of the index in the database."""
        order = index_path if self.order == INDEX else self.order
        return "_".join((STATUS, *self.pins, order, "_id"))


TABLE: Sequence[Access] = (
    Access(("pool.tier_id",), "birth", -1, needs_bound=False),
    Access(("selected_graduate_year",), "birth", -1, needs_bound=False),
    Access(("unit_ids",), "birth", -1, needs_bound=False),
    Access(("post_level",), "level_since", 1, needs_bound=True),
    Access(("post_level",), "birth", -1, needs_bound=False),
    Access(("rank",), "birth", -1, needs_bound=False),
    Access(("county_level_or_above",), "birth", -1, needs_bound=False),
    Access((), INDEX, -1, needs_bound=True),
    Access((), "retires_on", 1, needs_bound=True),
    Access((), "level_since", 1, needs_bound=True),
    Access((), "birth", -1, needs_bound=True),
)
"""In the order in which they are preferred: the narrowest first."""
_FIELD_OF: Mapping[str, str] = {field.path: field.key for field in FIELDS.values()}
assert {way.order for way in TABLE} == set(ORDERS)


def helpful() -> list[list[str]]:
    """Groups of fields; the conditions of any one group make a search narrow enough."""
    groups: list[list[str]] = []
    for way in TABLE:
        keys = [_FIELD_OF[path] for path in (*way.pins, *((way.order,) if way.needs_bound else ()))]
        if keys not in groups and not any(set(group) <= set(keys) for group in groups):
            groups.append(keys)
    return groups


def framing(conditions: Sequence[Condition]) -> Access:
    """The way in that pins the most without a bound, so that whoever misses a bound is still seen: for a shortlist.

    Raises SearchTooWide.
    """
    return chosen(conditions, sorted(TABLE, key=lambda way: way.needs_bound))


def chosen(conditions: Sequence[Condition], ways: Sequence[Access] = TABLE) -> Access:
    """The way in that these conditions open. Raises SearchTooWide."""
    pins, bounds = asked.pinned(conditions), asked.bounded(conditions)
    for way in ways:
        if not all(path in pins for path in way.pins) or (way.needs_bound and way.order not in bounds):
            continue
        if pins.get(STATUS, 1) * prod(pins[path] for path in way.pins) <= _MOST_VALUES:
            return way
    raise too_wide("所给条件不能缩小查询范围", "No condition opens an index")


def too_wide(zh: str, en: str) -> SearchTooWide:
    """The refusal, saying why and which conditions help."""
    groups = helpful()
    names = "；".join("、".join(FIELDS[key].zh for key in group) for group in groups)
    english = "; ".join(" and ".join(group) for group in groups)
    return SearchTooWide(f"{zh}。可用的条件组：{names}", f"{en}. Any of: {english}", helpful=groups)
