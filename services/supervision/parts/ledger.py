"""What several commands of the rectification ledger need: an item in scope, a unit's path."""

from __future__ import annotations

from servicekit.errors import field_error
from servicekit.roster import UNITS, UnknownUnit
from servicekit.work import UnitOfWork


def unit_path(work: UnitOfWork, unit_id: str, pointer: str) -> list[str]:
    """A unit with all above it. Raises UnknownUnit."""
    unit = work.load_many(UNITS, [unit_id]).get(unit_id)
    if unit is None:
        raise unknown_unit(pointer)
    return unit.unit_ids or [unit.id]


def unknown_unit(pointer: str) -> UnknownUnit:
    return UnknownUnit(errors=[field_error(pointer, "unknown-unit", UnknownUnit.zh, UnknownUnit.en)])
