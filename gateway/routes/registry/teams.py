"""Rows of what binds the members of a team (班子成员关系)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.registry.operations import teams

# fmt: off
ROWS: list[Route] = [
    Route.get("/units/{unit_id}/establishment", teams.ESTABLISHMENT, right="registry.units.read",
        zh="编制职数表：核定、实配、空缺，含下级单位", en="Approved, filled and vacant posts of a unit and those below",
        tag="registry", scope=Scope.NONE),
    Route.get("/units/{unit_id}/team-relations", teams.TEAM_RELATIONS, right="registry.teams.relations.read",
        zh="班子成员关系（可放入拟任人选）",
        en="Kin, same origin and same class in a leadership team, and with a candidate in it", tag="registry",
        scope=Scope.PERSON)
]
