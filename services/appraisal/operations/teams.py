"""Offered: the analysis of teams (班子分析研判)."""

from __future__ import annotations

from servicekit.operations import Query
from services.appraisal.schemas import teams as schemas

# fmt: off
ANALYSE_TEAM = Query("appraisal.analyse_team", schemas.TeamOf, schemas.AnalysisOut)
