"""Rows of the same file that come before (前文各行): what a dry run must know, since it enters nothing.

A row may name another of its file, the unit above by its code, or take what another has taken, an identity number. In a
dry run the service finds neither in its database, so it is told of the earlier rows that a chunk meets, those alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from servicekit.blanks import folded

Row = dict[str, Any]


class Earlier:
    """The good rows so far, by the fields in which others may meet them (`ImportKind.meets`)."""

    def __init__(self, meets: Sequence[str]) -> None:
        self._meets = [field.split(".") for field in meets]
        self._rows: list[Row] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows that would be there from now on."""
        for row in rows:
            for key in self._keys(row):
                self._by_key[key].append(len(self._rows))
            self._rows.append(row)

    def copy(self) -> Earlier:
        """The same rows, to be added to apart."""
        other = Earlier([".".join(path) for path in self._meets])
        other.add(self._rows)
        return other

    def met_by(self, rows: Iterable[Row]) -> list[Row]:
        """The earlier rows that these meet, and those that they meet themselves, in the order of the file."""
        found: set[int] = set()
        waiting = [key for row in rows for key in self._keys(row)]
        seen = set(waiting)
        while waiting:
            for place in self._by_key.get(waiting.pop(), ()):
                if place not in found:
                    found.add(place)
                    more = set(self._keys(self._rows[place])) - seen
                    seen |= more
                    waiting += more
        return [self._rows[place] for place in sorted(found)]

    def _keys(self, row: Row) -> Iterator[str]:
        for path in self._meets:
            holders: list[Any] = [row]
            for step in path[:-1]:
                holders = [entry for holder in holders for entry in _entries(holder, step)]
            for holder in holders:
                if isinstance(holder, dict) and holder.get(path[-1]):
                    yield folded(str(holder[path[-1]]))


def repeats(rows: Iterable[Row], meets: Sequence[str]) -> bool:
    """Whether two rows of a file say the same in a field by which others meet them: it is the later one that is refused
    then, however many chunks lie between. What an entry says that has ended is open to the next."""
    paths = [field.split(".") for field in meets]
    seen: set[str] = set()
    for row in rows:
        keys = {folded(str(value)) for path in paths for value in _said(row, path)}
        if not keys.isdisjoint(seen):
            return True
        seen |= keys
    return False


def _said(row: Row, path: Sequence[str]) -> Iterator[Any]:
    holders: list[Any] = [row]
    for step in path[:-1]:
        holders = [entry for holder in holders for entry in _entries(holder, step)]
    for holder in holders:
        if isinstance(holder, dict) and holder.get(path[-1]) and (holder is row or not holder.get("ended")):
            yield holder[path[-1]]


def _entries(holder: Any, step: str) -> list[Any]:
    found = holder.get(step) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
