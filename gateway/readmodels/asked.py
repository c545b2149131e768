"""What figures and dashboards are made of: a question, the rows that it selects, and the list that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import urlencode

from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.generations import Document, Readable
from gateway.readmodels.runs import SUBJECTS
from servicekit.principal import Reach, Scope
from servicekit.queries import both

Filter: TypeAlias = dict[str, Any]
OWNED = ("agencies", "organisers")
"""Rows that belong to a unit (`unit_id`), and that other rows name."""
OPEN = ("campaigns",)
"""Rows of which others ask whether they are still open, as only then anything is done about them."""
OF_THE_UNIT_ALONE = ("agencies",)
"""Those of them that are a unit's own and not those of the units below: a liaison speaks for no other unit's agency."""


@dataclass(frozen=True)
class Period:
    """Both days belong to it; without a first day it is everything up to the last."""

    first: date | None
    last: date

    def on(self, field: str) -> Filter:
        """A filter for a date that is kept as text."""
        low = {} if self.first is None else {"$gte": self.first.isoformat()}
        return {field: {**low, "$lte": self.last.isoformat()}}

    def named(self, first: str, last: str) -> dict[str, str]:
        """The same as the parameters of a list."""
        low = {} if self.first is None else {first: self.first.isoformat()}
        return {**low, last: self.last.isoformat()}


@dataclass(frozen=True)
class Asked:
    """For whom and for when something is counted."""

    rows: Readable
    period: Period
    scope: Scope
    unit_ids: tuple[str, ...] = ()
    """The reader's unit and those below it, where the scope is a unit."""
    session: AsyncClientSession | None = None
    slots: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(SUBJECTS, 0))
    """Which of the two places of an index readers see, by the kind of subject."""
    owned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What belongs to those units, where the scope is a unit: the ids of the rows of each of OWNED."""
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is open: the ids of the rows of each of OPEN."""

    def of_year(self, year: int) -> Asked:
        """The same for one year."""
        return replace(self, period=Period(date(year, 1, 1), date(year, 12, 31)))

    async def count(self, selected: Selection) -> int:
        """How many rows there are, in the moment of the request."""
        return await self.rows.count(selected.collection, selected.where(self), self.session)

    async def run(self, selected: Selection, *stages: Document) -> list[Document]:
        """What an aggregation over the selected rows answers, in the moment of the request."""
        pipeline = [{"$match": selected.where(self)}, *stages]
        return await self.rows.run(selected.collection, pipeline, self.session)


Cut: TypeAlias = Callable[[Asked], Filter]
"""How rows are cut down to what the reader may see of them."""


def persons(asked: Asked) -> Filter:
    """To those about persons in scope."""
    return asked.scope.filter(unit="unit_ids", cadre="cadre_id")


def cadres(asked: Asked) -> Filter:
    """To the persons themselves who are in scope."""
    return asked.scope.filter(unit="unit_ids", cadre="_id")


def units(asked: Asked) -> Filter:
    """To what belongs to the units in scope."""
    match asked.scope.reach:
        case Reach.ALL:
            return {}
        case Reach.UNIT:
            return {"unit_id": {"$in": list(asked.unit_ids)}}
    return {"_id": {"$in": []}}


def everything(_: Asked) -> Filter:
    """Not at all: they are about nobody."""
    return {}


def whole(asked: Asked) -> Filter:
    """To all of it or none: it cannot be told whose it is."""
    return {} if asked.scope.reach is Reach.ALL else {"_id": {"$in": []}}


def of_owned(name: str, field: str) -> Cut:
    """To what names one of the reader's own agencies or organisers in a field."""

    def cut(asked: Asked) -> Filter:
        everybody = asked.scope.reach is Reach.ALL
        return {} if everybody else {field: {"$in": list(asked.owned.get(name, ()))}}

    return cut


def of_open(name: str, field: str) -> Callable[[Asked], Filter]:
    """To what names one of OPEN in a field."""
    return lambda asked: {field: {"$in": list(asked.open.get(name, ()))}}


Matching: TypeAlias = "Filter | Callable[[Asked], Filter]"


@dataclass(frozen=True)
class Selection:
    """Which rows: those of a collection that match, on a day of the period, as far as the reader may see them.

    What is kept from whoever it is about is none of them, be it counted, summed or listed.
    """

    collection: str
    matching: Matching = field(default_factory=dict)
    day: str = ""
    """The field of the day by which a row belongs to the period; none where it is counted as it stands."""
    cut: Cut = persons

    def where(self, asked: Asked) -> Filter:
        """The filter of these rows."""
        of_day = asked.period.on(self.day) if self.day else {}
        found = both(both(_filter(self.matching, asked), of_day), self.cut(asked))
        for kept in PROJECTION.kept_from.get(self.collection, ()):
            found = both(found, kept.shown(asked.scope))
        return found

    def also(self, matching: Matching) -> Selection:
        """Those of them that match this too."""
        return replace(self, matching=lambda asked: both(_filter(self.matching, asked), _filter(matching, asked)))


def _filter(matching: Matching, asked: Asked) -> Filter:
    return matching(asked) if callable(matching) else matching


Link: TypeAlias = Callable[[Period], str]
"""The call of the gateway that lists what was counted in a period."""


def link(path: str, parameters: Mapping[str, str] | None = None, days: tuple[str, str] | None = None) -> Link:
    """A list with these parameters; `days` are the names of the first and the last day of the period, if it has any."""
    return lambda period: f"/v1{path}?{urlencode({**(parameters or {}), **(period.named(*days) if days else {})})}"
