"""What waits (待办): rows in a state that somebody has to lead out of it, and the operation that does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.readmodels.asked import Asked, Filter, Selection, everything, persons, units
from gateway.readmodels.generations import Document
from gateway.route import GatewayRequest, Route
from servicekit import chinese
from servicekit.operations import Operation
from servicekit.principal import Reach

_WIDE = 12
"""Numbers of what waits by itself are ordered as numbers, within this many places."""
FAR = "9999-12-31"
"""Stands for the day of what is due on none: after everything that is."""
Place: TypeAlias = tuple[str, str, str]
"""Where an item stands among all that waits: its day, the step, its row."""
Called: TypeAlias = str | Callable[[Document], str]
"""A text with the row's fields in braces, or what makes one."""
NUMBERED = ("第{number}项", "item {number}")
HELD = ("{held_on}召开", "held on {held_on}")
GIVEN_OUT = ("{assigned_on}交办", "given out on {assigned_on}")
OF_YEAR = ("{year}年度", "{year}")


@dataclass(frozen=True)
class Each:
    """A list of a row, each of whose values waits by itself, and what the step's path calls one of them.

    A row of which the list was not told yet is one item, and what is offered is to look at it.
    """

    listed: str
    named: str
    shown: Operation


class Step:
    """What is to be done about a row, by when, and what tells the row from others of its kind."""

    step: Operation
    due: str
    called: Called | tuple[str, str]
    titled: Operation | None

    @property
    def what(self) -> str:
        """The step's name, by which what waits is counted, ordered and filtered."""
        return self.step.name

    def calls(self, row: Document, language: str = "zh") -> str:
        """What a row is called."""
        if isinstance(self.called, tuple):
            zh, en = self.called
            return en.format(**row) if language == "en" else chinese.with_days(zh.format(**row))
        called = self.called
        return called(row) if callable(called) else called.format(**row)

    def day(self, row: Document) -> str | None:
        """The day by which it is to be done about a row."""
        return (row.get(self.due) if self.due else None) or None

    def place(self, row: Document) -> Place:
        """Where a row stands."""
        return self.day(row) or FAR, self.what, row["_id"]

    def offered(self, row: Document) -> Operation:
        """What is to be called about a row."""
        return self.step


@dataclass(frozen=True)
class Asking(Step):
    """What only the step's own service knows to wait for somebody: it is asked for a list of them.

    For what events may not tell: who is on the roll of a ballot (ADR 0016), what is drafted and not sent.
    """

    step: Operation
    asks: Operation
    """Lists what waits for whoever asks, within the right of the step's row, by `id`."""
    due: str = ""
    called: Called | tuple[str, str] = ""
    whose: Reach | None = Reach.SELF
    zh: str = ""
    en: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the list is narrowed by."""
    titled: Operation | None = None


@dataclass(frozen=True)
class Own:
    """What waits in the gateway itself, for whoever holds the right of the row that leads on."""

    what: str
    row: Route
    reads: Callable[[GatewayRequest], Awaitable[list[Document]]]
    """What waits for whoever asks, each with its `title` and what the row's path names."""
    whose: Reach | None = None
    zh: str = ""
    en: str = ""
    titled: Operation | None = None

    def calls(self, row: Document, language: str = "zh") -> str:
        """What a row is called."""
        return str(row["title"])

    def day(self, row: Document) -> str | None:
        """It is due on no day."""
        return None

    def place(self, row: Document) -> Place:
        """Where a row stands."""
        return FAR, self.what, row["_id"]


