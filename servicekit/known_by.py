"""What people call the things of a service (称谓): a table names a class, a measure or a checklist by number or title.

A service declares of each kind of thing what it is known by (`Service.known_by`), under the name that fields give it:
`class` is named by `class_id` and `class_code`. Whoever reads a table asks for all its names at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servicekit.blanks import folded
from servicekit.ids import is_released
from servicekit.store import Collection, Document
from servicekit.work import Reading

_MOST_TITLED = 20_000
_SHOWN = 10
"""Of those it may be."""
_YEAR = re.compile(r"[(\[【]?((?:19|20)[0-9]{2})(?:年度|年|届)?[)\]】]?")


@dataclass(frozen=True)
class KnownBy:
    """By what the things of a collection are known, as far as the reader may see them."""

    collection: Collection[Any]
    titles: tuple[str, ...] = ("title",)
    number: str = "code"
    year: str = ""
    """The field with its year, or a day of it: of several with one title it is said with the title."""
    person: str = ""
    """The field with the cadre whom it is about, where it is known by whom: then a cadre's id is asked for."""
    unit: str = ""
    """The field with the unit that it is, where it is one: by whatever the registry knows it, it is meant too."""
    over: tuple[str, ...] = ()
    """States in which nobody means it where another has the same title."""


def what_is_called(known: Mapping[str, KnownBy], read: Reading, asked: Sequence[Mapping[str, str]]) -> list[Document]:
    """Which thing each of these names means; of several or none nothing is taken, and the several are named.

    `known` is false of names for things of which the service has not said by what they are known.
    """
    by_kind: dict[str, set[str]] = defaultdict(set)
    for one in asked:
        by_kind[one["of"]].add(one["said"])
    found = {of: _Found(known[of], read, said) for of, said in by_kind.items() if of in known}
    return [found[one["of"]].answer(one["said"]) if one["of"] in found else _answer(None) for one in asked]


class _Found:
    """What is called as some names of one kind say."""

    def __init__(self, known: KnownBy, read: Reading, said: Iterable[str]) -> None:
        self._known = known
        self._by_id: dict[str, list[Document]] = defaultdict(list)
        wanted = sorted(said)
        keys = [key for key in ("_id", known.number, known.person, known.unit) if key]
        self._read(read, {"$or": [{key: {"$in": wanted}} for key in keys]}, keys, self._by_id, str)
        self._by_title: dict[str, list[Document]] = defaultdict(list)
        if known.titles and any(one not in self._by_id for one in wanted):
            self._read(read, {}, known.titles, self._by_title, folded)

    def _read(
        self, read: Reading, where: Document, keys: Iterable[str], kept: dict[str, list[Document]], as_key: Any
    ) -> None:
        known = self._known
        within = known.collection.within
        names = [*keys, *known.titles, known.number, known.year, "state"]
        names += [within.units, within.cadre] if within else []
        query: Document = {"$and": [part for part in (where, read.not_of_oneself(known.collection)) if part] or [{}]}
        things = read.db[known.collection.name].find(query, dict.fromkeys(filter(None, names), 1))
        if not where:
            things = things.sort("_id", -1)  # The newest, where there are more than are looked through.
        for thing in reversed(things.limit(_MOST_TITLED).to_list()):
            if within is not None and not read.scope.allows(
                thing.get(within.units, ()) if within.units else (), thing.get(within.cadre) if within.cadre else None
            ):
                continue
            if is_released(str(thing.get(known.number) or "")):
                continue
            for key in keys:
                if isinstance(said := thing.get(key), str):
                    kept[as_key(said)].append(thing)

    def answer(self, said: str) -> Document:
        """What a name means."""
        found = self._there(self._by_id.get(said, [])) or self._titled(said)
        several = found[:_SHOWN] if len(found) > 1 else []
        one = found[0] if len(found) == 1 else {}
        number = str(one.get(self._known.number) or "") if self._known.number else ""
        return _answer(one.get("_id"), known=True, number=number, candidates=[self._told(each) for each in several])

    def _titled(self, said: str) -> list[Document]:
        """Those of this title; or of this title without a year that it has, of that year."""
        text = folded(said)
        if found := self._there(self._by_title.get(text, [])):
            return found
        for year in _YEAR.finditer(text) if self._known.year else ():
            without = text[: year.start()] + text[year.end() :]
            there = [one for one in self._by_title.get(without, []) if self._year(one) == year[1]]
            if found := self._there(there):
                return found
        return []

    def _there(self, things: Sequence[Document]) -> list[Document]:
        each = list({thing["_id"]: thing for thing in things}.values())
        return [one for one in each if one.get("state") not in self._known.over] or each

    def _year(self, thing: Document) -> str:
        return str(thing.get(self._known.year) or "")[:4]

    def _told(self, thing: Document) -> str:
        """What tells one of several apart: its number, its title, its year."""
        known = self._known
        titles = [str(thing[name]) for name in known.titles[:1] if thing.get(name)]
        year = [f"{self._year(thing)}年"] if known.year and self._year(thing) else []
        return " ".join([*([str(thing[known.number])] if thing.get(known.number) else []), *titles, *year])


def _answer(id: str | None, *, known: bool = False, number: str = "", candidates: Sequence[str] = ()) -> Document:
    return {"id": id, "known": known, "number": number, "candidates": list(candidates)}
