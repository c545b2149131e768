"""What several commands of the rectification ledger need: who acts, an item in scope, a unit's path, a known key."""

from __future__ import annotations

from servicekit import queries
from servicekit.errors import field_error
from servicekit.roster import UNITS, UnknownUnit
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.rectification import UnknownDictionaryEntry
from services.supervision.model.rectification import Mark


def mark(work: UnitOfWork) -> Mark:
    """Who acts, and when."""
    return Mark(work.now, work.principal.account)


def must_know(reading: Reading, dictionary: str, key: str, field: str) -> None:
    """Raises UnknownDictionaryEntry, with what the dictionary has."""
    entries = queries.entries_of(reading.db, dictionary)
    if key not in entries:
        zh, en = f"字典 {dictionary} 中没有“{key}”", f"The dictionary {dictionary} has no {key}"
        where = [field_error(f"/{field}", "unknown-entry", zh, en)]
        raise UnknownDictionaryEntry(zh, en, errors=where, allowed=sorted(entries))


def unit_path(work: UnitOfWork, unit_id: str, pointer: str) -> list[str]:
    """A unit with all above it. Raises UnknownUnit."""
    unit = work.load_many(UNITS, [unit_id]).get(unit_id)
    if unit is None:
        raise unknown_unit(pointer)
    return unit.unit_ids or [unit.id]


def unknown_unit(pointer: str) -> UnknownUnit:
    return UnknownUnit(errors=[field_error(pointer, "unknown-unit", UnknownUnit.zh, UnknownUnit.en)])
