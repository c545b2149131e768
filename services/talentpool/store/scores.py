"""Scores (优先条件评分) as one expression of the database, to the digit what `model.scoring` explains part by part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.talentpool.model.scoring import FULL, INSIDE, Circumstances, Weighted, full_at
from services.talentpool.store import filters
from services.talentpool.store.filters import Filter
from services.talentpool.vocabulary.scoring import How


def expression(weights: Sequence[Weighted], around: Circumstances, wishes: Sequence[Filter]) -> Any:
    """The score of a candidate as the database computes it: a whole number, millionths of a point.

    `wishes` are the post's, as filters.
    """
    terms = [{"$multiply": [_points(one, around, wishes), one.weight]} for one in weights if one.weight]
    return {"$add": [0, *terms]}


def _points(one: Weighted, around: Circumstances, wishes: Sequence[Filter]) -> Any:
    path, full, month = f"${one.preference.path}", full_at(one, around), around.month
    match one.preference.how:
        case How.INDEX:
            return {"$round": [{"$multiply": [{"$ifNull": [f"${around.index_path}", 0]}, 100]}, 0]}
        case How.MONTHS:
            return _share({"$max": [0, {"$subtract": [month, {"$ifNull": [path, month]}]}]}, full)
        case How.BASIC:
            # Without an open period the difference is null, and the ended ones are all there is.
            months = {"$ifNull": [{"$subtract": [month, path]}, "$basic_level_months", 0]}
            return _share({"$max": [0, months]}, full)
        case How.COUNT:
            return _share({"$ifNull": [path, 0]}, full)
        case How.ANY:
            return {"$cond": [{"$ne": [{"$ifNull": [path, []]}, []]}, FULL, 0]}
        case How.POOL:
            inside = [{"$in": ["$pool.state", {"$literal": INSIDE}]}, {"$ne": ["$pool.suspended", True]}]
            return {"$cond": [{"$and": inside}, FULL, 0]}
        case How.WISHES:
            met = {"$add": [0, *({"$cond": [filters.expression(wish), 1, 0]} for wish in wishes)]}
            return _share(met, full)


def _share(count: Any, full: int) -> Any:
    if not full:
        return 0
    counted = {"$min": [count, full]}
    if FULL % full == 0:
        return {"$multiply": [counted, FULL // full]}
    return {"$floor": {"$divide": [{"$multiply": [counted, FULL]}, full]}}
