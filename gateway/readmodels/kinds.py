"""Which event becomes which row.

The noun of an event's name (`class` of `class.published.v1`) chooses the rows; nothing else is said about single
events, so that a service can add one without a change here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.readmodels.checking import LEAF, Misdeclared, Shape, check_paths, merged, naming, shape_of
from servicekit.events import Catalogue, Event, Received
from servicekit.principal import Scope
from servicekit.schema import Schema

PEOPLE = "people"
"""The prepared document of a person; not rows of one aggregate, see `people`."""
_BESIDE: dict[str, Shape] = {"_id": LEAF, "event": LEAF, "snapshot": None}
"""What rows hold besides their events' data: id, last event, the words that a snapshot completed."""


@dataclass(frozen=True)
class KeptFrom:
    """Rows of which whoever they are about is not told, however far they reach: as their service's own list has it."""

    person: str = "cadre_id"
    """The field that names whom a row is about."""
    only: tuple[str, tuple[str, ...]] | None = None
    """A field, and the values with which a row is kept from them; every row where none is named."""

    def hides(self, scope: Scope, row: Mapping[str, Any]) -> bool:
        """Whether a row is kept from a reader."""
        return scope.is_of(row.get(self.person)) and (self.only is None or row[self.only[0]] in self.only[1])

    def shown(self, scope: Scope) -> dict[str, Any]:
        """The filter of the rows that are not kept from a reader."""
        if scope.cadre_id is None:
            return {}
        of_another = {self.person: {"$ne": scope.cadre_id}}
        if self.only is None:
            return of_another
        field, values = self.only
        return {"$or": [of_another, {field: {"$nin": list(values)}}]}

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a row that this names."""
        return (self.person, *(self.only or ())[:1])


@dataclass(frozen=True)
class Section:
    """Where rows stand in the prepared document of the person whom they are about, and how the profile shows them."""

    name: str
    newest_by: str
    """The field that they are ordered by, newest first."""
    right: str = ""
    """What a reader needs besides the profile's own right; none for rows that the profile shows within another part."""
    zh: str = ""
    en: str = ""
    states: tuple[str, ...] = ()
    """The states in which a row is shown; all where none is named."""
    person: str = "cadre_id"
    """The field that names the person; where it is null the row is about nobody."""
    only: tuple[str, Any] | None = None
    """A field and the value that it must have for the row to stand in a person's document."""
    each: tuple[str, Mapping[str, str]] | None = None
    """A list of the row, and by its values the rights that show the row as well: who uses it sees it."""

    not_to_oneself: tuple[str, ...] = ()
    """Fields that whoever the row is about is not shown: what is weighed about them, and not yet told."""

    like: type[Schema] | None = None
    """Whose fields those of the same name are like: so their codes are called as there."""

    kept_in: tuple[str, tuple[str, ...]] | None = None
    """A field, and the values with which a row is shown to those alone who reach everybody."""

    def hidden_from(self, scope: Scope, person: str | None) -> tuple[str, ...]:
        """The fields of a row about this person that a reader is not shown."""
        return self.not_to_oneself if scope.is_of(person) else ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a row that this names."""
        named = (*(self.only or ())[:1], *(self.each or ())[:1], *(self.kept_in or ())[:1])
        return (self.newest_by, *(("state",) if self.states else ()), *named, *self.not_to_oneself)


@dataclass(frozen=True)
class Kind:
    """One collection of rows, one row per aggregate (`subject`)."""

    name: str
    indexes: tuple[tuple[str, ...], ...] = ()
    section: Section | None = None
    """Where the row also stands in the person's prepared document."""
    key: str = ""
    """The field that names the row, where one aggregate has several; its `subject` else."""
    reads: tuple[str, ...] = ()
    """Fields that the person's document is made of, or shown by, besides those that the section names."""
    snapshot: bool = False
    """Whether the event says too little to show, so that the registry is asked for the whole (name and so on)."""
    about_people: bool = False
    """Whether the subject is a person: then the snapshot is kept in the person's document."""
    kept_from: KeptFrom | None = None
    """What of them is kept from whoever it is about."""
    rows: bool = True
    """False where the person's document is all that is kept, or nothing at all."""


