"""Which event becomes which row.

The noun of an event's name (`class` of `class.published.v1`) chooses the rows; nothing else is said about single
events, so that a service can add one without a change here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from servicekit.events import Catalogue, Received

PEOPLE = "people"
"""The prepared document of a person; not rows of one aggregate, see `people`."""


@dataclass(frozen=True)
class Kind:
    """One collection of rows, one row per aggregate (`subject`)."""

    name: str
    indexes: tuple[tuple[str, ...], ...] = ()
    section: str = ""
    """Where the row also stands in the person's prepared document."""
    person: str = "cadre_id"
    """The field that names the person, for kinds with a section; where it is null the row is about nobody."""
    only: tuple[str, Any] | None = None
    """A field and the value that it must have for the row to stand in a person's document."""
    key: str = ""
    """The field that names the row, where one aggregate has several; its `subject` else."""
    snapshot: bool = False
    """Whether the event says too little to show, so that the registry is asked for the whole (name and so on)."""
    about_people: bool = False
    """Whether the subject is a person: then the snapshot is kept in the person's document."""
    rows: bool = True
    """False where the person's document is all that is kept."""


class Projection:
    """The table of kinds, and what is known of each event."""

    def __init__(self, kinds: Mapping[tuple[str, str], Kind], catalogues: Iterable[Catalogue]) -> None:
        self._kinds = dict(kinds)
        self._known: set[tuple[str, str]] = set()
        for catalogue in catalogues:
            self.learn(catalogue)

    def learn(self, catalogue: Catalogue) -> None:
        """Know the events of a catalogue too; what has no kind of its own becomes plain rows."""
        for name in catalogue.events:
            self._known.add((catalogue.service, name))
            noun = name.partition(".")[0]
            plain = f"{catalogue.service}_{noun}".replace("-", "_")
            self._kinds.setdefault((catalogue.service, noun), Kind(plain))

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

    def kind_of(self, fact: Received) -> Kind:
        """Raises UnknownEvent for what no catalogue declares."""
        if (fact.service, fact.type) not in self._known:
            raise UnknownEvent(f"{fact.service} declares no event {fact.type}")
        return self._kinds[(fact.service, fact.type.partition(".")[0])]


class UnknownEvent(Exception):
    """An event that this release does not know; it is parked until one that does."""


def row_of(kind: Kind, fact: Received) -> str:
    """The id of the row that an event speaks of. Raises KeyError when it does not say."""
    return str(fact.data[kind.key]) if kind.key else fact.subject


def fields_of(fact: Received) -> dict[str, Any]:
    """What a row keeps of an event: its data, and its name as the row's last event."""
    return {**fact.data, "event": fact.type}
