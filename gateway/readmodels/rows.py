"""Folding events into rows so that neither repetition nor order matters.

A row keeps, per field, the newest value by the event's sequence number: a join of semilattices. So any order and any
number of copies of the same history give the same row, which is what a rebuild (promise 9) and a broker that delivers
at least once both need.

Layout of a row: `_id`, `seq` (the newest sequence seen), the fields, and `seqs` with the sequence of those fields that
the newest event did not carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

Row: TypeAlias = dict[str, Any]

ID, NEWEST, STAMPS = "_id", "seq", "seqs"
STALE, SNAPSHOT = "stale", "snapshot"
"""Beside the fields of rows that a snapshot completes; `stale` is the event since which a new one is wanted."""
_RESERVED = frozenset((ID, NEWEST, STAMPS, STALE, SNAPSHOT))


def fold(row: Row | None, subject: str, sequence: int, fields: Mapping[str, Any]) -> Row | None:
    """The row after an event, or None where the event adds nothing (a duplicate, or older news).

    `row` is not changed. Of two values with the same sequence the one that sorts higher stays: an arbitrary rule, but
    the same one in every order.
    """
    if row is None:
        return {ID: subject, NEWEST: sequence, **fields}
    newest: int = row[NEWEST]
    if sequence > newest and row.keys() - _RESERVED <= fields.keys():
        # The usual case, an event with the whole state: nothing older is left.
        kept = {name: value for name, value in row.items() if name in (STALE, SNAPSHOT)}
        return {ID: subject, NEWEST: sequence, **fields, **kept}
    stamps: dict[str, int] = row.get(STAMPS, {})
    taken = {
        name: value
        for name, value in fields.items()
        if _wins(sequence, value, stamps.get(name, newest) if name in row else -1, row.get(name))
    }
    if not taken and sequence <= newest:
        return None
    top = max(newest, sequence)
    after = {**row, **taken, NEWEST: top}
    marks = {name: stamps.get(name, newest) for name in row if name in stamps or top != newest}
    marks |= dict.fromkeys(taken, sequence)
    older = {name: mark for name, mark in marks.items() if mark != top and name not in _RESERVED}
    after.pop(STAMPS, None)
    if older:
        after[STAMPS] = older
    return after


def _wins(sequence: int, value: Any, held_sequence: int, held: Any) -> bool:
    if sequence != held_sequence:
        return sequence > held_sequence
    return value != held and canonical(value) > canonical(held)


def canonical(value: Any) -> bytes:
    """One spelling per value, for comparing and for digests."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)
