"""Collections: campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors import personal_matters as errors
from services.supervision.model.checks import Check, Draw
from services.supervision.model.personal_matters import Campaign, Report

CAMPAIGNS = Collection(
    "personal_matter_campaigns",
    Campaign,
    [
        index("code", unique=True, problem=errors.CampaignKnown),
        index("state", "year", "_id"),
        index("year", "_id"),
        index("due_on", "_id"),
    ],
    missing=errors.NoCampaign,
    searched=("code", "title"),
    called="title",
)
REPORTS = Collection(
    "personal_matter_reports",
    Report,
    [
        index("campaign_id", "cadre_id", unique=True),
        index("campaign_id", "state", "due_on", "_id"),
        index("campaign_id", "_id"),
        index("cadre_id", "_id"),
        index("unit_ids", "_id"),
        index("state", "due_on", "_id"),
        index("due_on", "_id"),
    ],
    missing=errors.NoReport,
)
DRAWS = Collection(
    "personal_matter_draws",
    Draw,
    [index("campaign_id", unique=True, problem=errors.DrawKnown), index("rows.id"), index("state", "_id")],
    missing=errors.NoDraw,
    sealed=("secret",),
)
CHECKS = Collection(
    "personal_matter_checks",
    Check,
    [
        index(
            "campaign_id", "cadre_id", "kind", "reason", unique=True, where={"state": "open"}, problem=errors.CheckKnown
        ),
        index("campaign_id", "state", "_id"),
        index("cadre_id", "_id"),
        index("unit_ids", "_id"),
        index("state", "_id"),
        index("outcome", "_id"),
    ],
    missing=errors.NoCheck,
    within=Within(),
    sealed=("basis", "conclusion_basis", "superseded.basis", "superseded.correction"),
    whose="cadre_id",
)

ALL: list[Collection[Any]] = [CAMPAIGNS, REPORTS, DRAWS, CHECKS]
