"""A unit's leadership team (领导班子) as the files show it."""

from __future__ import annotations

from dataclasses import asdict

from servicekit.calls import query
from servicekit.store import Document
from servicekit.work import Reading
from services.registry import errors, schemas, store
from services.registry.commands.common import Part, Wish
from services.registry.model import relations
from services.registry.model.person import Status
from services.registry.model.unit import LEADERS

MOST_MEMBERS = 100
"""More leaders than any one team has; of a unit with more the first by name are looked at, and `more` says so."""
_READ = ("name", "sex", "birth", "ethnicity", "number_masked", "number_index", "number_sealed", "unit_id", "unit_ids")
_READ_OF_FILE = ("native_region", "education", "family")


class Teams(Part):
    """Leadership teams."""

    @query(schemas.TeamRelationsOf, schemas.TeamRelationsOut)
    def team_relations(self, wish: Wish, read: Reading) -> Document:
        """Who in a team is bound to whom, and to a candidate. Raises UnknownUnit, UnknownCadre and NotServing."""
        unit = read.get(store.UNITS, wish["unit_id"], read.scope.filter())
        leading: Document = {
            "unit_id": unit["_id"],
            "status": Status.SERVING.value,
            "role": {"$in": [role.value for role in LEADERS]},
        }
        fields = dict.fromkeys((*_READ, *_READ_OF_FILE), 1)
        found = list(read.db[store.CADRES.name].find(leading, fields).sort("pinyin", 1).limit(MOST_MEMBERS + 1))
        more = len(found) > MOST_MEMBERS
        del found[MOST_MEMBERS:]
        members = [document["_id"] for document in found]
        candidate = wish["candidate_id"]
        if candidate is not None and candidate not in members:
            found.append(read.get(store.CADRES, candidate, read.scope.filter()))
            if found[-1]["status"] != Status.SERVING:
                raise errors.NotServing(cadre_id=candidate)
        rule = read.rules["registry.kin_avoidance"]
        bonds = relations.among([store.CADRES.to_entity(document) for document in found], rule.value)
        return {
            "unit_id": unit["_id"],
            "member_ids": members,
            "more": more,
            "candidate_id": candidate,
            "relations": [{**asdict(bond), "with_candidate": candidate in bond.cadre_ids} for bond in bonds],
            "basis": rule.cited,
        }