class Projection:
    """The table of kinds, and what is known of each event."""

    def __init__(self, kinds: Mapping[tuple[str, str], Kind], catalogues: Iterable[Catalogue]) -> None:
        self._kinds = dict(kinds)
        self._known: dict[tuple[str, str], Event] = {}
        for catalogue in catalogues:
            self.learn(catalogue)

    def learn(self, catalogue: Catalogue) -> None:
        """Know the events of a catalogue too; of what has no kind of its own nothing is kept."""
        for name, event in catalogue.events.items():
            self._known[catalogue.service, name] = event
            noun = name.partition(".")[0]
            plain = f"{catalogue.service}_{noun}".replace("-", "_")
            self._kinds.setdefault((catalogue.service, noun), Kind(plain, rows=False))

    @property
    def services(self) -> list[str]:
        """The services whose events are read."""
        return sorted({service for service, _ in self._known})

    @property
    def collections(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Every collection of a generation, with its indexes."""
        named: dict[str, tuple[tuple[str, ...], ...]] = {}
        for kind in self._kinds.values():
            if kind.rows:
                named[kind.name] = tuple(dict.fromkeys((*named.get(kind.name, ()), *kind.indexes)))
        return {**named, PEOPLE: ()}

    @property
    def with_snapshots(self) -> list[str]:
        """The collections whose rows a snapshot completes."""
        return sorted(
            {
                PEOPLE,
                *(kind.name for kind in self._kinds.values() if kind.snapshot and kind.rows and not kind.about_people),
            }
        )

    @functools.cached_property
    def sections(self) -> dict[str, Section]:
        """The sections of a person's document by name, in the order in which they are declared."""
        return {kind.section.name: kind.section for kind in self._kinds.values() if kind.section}

    @functools.cached_property
    def kept_from_in(self) -> dict[str, KeptFrom]:
        """The same by the section of a person's document."""
        return {kind.section.name: kind.kept_from for kind in self._kinds.values() if kind.section and kind.kept_from}

    @functools.cached_property
    def kept_from(self) -> dict[str, tuple[KeptFrom, ...]]:
        """What is kept from whoever it is about, by the collection of its rows."""
        found: dict[str, tuple[KeptFrom, ...]] = {}
        for kind in self._kinds.values():
            if kind.kept_from is not None:
                found[kind.name] = (*found.get(kind.name, ()), kind.kept_from)
        return found

    @property
    def shapes(self) -> dict[str, dict[str, Shape]]:
        """The fields of the rows of each kind, kept or not, as the events that make them carry them."""
        shapes: dict[str, dict[str, Shape]] = {}
        for event in self._known.values():
            name = self._kind(event).name
            shapes[name] = merged(shapes.get(name, _BESIDE), shape_of(event.schema))
        return shapes

    def check(self) -> None:
        """Compare the fields that kinds and sections name with what events carry. Raises Misdeclared."""
        shapes = self.shapes
        for (service, noun), kind in self._kinds.items():
            each = [shape_of(event.schema) for event in self._known.values() if self._kind(event) is kind]
            own = functools.reduce(merged, each, _BESIDE)
            with naming(f"kind {kind.name} of {service}'s {noun}"):
                if not each:
                    raise Misdeclared(f"{service} tells no event of that name")
                check_paths(shapes[kind.name], (field for index in kind.indexes for field in index))
                check_paths(own, [*kind.reads, *(kind.kept_from.fields if kind.kept_from else ())])
                for shape in each:
                    check_paths(shape, [kind.key] if kind.key else [])
            if section := kind.section:
                with naming(f"section {section.name} of {service}'s {noun}"):
                    check_paths(own, section.fields)
                    for shape in each:
                        check_paths(shape, [section.person])

    def takes(self, service: str, type: str) -> bool:
        """Whether an event is read here; what is not is parked."""
        return (service, type) in self._known

    def kind_of(self, fact: Received) -> Kind:
        """Raises UnknownEvent for what no catalogue declares."""
        event = self._known.get((fact.service, fact.type))
        if event is None:
            raise UnknownEvent(f"{fact.service} declares no event {fact.type}")
        return self._kind(event)

    def _kind(self, event: Event) -> Kind:
        return self._kinds[event.service, event.name.partition(".")[0]]


class UnknownEvent(Exception):
    """An event that this release does not know; it is parked until one that does."""


def row_of(kind: Kind, fact: Received) -> str:
    """The id of the row that an event speaks of. Raises KeyError when it does not say."""
    return str(fact.data[kind.key]) if kind.key else fact.subject


def fields_of(fact: Received) -> dict[str, Any]:
    """What a row keeps of an event: its data, and its name as the row's last event."""
    return {**fact.data, "event": fact.type}
