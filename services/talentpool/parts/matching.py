"""One reading of the candidates for a post: who is eligible, who comes first, who was left out by what."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servicekit.store import Document
from servicekit.work import Reading
from services.talentpool.model import access, scoring
from services.talentpool.model import conditions as asked
from services.talentpool.model.candidates import SERVING
from services.talentpool.model.fairness import band_of
from services.talentpool.model.matches import Excluded, Line, Missed
from services.talentpool.model.scoring import Circumstances, Weighted
from services.talentpool.model.suitability import Hard, ordinary
from services.talentpool.parts.finding import in_time
from services.talentpool.store import scores
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.filters import all_of, bind, expression, of_hard

MOST_NEAREST = 20


@dataclass
class Found:
    """What one reading of the candidates gives."""

    considered: int
    eligible: int
    lines: list[Line]
    excluded: list[dict[str, Any]]
    nearest: list[Excluded]
    groups: list[dict[str, Any]]
    missed: list[Missed]
    tied_at_end: bool


@dataclass(frozen=True)
class Question:
    """What is asked of the candidates."""

    hard: Sequence[Hard]
    wishes: Sequence[Hard]
    weights: Sequence[Weighted]
    around: Circumstances
    limit: int
    leave_out: Sequence[str]
    """Whoever holds the post already."""


def pipeline(question: Question, scope: Mapping[str, Any]) -> tuple[list[Document], str, list[Hard]]:
    """The aggregation, the name of the index that it reads, and the conditions it counts. Raises SearchTooWide.

    The frame is what the index pins; every other condition is counted within it. The groups are as few as sexes,
    ethnicities and age bands allow, and the rights of the conditions that somebody misses; each brings its own first
    ones along.
    """
    around = question.around
    way = access.framing(ordinary(question.hard))
    paths = {*way.pins, *((way.order,) if way.needs_bound else ())}
    framing = [one for one in question.hard if one.condition and one.condition.field.path in paths]
    within = [one for one in question.hard if one not in framing]
    frame = all_of([{"status": SERVING}, *(of_hard(one, around.cutoff) for one in framing), dict(scope)])
    if question.leave_out:
        frame = all_of([frame, {"_id": {"$nin": list(question.leave_out)}}])
    misses = {
        f"miss_{place}": {"$cond": [expression(bind(of_hard(one, around.cutoff), around.index_path)), 0, 1]}
        for place, one in enumerate(within)
    }
    age = _age(around.cutoff.year)
    wishes = [of_hard(one, around.cutoff) for one in question.wishes]
    score = scores.expression(question.weights, around, wishes)
    seen = {"sex": 1, "ethnicity": 1, "band": _band(age), "score": score}
    stages: list[Document] = [
        {"$match": bind(frame, around.index_path)},
        {"$project": {**seen, **misses}},
        {"$group": _grouped(within, question.limit)},
    ]
    return stages, way.index_name(around.index_path), within


def _age(year: int) -> Document:
    """The age that a candidate reaches in a year."""
    return {"$subtract": [year, {"$toInt": {"$substrBytes": [{"$ifNull": ["$birth", "0000"]}, 0, 4]}}]}


def _band(age: Any) -> Document:
    """The oldest age of each band, which stands for it."""
    branches = [{"case": {"$lte": ["$$age", most]}, "then": most} for most in _TOPS]
    return {"$let": {"vars": {"age": age}, "in": {"$switch": {"branches": branches, "default": _TOPS[-1] + 1}}}}


_TOPS = [age for age in range(18, 80) if band_of(age) != band_of(age + 1)]


def top_of(age: int) -> int:
    """The age that stands for the band of an age: its oldest, and for the last band its youngest."""
    return next((top for top in _TOPS if age <= top), _TOPS[-1] + 1)


def _grouped(within: Sequence[Hard], limit: int) -> Document:
    """Counts of a group and its first ones; equal scores are in the order of ids, the last first."""
    misses = [f"$miss_{place}" for place in range(len(within))]
    rights = _rights(within)
    of_right = [[miss for miss, one in zip(misses, within, strict=True) if right in one.rights] for right in rights]
    by_right = {f"right_{place}": {"$max": [0, *some]} for place, some in enumerate(of_right)}
    missed = {"$add": [0, *misses]}
    which = {"$add": [0, *({"$multiply": [miss, place]} for place, miss in enumerate(misses))]}
    best = {"$cond": [{"$eq": [missed, 0]}, {"score": "$score", "id": "$_id"}, None]}
    by_one = {"$cond": [{"$eq": [missed, 1]}, {"score": "$score", "id": "$_id", "which": which}, None]}
    return {
        "_id": {"sex": "$sex", "ethnicity": "$ethnicity", "band": "$band", **by_right},
        "considered": {"$sum": 1},
        "eligible": {"$sum": {"$cond": [{"$eq": [missed, 0]}, 1, 0]}},
        "best": {"$maxN": {"n": limit + 1, "input": best}},
        "nearest": {"$maxN": {"n": MOST_NEAREST, "input": by_one}},
        **{f"missed_{place}": {"$sum": miss} for place, miss in enumerate(misses)},
    }


def _rights(within: Iterable[Hard]) -> list[str]:
    """The rights by which those considered are told apart: of these conditions, who misses one of which."""
    return sorted({right for one in within for right in one.rights})


def ask(read: Reading, question: Question) -> Found:
    """Read the candidates once, and explain the first ones and the nearest left out. Raises SearchTooWide."""
    stages, hint, within = pipeline(question, read.scope.filter())
    with in_time(read.db):
        groups = list(read.db[CANDIDATES.name].aggregate(stages, hint=hint))
    best = _merged(groups, "best", question.limit + 1)
    listed, beyond = best[: question.limit], best[question.limit :]
    rights = _rights(within)
    alike: dict[tuple[str, ...], list[Document]] = {}
    for group in groups:
        missed = tuple(right for place, right in enumerate(rights) if group["_id"][f"right_{place}"])
        alike.setdefault(missed, []).append(group)
    # Of each kind as many as anybody is shown: who may not know of one kind is not shown fewer for it.
    several = [one for some in alike.values() for one in _merged(some, "nearest", MOST_NEAREST)]
    nearest = sorted(several, key=lambda one: (one["score"], one["id"]), reverse=True)
    return Found(
        considered=sum(group["considered"] for group in groups),
        eligible=sum(group["eligible"] for group in groups),
        lines=_explained(read, question, [one["id"] for one in listed]),
        excluded=[
            {**one.out(), "rights": one.rights, "count": sum(group[f"missed_{place}"] for group in groups)}
            for place, one in enumerate(within)
        ],
        nearest=[
            Excluded(one["id"], within[int(one["which"])].key, scoring.score_of(int(one["score"]))) for one in nearest
        ],
        groups=_from_the_start(read, question, groups),
        missed=[
            Missed(list(missed), sum(group["considered"] for group in some), _missing(some, within))
            for missed, some in sorted(alike.items())
        ],
        tied_at_end=bool(beyond) and beyond[0]["score"] == listed[-1]["score"],
    )


def _missing(groups: Sequence[Document], within: Sequence[Hard]) -> list[Document]:
    """How many of these groups miss which condition, where anybody does."""
    counted = ((one.key, sum(group[f"missed_{place}"] for group in groups)) for place, one in enumerate(within))
    return [{"key": key, "count": number} for key, number in counted if number]


def _from_the_start(read: Reading, question: Question, eligible: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Everybody in service at the levels in question, and of them the eligible, by sex, ethnicity and age band.

    The frame of the search itself leaves people out by whatever condition its index takes.
    """
    cutoff = question.around.cutoff
    levels = [one for one in question.hard if one.condition and one.condition.field.path == "post_level"]
    start = all_of([{"status": SERVING}, *(of_hard(one, cutoff) for one in levels), dict(read.scope.filter())])
    if question.leave_out:
        start = all_of([start, {"_id": {"$nin": list(question.leave_out)}}])
    by = {"sex": "$sex", "ethnicity": "$ethnicity", "band": _band(_age(cutoff.year))}
    stages: list[Document] = [
        {"$match": bind(start, question.around.index_path)},
        {"$group": {"_id": by, "considered": {"$sum": 1}}},
    ]
    with in_time(read.db):
        considered = {_key(one): one["considered"] for one in read.db[CANDIDATES.name].aggregate(stages)}
    counted = {_key(one): one["eligible"] for one in eligible if one["eligible"]}
    return [
        {
            "sex": sex,
            "ethnicity": ethnicity,
            "birth_year": cutoff.year - band,
            "considered": max(considered.get(key, 0), counted.get(key, 0)),
            "count": counted.get(key, 0),
        }
        for key in sorted({*considered, *counted})
        for sex, ethnicity, band in [key]
    ]


