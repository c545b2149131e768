"""A unit's leadership team (领导班子) as the files show it."""

from __future__ import annotations

from dataclasses import asdict

from servicekit.calls import query
from servicekit.store import Document
from servicekit.work import Reading
from services.registry.model import careers, relations
from services.registry.model.status import ServiceStep, Status
from services.registry.model.units import LEADERS
from services.registry.operations import teams as operations
from services.registry.parts.common import Part, Wish
from services.registry.store.cadres import CADRES
from services.registry.store.units import UNITS

MOST_MEMBERS = 100
"""More leaders than any one team has; of a unit with more the first by name are looked at, and `more` says so."""


class Teams(Part):
    """Leadership teams."""

    @query(operations.TEAM_RELATIONS)
    def team_relations(self, wish: Wish, read: Reading) -> Document:
        """Who in a team is bound to whom, and to a candidate."""
        unit = read.get(UNITS, wish["unit_id"], read.scope.filter())
        leading: Document = {
            "unit_id": unit["_id"],
            "status": Status.SERVING.value,
            "role": {"$in": [role.value for role in LEADERS]},
        }
        found = read.db[CADRES.name].find(leading).sort("pinyin", 1).limit(MOST_MEMBERS + 1)
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

    @query(operations.KIN_OF)
    def kin_of(self, wish: Wish, read: Reading) -> Document:
        """Who of some cadres is near kin of a cadre (公务员法 art. 74): for steps that kin do not take."""
        subject, rule = wish["cadre_id"], read.rules["registry.kin_avoidance"]
        found = read.db[CADRES.name].find({"_id": {"$in": [subject, *wish["ids"]]}})
        bonds = relations.among([CADRES.to_entity(document) for document in found], rule.value)
        mine = [set(bond.cadre_ids) for bond in bonds if bond.avoidance and subject in bond.cadre_ids]
        kin = sorted(set().union(*mine) - {subject})
        return {"cadre_id": subject, "kin_ids": kin, "basis": rule.cited}
