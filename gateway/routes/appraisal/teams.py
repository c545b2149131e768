"""The analysis of teams (班子分析研判)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.appraisal.operations import teams

# fmt: off
ROWS: list[Route] = [
    Route.get("/appraisal/teams/{unit_id}/analysis", teams.ANALYSE_TEAM, right="appraisal.teams.read",
        zh="领导班子分析研判（仅供研判参考）",
        en="A team's structure, establishment, dimensions, members, retirements, and where it stands among its like",
        scope=Scope.PERSON, tag="appraisal")
]
