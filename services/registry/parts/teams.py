"""A unit's leadership team (领导班子) as the files show it."""

from __future__ import annotations

from dataclasses import asdict

from servicekit.calls import query
from servicekit.people import Status
from servicekit.store import Document
from servicekit.work import Reading
from services.registry.model import careers, relations
from services.registry.model.establishment import Level, sheet_of, total_of
from services.registry.model.units import LEADERS
from services.registry.operations import teams as operations
from services.registry.parts.common import Part, Wish
from services.registry.store.cadres import CADRES
from services.registry.store.posts import POSTS
from services.registry.store.units import UNITS
from services.registry.vocabulary.status import ServiceStep
from services.registry.vocabulary.units import PostState, UnitState

MOST_UNITS = 500
"""Of one sheet."""
MOST_MEMBERS = 100
"""More leaders than any one team has; of a unit with more the first by name are looked at, and `more` says so."""


_LEADING: Document = {"status": Status.SERVING.value, "role": {"$in": [role.value for role in LEADERS]}}


class Teams(Part):
    """Leadership teams."""

    @query(operations.TEAM_RELATIONS)
    def team_relations(self, wish: Wish, read: Reading) -> Document:
        """Who in a team is bound to whom, and to a candidate."""
        unit = read.get(UNITS, wish["unit_id"], read.scope.filter())
        leading = {**_LEADING, "unit_id": unit["_id"]}
        found = read.db[CADRES.name].find(leading).sort("sounds", 1).limit(MOST_MEMBERS + 1)
        team = [CADRES.to_entity(document) for document in found]
        more = len(team) > MOST_MEMBERS
        del team[MOST_MEMBERS:]
        members = [cadre.id for cadre in team]
        candidate_id = wish["candidate_id"]
        if candidate_id is not None and candidate_id not in members:
            candidate = CADRES.to_entity(read.get(CADRES, candidate_id, read.scope.filter()))
            careers.must_serve(candidate, ServiceStep.APPOINT, read.today.isoformat())
            team.append(candidate)
        rule = read.rules["registry.kin_avoidance"]
        bonds = relations.among(team, rule.value)
        return {
            "unit_id": unit["_id"],
            "member_ids": members,
            "more": more,
            "candidate_id": candidate_id,
            "relations": [{**asdict(bond), "with_candidate": candidate_id in bond.cadre_ids} for bond in bonds],
            "basis": rule.cited,
        }

    @query(operations.ESTABLISHMENT)
    def establishment(self, wish: Wish, read: Reading) -> Document:
        """Approved posts against filled ones (职数/实有/空缺), of a unit and of those below it, and in sum."""
        unit = read.get(UNITS, wish["unit_id"])
        where: Document = {"unit_ids": unit["_id"], "state": UnitState.ACTIVE.value} if wish["below"] else {}
        found = (
            list(read.db[UNITS.name].find(where).sort("place", 1).limit(MOST_UNITS + 1)) if wish["below"] else [unit]
        )
        units = [UNITS.to_entity(document) for document in found[:MOST_UNITS]]
        levels = _by_level(read, [one.id for one in units])
        sheets = [sheet_of(one, levels.get(one.id, {})) for one in units]
        return {
            "unit_id": unit["_id"],
            "items": sheets,
            "total": total_of(sheets),
            "more": len(found) > MOST_UNITS,
        }

    @query(operations.KIN_OF)
    def kin_of(self, wish: Wish, read: Reading) -> Document:
        """Who of some cadres is near kin of a cadre, or of a team (公务员法 art. 74), for steps kin do not take."""
        asked, rule = wish["asked"], read.rules["registry.kin_avoidance"]
        teams = _leaders(read, {one["unit_id"] for one in asked if one["unit_id"] is not None})
        subjects = [{one["cadre_id"], *teams.get(one["unit_id"], ())} - {None} for one in asked]
        wanted = {id for one, about in zip(asked, subjects, strict=True) for id in (*one["ids"], *about)}
        found = read.db[CADRES.name].find({"_id": {"$in": sorted(wanted)}})
        files = {cadre.id: cadre for cadre in (CADRES.to_entity(document) for document in found)}
        kin = [
            [other for other in one["ids"] if relations.near_kin(files, about, other, rule.value)]
            for one, about in zip(asked, subjects, strict=True)
        ]
        return {"kin_ids": kin, "basis": rule.cited}


def _by_level(read: Reading, unit_ids: list[str]) -> dict[str, dict[str | None, Level]]:
    """The posts on the books and the people who serve, by unit and post level, in one round trip each."""
    levels: dict[str, dict[str | None, Level]] = {}

    def of(found: Document) -> Level:
        unit_id, post_level = found["_id"]["unit_id"], found["_id"].get("post_level")
        return levels.setdefault(unit_id, {}).setdefault(post_level, Level(post_level))

    here: Document = {"unit_id": {"$in": unit_ids}}
    by: Document = {"unit_id": "$unit_id", "post_level": "$post_level"}
    posts = [
        {"$match": {**here, "state": PostState.ACTIVE.value}},
        {"$group": {"_id": by, "posts": {"$sum": 1}, "vacant": {"$sum": {"$cond": ["$vacant", 1, 0]}}}},
    ]
    for found in read.db[POSTS.name].aggregate(posts):
        level = of(found)
        level.posts, level.vacant = found["posts"], found["vacant"]
        level.held = level.posts - level.vacant
    serving = [
        {"$match": {**here, "status": Status.SERVING.value, "post_level": {"$ne": None}}},
        {"$group": {"_id": by, "serving": {"$sum": 1}}},
    ]
    for found in read.db[CADRES.name].aggregate(serving):
        of(found).serving = found["serving"]
    return levels


def _leaders(read: Reading, unit_ids: set[str]) -> dict[str, list[str]]:
    """The serving members of the leadership teams of these units, by unit, MOST_MEMBERS of each at the most."""
    teams: dict[str, list[str]] = {}
    where = {**_LEADING, "unit_id": {"$in": sorted(unit_ids)}}
    for found in read.db[CADRES.name].find(where, {"unit_id": 1}).limit(MOST_MEMBERS * len(unit_ids) or 1):
        teams.setdefault(found["unit_id"], []).append(found["_id"])
    return teams
