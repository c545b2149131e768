"""The team with the candidate in it: structure, establishment and retirement horizon, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from servicekit.calls import query
from servicekit.roster import UNITS_IN_PATHS
from servicekit.store import Document
from servicekit.work import Reading
from services.talentpool.errors.compositions import CandidateNotServing, NoLeadingPost, PostOfAnotherUnit
from services.talentpool.model import compositions as model
from services.talentpool.model.candidates import SERVING
from services.talentpool.model.compositions import Places, Seat, Structure
from services.talentpool.operations import compositions as operations
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.posts import POSTS
from services.talentpool.vocabulary.compositions import LEADING_ROLES
from services.talentpool.vocabulary.conditions import FIELDS, RESULTS

_MOST = 200
_SEAT = [field.name for field in fields(Seat)]
_DEFAULT_ROLE = "deputy"


class Compositions:
    """The team with the candidate in it."""

    @query(operations.POST_COMPOSITION)
    def post_composition(self, wish: Document, read: Reading) -> Document:
        """The team of a post's unit, with a candidate in that post."""
        post = read.get(POSTS, wish["post_id"], read.scope.filter())
        return _composed(read, wish, post["unit_id"], post, post["role"])

    @query(operations.UNIT_COMPOSITION)
    def unit_composition(self, wish: Document, read: Reading) -> Document:
        """The team of a unit, with a candidate in it."""
        post = read.get(POSTS, wish["post_id"], read.scope.filter()) if wish["post_id"] else None
        if post is not None and post["unit_id"] != wish["unit_id"]:
            raise PostOfAnotherUnit(unit_id=post["unit_id"])
        return _composed(read, wish, wish["unit_id"], post, post["role"] if post else wish["role"] or _DEFAULT_ROLE)


def _composed(read: Reading, wish: Document, unit_id: str, post: Document | None, role: str) -> Document:
    unit = UNITS_IN_PATHS.to_entity(read.get(UNITS_IN_PATHS, unit_id, read.scope.filter(cadre="")))
    if role not in LEADING_ROLES:
        raise NoLeadingPost(role=role, allowed=list(LEADING_ROLES))
    found = read.get(CANDIDATES, wish["candidate_id"], read.scope.filter())
    if found.get("status") != SERVING:
        raise CandidateNotServing(status=found.get("status"))
    day = wish["on"] or read.today
    team = _team(read, unit_id)
    leaving = [id for id in (post or {}).get("holder_ids", []) if id != found["_id"]]
    after = model.with_candidate(team, _seat(found, role), leaving, day)
    may = read.principal.may
    return {
        "unit_id": unit_id,
        "post_id": wish.get("post_id"),
        "candidate_id": found["_id"],
        "role": role,
        "on": day,
        "leaving_ids": leaving,
        "restricted": bool(found.get("restricted")) if may(FIELDS["restricted"].right) else None,
        "stopped_by_result": bool(found.get("stopped")) if may(RESULTS) else None,
        "before": _shown(team, unit.approved, day),
        "after": _shown(after, unit.approved, day),
    }


def _team(read: Reading, unit_id: str) -> list[Seat]:
    """Those in leading roles of a unit, in service."""
    where = {"unit_id": unit_id, "status": SERVING, "role": {"$in": list(LEADING_ROLES)}}
    found = read.db[CANDIDATES.name].find(where, dict.fromkeys(_SEAT, 1)).sort("_id", 1).limit(_MOST)
    return [_seat(one, one["role"]) for one in found]


def _seat(found: Mapping[str, Any], role: str) -> Seat:
    known = {name: found[name] for name in _SEAT if name in found}
    return Seat(**{**known, "cadre_id": found["_id"], "role": role})


def _shown(team: list[Seat], approved: Mapping[str, int] | None, day: date) -> Document:
    counted: Structure = model.structure(team, approved, day)
    return {**vars(counted), "places": dict(_places(counted.places.items()))}


def _places(places: Iterable[tuple[str, Places]]) -> Iterable[tuple[str, Document]]:
    for role, of in places:
        yield role, {"approved": of.approved, "filled": of.filled, "over": of.over, "free": of.free}
