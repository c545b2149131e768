"""Collections: appraisals (考察) from plan to conclusion, and their written material."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import appraisals as errors
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.materials import Material

APPRAISALS = Collection(
    "appraisals",
    Appraisal,
    [
        index("code", unique=True, problem=errors.AppraisalKnown),
        index("annual", unique=True, where={"annual": {"$gt": ""}}, problem=errors.AnnualKnown),
        index("planned_on", "_id"),
        index("subject_id", "planned_on", "_id"),
        index("cadre_id", "planned_on", "_id"),
        index("unit_ids", "planned_on", "_id"),
        index("kind", "planned_on", "_id"),
        index("subject_kind", "planned_on", "_id"),
        index("state", "planned_on", "_id"),
        index("mechanism_id", "planned_on", "_id"),
        index("appraiser_ids", "planned_on", "_id"),
    ],
    missing=errors.NoAppraisal,
    within=Within(),
    searched=("code", "title"),
    called="title",
    sealed=("conclusion.findings", "conclusion.basis", "revisions.findings", "revisions.basis", "timeline.note"),
    whose="cadre_id",
)
MATERIALS = Collection(
    "appraisal_materials",
    Material,
    [index("appraisal_id", "happened_on", "_id")],
    missing=errors.NoMaterial,
    sealed=("text", "annulled_basis"),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [APPRAISALS, MATERIALS]
