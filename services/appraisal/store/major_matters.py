"""Collections: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import major_matters as errors
from services.appraisal.model.major_matters import Evaluation, Matter

MAJOR_MATTERS = Collection(
    "major_matters",
    Matter,
    [
        index("code", unique=True, problem=errors.MatterKnown),
        index("begins", "_id"),
        index("state", "begins", "_id"),
        index("unit_ids", "begins", "_id"),
    ],
    missing=errors.NoMatter,
    within=Within(cadre=""),
    searched=("code", "title"),
    called="title",
)
EVALUATIONS = Collection(
    "evaluations",
    Evaluation,
    [
        index("matter_id", "subject_id", unique=True, where={"live": True}, problem=errors.EvaluationKnown),
        index("matter_id", "_id"),
        index("subject_id", "_id"),
        index("cadre_id", "_id"),
        index("unit_ids", "_id"),
        index("state", "_id"),
    ],
    missing=errors.NoEvaluation,
    within=Within(),
    sealed=("note", "settled_basis", "timeline.note"),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [MAJOR_MATTERS, EVALUATIONS]