def _key(group: Mapping[str, Any]) -> tuple[str, str, int]:
    return group["_id"].get("sex") or "", group["_id"].get("ethnicity") or "", group["_id"]["band"]


def _merged(groups: Iterable[Mapping[str, Any]], name: str, number: int) -> list[Document]:
    every = (one for group in groups for one in group[name])
    return heapq.nlargest(number, every, key=lambda one: (one["score"], one["id"]))


def _explained(read: Reading, question: Question, ids: Sequence[str]) -> list[Line]:
    """The lines of a shortlist, computed here once more from what is known of each: explanation and score are one."""
    around = question.around
    known = {found["_id"]: found for found in read.db[CANDIDATES.name].find({"_id": {"$in": list(ids)}})}
    wishes = _met(read, question, ids)
    scored = []
    for id in ids:
        if id in known:
            found = scoring.parts(question.weights, known[id], around, wishes.get(id, 0))
            scored.append((scoring.total(found), id, found))
    scored.sort(reverse=True)
    lines: list[Line] = []
    doubts = asked.doubts((one.condition for one in question.hard if one.condition), around.cutoff)
    for place, (score, id, found) in enumerate(scored, 1):
        one = known[id]
        rank = lines[-1].rank if lines and lines[-1].score == score else place
        lines.append(
            Line(
                cadre_id=id,
                rank=rank,
                score=score,
                parts=found,
                to_next=lines[-1].score - score if lines else None,
                sex=one.get("sex", ""),
                ethnicity=one.get("ethnicity", ""),
                birth_year=int((one.get("birth") or "0000")[:4]),
                uncertain=doubts(one),
                suspended=bool(one.get("barred") or one.get("stopped")),
                warned=bool(one.get("warned")),
            )
        )
    return lines


def _met(read: Reading, question: Question, ids: Sequence[str]) -> Counter[str]:
    """How many of the post's wishes each of these meets."""
    met: Counter[str] = Counter()
    around = question.around
    for one in question.wishes:
        wish = bind(of_hard(one, around.cutoff), around.index_path)
        where = all_of([{"_id": {"$in": list(ids)}}, wish])
        met.update(found["_id"] for found in read.db[CANDIDATES.name].find(where, {"_id": 1}))
    return met
