"""What a condition means in the database: as a filter that an index serves, and as an expression.

Ages and tenures are turned into bounds on stored dates for a cut-off day (截止日).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.talentpool.model.candidates import SERVING
from services.talentpool.model.conditions import Condition, shifted
from services.talentpool.model.searches import Asked
from services.talentpool.model.suitability import Hard
from services.talentpool.vocabulary.conditions import INDEX, Kind, Op

Filter = dict[str, Any]
_DOCTOR = "11"
_ARRAYS = frozenset({"unit_ids", "training_kinds", "honour_levels"})


def of_search(wanted: Asked, cutoff: date) -> Filter:
    """The filter of a search; only those in service, unless the status itself is asked for."""
    filters = [compiled(condition, cutoff) for condition in wanted.all]
    if not any(condition.field.path == "status" for condition in wanted.all):
        filters.insert(0, {"status": SERVING})
    if wanted.any:
        filters.append(_one_of(wanted.any, cutoff))
    return all_of(filters)


def of_hard(hard: Hard, cutoff: date) -> Filter:
    """The filter of a hard condition: one of what meets it holds."""
    return compiled(hard.met_by[0], cutoff) if len(hard.met_by) == 1 else _one_of(hard.met_by, cutoff)


def _one_of(conditions: Iterable[Condition], cutoff: date) -> Filter:
    return {"$or": [compiled(condition, cutoff) for condition in conditions]}


def compiled(condition: Condition, cutoff: date) -> Filter:
    """The filter of a condition. A cadre of whom the date or code is not known does not meet it."""
    path, op, value = condition.field.path, condition.op, condition.value
    match condition.field.kind:
        case Kind.YEARS:
            return {path: _since(op, value, cutoff)}
        case Kind.UNTIL:
            bound = {"$gte": shifted(cutoff, value)} if op is Op.AT_LEAST else {"$lt": shifted(cutoff, value + 1)}
            return {path: bound}
        case Kind.BASIC:
            ended = {"$gte": 12 * value} if op is Op.AT_LEAST else {"$lt": 12 * (value + 1)}
            closed = {"basic_level_since": None, "basic_level_months": ended}
            return {"$or": [closed, {path: _since(op, value, cutoff)}]}
        case Kind.EDUCATION:
            return {path: _DOCTOR if value == _DOCTOR else {"$lte": f"{value[0]}9"}}
        case Kind.FLAG:
            return {path: True} if value else {path: {"$ne": True}}
        case Kind.NUMBER | Kind.COUNT | Kind.CODE:
            return {path: value if op is Op.IS else {_OPERATORS[op]: value}}


_OPERATORS = {Op.ONE_OF: "$in", Op.AT_LEAST: "$gte", Op.AT_MOST: "$lte"}


def _since(op: Op, years: int, cutoff: date) -> Filter:
    # Only these two comparisons are right for dates of different precision: a shorter text sorts before its days.
    return {"$lte": shifted(cutoff, -years)} if op is Op.AT_LEAST else {"$gt": shifted(cutoff, -years - 1)}


def all_of(filters: Iterable[Filter]) -> Filter:
    """All of the filters; none may widen another."""
    kept = [one for one in filters if one]
    if not kept:
        return {}
    merged: Filter = {}
    for one in kept:
        if merged.keys() & one.keys():
            return {"$and": kept}
        merged |= one
    return merged


def bind(where: Any, index_path: str) -> Any:
    """The same filter, with the field of the indices that readers see."""
    if isinstance(where, Mapping):
        return {index_path if key == INDEX else key: bind(value, index_path) for key, value in where.items()}
    if isinstance(where, list):
        return [bind(value, index_path) for value in where]
    return where


def expression(where: Mapping[str, Any]) -> Any:
    """The same filter as an aggregation expression, which is true or false for a cadre."""
    parts: list[Any] = []
    for key, wanted in where.items():
        if key in ("$or", "$and"):
            parts.append({key: [expression(one) for one in wanted]})
        else:
            parts.append(_compared(key, wanted))
    return parts[0] if len(parts) == 1 else {"$and": parts}


def _compared(path: str, wanted: Any) -> Any:
    value = f"${path}"
    if path in _ARRAYS:
        held = {"$ifNull": [value, []]}
        values = wanted["$in"] if isinstance(wanted, Mapping) else [wanted]
        return {"$ne": [{"$setIntersection": [held, {"$literal": values}]}, []]}
    if not isinstance(wanted, Mapping):
        # A filter takes what is missing for null; an expression does so only when told.
        return {"$eq": [{"$ifNull": [value, None]}, {"$literal": wanted}]}
    (operator, bound), *_ = wanted.items()
    if operator == "$in":
        return {"$in": [value, {"$literal": bound}]}
    compared = {operator: [value, {"$literal": bound}]}
    if operator in ("$lt", "$lte"):
        # In an expression null is less than everything; a filter leaves it out.
        least: Any = "" if isinstance(bound, str) else float("-inf")
        return {"$and": [{"$gte": [value, least]}, compared]}
    return compared
