"""Collections: secondments (挂职、跟岗), and the days they take of each person."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.talentpool.errors.secondments import NoSecondment
from services.talentpool.model.engagements import Engagement
from services.talentpool.model.secondments import Secondment

SECONDMENTS = Collection(
    "secondments",
    Secondment,
    [
        index("begins", "_id"),
        index("ends", "_id"),
        index("report_due_on", "_id"),
        index("seen_by", "begins", "_id"),
        index("cadre_id", "begins", "_id"),
        index("mentor_id", "state", "_id"),
        index("lost_mentor", "state"),
        index("state", "begins", "_id"),
        index("region", "begins", "_id"),
        index("host", "begins", "_id"),
        index("undecided", "begins", "_id"),
        index("programme_id", "begins", "_id"),
        index("kind", "begins", "_id"),
    ],
    missing=NoSecondment,
    within=Within("seen_by"),
    sealed=(
        *("basis", "reports.text", "evaluations.text", "decisions.basis", "extensions.basis", "end_reason"),
        *("resumptions.basis", "resumptions.end_reason"),
    ),
    whose="cadre_id",
)
ENGAGEMENTS = Collection("engagements", Engagement)
ALL: list[Collection[Any]] = [SECONDMENTS, ENGAGEMENTS]
