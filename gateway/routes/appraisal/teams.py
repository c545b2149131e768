"""The analysis of teams (班子分析研判)."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.errors import UnknownUnit
from services.appraisal.schemas import teams

ROWS: list[Route] = [
    Route.get(
        "/appraisal/teams/{unit_id}/analysis",
        "appraisal.analyse_team",
        query=teams.TeamOf,
        answer=teams.AnalysisOut,
        right="appraisal.teams.read",
        zh="领导班子分析研判（仅供研判参考）",
        en="A team's structure, establishment, dimensions, members, retirements, and where it stands among its like",
        problems=[UnknownUnit],
        scope=Scope.PERSON,
        tag="appraisal",
    ),
]