@dataclass(frozen=True)
class Waiting(Step):
    """Rows that wait for a step. Who holds the step's right has it to do, within the scope of that right.

    What it is called is what the step's route is called, unless said otherwise.
    """

    step: Operation
    selected: Selection
    due: str = ""
    """The field of the day by which it is to be done."""
    dated: tuple[str, tuple[str, ...]] = ("", ())
    """A field and its values: with others a row's day is the one since when it waits, and it is due on none."""
    whose: Reach | None = None
    """Whose alone it is: the cadre's own (SELF), the unit's or the agency's own (UNIT); else whoever has the right."""
    called: Called | tuple[str, str] = ""
    """What tells a row from others of its kind, besides the person, post or unit that it is about, from its fields; of
    two the second is English."""
    zh: str = ""
    en: str = ""
    titled: Operation | None = None
    """The list that says by `title` what rows are about, as events may not; it is asked by their ids, by the name that
    the step's row has for them. Rows are called so instead, while it answers."""

    each: Each | None = None

    def calls(self, row: Document, language: str = "zh") -> str:
        """What a row is called."""
        return "" if self.each and self.each.named not in row else super().calls(row, language)

    def place(self, row: Document) -> Place:
        """Where a row stands, and in it what waits of it by itself."""
        day, what, id = super().place(row)
        return day, what, f"{id} {row[self.each.named]:>{_WIDE}}" if self.each and self.each.named in row else id

    def offered(self, row: Document) -> Operation:
        """What is to be called about a row."""
        return self.each.shown if self.each and self.each.named not in row else self.step

    async def first(self, asked: Asked, after: Place | None, most: int) -> list[Document]:
        """The rows that wait, those due first and then those due on no day, from behind a place on."""
        found: list[Document] = []
        for dated in (True, False) if self.due else (False,):
            condition = self._behind(after, dated)
            if condition is not None and len(found) < most:
                order = {self.due: 1, "_id": 1} if dated else {"_id": 1}
                # Of the row in whose midst the page before ended nothing may be left.
                limit = most - len(found) + (1 if self.each else 0)
                rows = await asked.run(self.selected.also(condition), {"$sort": order}, {"$limit": limit})
                found += [one for row in rows for one in self._parts(row) if after is None or self.place(one) > after]
        return found[:most]

    async def counted(self, asked: Asked) -> tuple[int, int]:
        """How many items wait, and how many of them since before today."""
        count = await self._count(asked, self.selected)
        if not count or not self.due:
            return count, 0
        late = {**self._on_a_day(True), self.due: {"$gt": "", "$lt": asked.period.last.isoformat()}}
        return count, await self._count(asked, self.selected.also(late))

    async def _count(self, asked: Asked, selected: Selection) -> int:
        if self.each is None:
            return await asked.count(selected)
        parts = {"$unwind": {"path": f"${self.each.listed}", "preserveNullAndEmptyArrays": True}}
        counted = await asked.run(selected, parts, {"$group": {"_id": None, "count": {"$sum": 1}}})
        return counted[0]["count"] if counted else 0

    def _parts(self, row: Document) -> list[Document]:
        """What waits of a row by itself, in the order of its places."""
        if self.each is None or not row.get(self.each.listed):
            return [row]
        return sorted(({**row, self.each.named: one} for one in row[self.each.listed]), key=self.place)

    def day(self, row: Document) -> str | None:
        name, values = self.dated
        return super().day(row) if not name or row.get(name) in values else None

    def _on_a_day(self, dated: bool) -> Filter:
        """The condition of the rows that are due on a day, or of those that are due on none."""
        if not self.due:
            return {}
        name, values = self.dated
        if dated:
            return {self.due: {"$gt": ""}, **({name: {"$in": list(values)}} if name else {})}
        return {"$or": [{self.due: None}, {name: {"$nin": list(values)}}]} if name else {self.due: None}

    def _behind(self, after: Place | None, dated: bool) -> Filter | None:
        """The condition of the rows behind a place, with a day or without; None where there can be none."""
        on_a_day = self._on_a_day(dated)
        if after is None:
            return on_a_day
        day, what, row = after
        if not dated and day != FAR:
            return on_a_day
        if dated and day == FAR:
            return None
        same: Filter = {**on_a_day, self.due: day} if dated else on_a_day
        later: list[Filter] = [{**on_a_day, self.due: {"$gt": day}}] if dated else []
        if self.what > what:
            later.append(same)
        elif self.what == what:
            later.append({**same, "_id": {"$gte": row.partition(" ")[0]} if self.each else {"$gt": row}})
        return {"$or": later} if later else None


def in_state(name: str, *states: str, cut: Callable[[Asked], Filter] = persons, **more: object) -> Selection:
    """The rows of a kind in one of these states."""
    return Selection(name, {"state": {"$in": list(states)}, **more}, cut=cut)


def that_has_come(selected: Selection, day: str) -> Selection:
    """Those of them whose day is today or over."""
    return selected.also(lambda asked: {day: {"$gt": "", "$lte": asked.period.last.isoformat()}})


def that_is_over(selected: Selection, day: str) -> Selection:
    """Those of them whose day is over."""
    return selected.also(lambda asked: {day: {"$gt": "", "$lt": asked.period.last.isoformat()}})


__all__ = [
    "FAR",
    "GIVEN_OUT",
    "HELD",
    "NUMBERED",
    "OF_YEAR",
    "Asking",
    "Each",
    "Own",
    "Place",
    "Step",
    "Waiting",
    "everything",
    "in_state",
    "that_has_come",
    "that_is_over",
    "units",
]
