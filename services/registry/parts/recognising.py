"""Who and what a table speaks of: units, posts and persons by what people call them, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from servicekit.calls import query
from servicekit.store import Document
from servicekit.work import Reading
from services.registry.errors.cadres import BadIdentityNumber
from services.registry.model.identity import IdentityNumber
from services.registry.model.names import MOST_PREFIX, bare, compared
from services.registry.operations.recognising import RECOGNISE
from services.registry.parts.building import read_number
from services.registry.parts.common import Part, Wish, person_filter
from services.registry.parts.numbers import tried_alike
from services.registry.store.cadres import CADRES, IN_THE_ROSTER, known_numbers
from services.registry.store.posts import POSTS
from services.registry.store.units import UNITS
from services.registry.vocabulary.units import UnitChangeKind, UnitState

MOST_UNITS = 20_000
MOST_CALLED_SO = 5000
SHOWN = 10
"""Of those it may be."""


@dataclass
class _Units:
    """Every unit, by all that it is called."""

    by_id: dict[str, Document] = field(default_factory=dict)
    called: list[dict[str, list[str]]] = field(default_factory=lambda: [defaultdict(list) for _ in range(4)])
    """By code; by name; by short name, and by the name of the unit above with its own; by a former name."""

    def find(self, said: str) -> list[str]:
        """The units of that id or code, else that name, else that short name, else that were called so once."""
        if said in self.by_id:
            return [said]
        text = compared(said)
        for by_name in self.called:
            if found := list(dict.fromkeys(by_name.get(text, ()))):
                there = [id for id in found if self.by_id[id]["state"] == UnitState.ACTIVE.value]
                return there or found
        return []

    def name(self, id: str) -> str:
        """What people call it: with the unit above where it is an office within it."""
        unit = self.by_id.get(id)
        if unit is None:
            return ""
        above = self.by_id.get(unit["parent_id"] or "")
        return f"{above['name']}{unit['name']}" if unit["kind"] == "internal" and above else str(unit["name"])

    def apart(self, id: str) -> str:
        """What people call it, with its code where another unit is called so too."""
        name, unit = self.name(id), self.by_id.get(id)
        if unit is None or len(self.called[1].get(compared(unit["name"]), ())) < 2:
            return name
        return f"{name}（“{unit['code']}”）"


class Recognising(Part):
    """Names of a table, recognised."""

    @query(RECOGNISE)
    def recognise(self, wish: Wish, read: Reading) -> Document:
        """Which units, posts and persons are meant; of several or none nothing is taken, and the several are named.

        Persons are those within the caller's scope. Two of one name are told apart by their units and titles alone.
        """
        units = _every_unit(read)
        return {
            "units": [_found(units, units.find(said)) for said in wish["units"]],
            "posts": self._posts(read, units, wish["posts"]) if wish["posts"] else [],
            "persons": self._persons(read, units, wish["persons"]) if wish["persons"] else [],
        }

    def _posts(self, read: Reading, units: _Units, said: Sequence[Wish]) -> list[Document]:
        parted = {one["said"]: list(_unit_first(units, one["said"])) for one in said}
        words = sorted({*parted, *(title for every in parted.values() for _, title in every)})
        where: Document = {"$or": [{name: {"$in": words}} for name in ("_id", "code", "title")], "state": "active"}
        shown = dict.fromkeys(("code", "title", "unit_id", "unit_ids"), 1)
        posts = list(read.db[POSTS.name].find(where, shown).limit(MOST_CALLED_SO))
        answers = []
        for one in said:
            within = units.find(one["unit"]) if one["unit"] else []
            named = [post for post in posts if one["said"] in (post["_id"], post.get("code"))]
            titled = [post for post in posts if post["title"] == one["said"]]
            found = named or [post for post in titled if not within or post["unit_id"] in within]
            for of, title in parted[one["said"]] if not found else ():
                if found := [post for post in posts if post["title"] == title and post["unit_id"] in of]:
                    break
            answers.append(_found(units, [post["_id"] for post in found], {post["_id"]: post for post in found}))
        return answers

    def _persons(self, read: Reading, units: _Units, said: Sequence[Wish]) -> list[Document]:
        blind: dict[str, str] = {}
        seen: dict[str, IdentityNumber] = {}
        for number in {one["number"] for one in said if one["number"]}:
            with suppress(BadIdentityNumber):
                read_so, index = read_number(number, self.cipher, read.today)
                blind[number], seen[index] = index, read_so
        numbered = known_numbers(read.db, seen)
        names = sorted({bare(one["name"])[:MOST_PREFIX] for one in said if one["name"]})
        people = _people(read, sorted(set(numbered.values())), names)
        by_name: dict[str, list[str]] = defaultdict(list)
        for id, person in people.items():
            by_name[bare(person["name"])].append(id)
        called = {index: bare(people[id]["name"]) for index, id in numbered.items() if id in people}
        meant = {
            index
            for one in said
            if (index := blind.get(one["number"], "")) in called and bare(one["name"]) in ("", called[index])
        }
        alike = tried_alike(read, self.cipher, seen, meant)
        answers = []
        for one in said:
            name, otherwise, index = bare(one["name"]), False, blind.get(one["number"], "")
            if index in alike:
                answers.append(_found(units, [], tried=True))
                continue
            if one["number"]:
                found = [id for id in (numbered.get(index),) if id in people]
                if found and name and bare(people[found[0]]["name"]) != name:
                    found, otherwise = [], True
            else:
                found = by_name.get(name, [])
                if one["unit"]:
                    within = set(units.find(one["unit"]))
                    found = [id for id in found if within.intersection(people[id]["unit_ids"])]
                serving = [id for id in found if people[id]["status"] == "serving"]
                found = serving or found
            answers.append(_found(units, found, people, otherwise=otherwise))
        return answers


def _unit_first(units: _Units, said: str) -> Iterator[tuple[list[str], str]]:
    """How a text may be the name of a unit with the title of a post of it behind: the longest name first."""
    for end in range(len(said) - 1, 1, -1):
        if found := units.find(said[:end]):
            yield found, said[end:].strip()


def _every_unit(read: Reading) -> _Units:
    units = _Units()
    shown = dict.fromkeys(("code", "name", "short_name", "kind", "parent_id", "state", "history"), 1)
    for unit in read.db[UNITS.name].find({}, shown).limit(MOST_UNITS):
        units.by_id[unit["_id"]] = unit
    by_code, by_name, by_short, formerly = units.called
    for id, unit in units.by_id.items():
        by_code[compared(unit["code"])].append(id)
        by_name[compared(unit["name"])].append(id)
        if unit["short_name"]:
            by_short[compared(unit["short_name"])].append(id)
        if above := units.by_id.get(unit["parent_id"] or ""):
            for called in filter(None, (above["name"], above["short_name"])):
                by_short[compared(called + unit["name"])].append(id)
        for change in unit.get("history", ()):
            if change["kind"] == UnitChangeKind.RENAMED.value:
                formerly[compared(change["before"])].append(id)
    return units


def _people(read: Reading, ids: list[str], names: list[str]) -> dict[str, Document]:
    """Those within the caller's scope who have one of these ids, or a name that begins so."""
    where = person_filter(read, {"$or": [{"_id": {"$in": ids}}, {"search": {"$in": names}}], **IN_THE_ROSTER})
    shown = dict.fromkeys(("name", "unit_id", "unit_ids", "title", "status"), 1)
    return {found["_id"]: found for found in read.db[CADRES.name].find(where, shown).limit(MOST_CALLED_SO)}


def _found(
    units: _Units,
    ids: Iterable[str],
    things: Mapping[str, Document] | None = None,
    *,
    otherwise: bool = False,
    tried: bool = False,
) -> Document:
    ids = list(ids)
    several = ids[:SHOWN] if len(ids) > 1 else []
    candidates = [
        {"unit": units.apart(id), "title": ""}
        if things is None
        else {"unit": units.apart(things[id]["unit_id"]), "title": things[id]["title"]}
        for id in several
    ]
    return {
        "id": ids[0] if len(ids) == 1 else None,
        "otherwise_named": otherwise,
        "tried_too_often": tried,
        "candidates": candidates,
    }
