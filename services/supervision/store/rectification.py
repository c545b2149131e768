"""Collections: checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors import rectification as errors
from services.supervision.model.evidence import Accountability, Evidence
from services.supervision.model.rectification import Checklist, Item

CHECKLISTS = Collection(
    "checklists",
    Checklist,
    [index("code", unique=True, problem=errors.ChecklistKnown), index("state", "_id"), index("source", "_id")],
    missing=errors.NoChecklist,
    searched=("code", "title"),
    called="title",
)
ITEMS = Collection(
    "rectification_items",
    Item,
    [
        index("checklist_id", "number", unique=True, problem=errors.ItemKnown),
        index("checklist_id", "state", "number", "_id"),
        index("unit_ids", "state", "due_on", "_id"),
        index("unit_ids", "due_on", "_id"),
        index("state", "due_on", "_id"),
        index("overdue", "due_on", "_id"),
        index("due_on", "_id"),
    ],
    missing=errors.NoItem,
    within=Within(cadre=""),
    searched=("problem", "measure"),
)
EVIDENCE = Collection(
    "rectification_evidence",
    Evidence,
    [
        # Of the same file one counts; what was withdrawn has its moment and does not stand in the way of it.
        index("item_id", "sha256", "withdrawn_at", unique=True, problem=errors.EvidenceKnown),
        index("item_id", "added_at", "_id"),
    ],
    missing=errors.NoEvidence,
)
ACCOUNTABILITY = Collection(
    "accountability",
    Accountability,
    [
        index("item_id", "_id"),
        index("checklist_id", "_id"),
        index("item_unit_ids", "_id"),
        index("cadre_id", "_id"),
        index("kind", "decided_on", "_id"),
        index("decided_on", "_id"),
    ],
    missing=errors.NoAccountability,
    sealed=("basis", "annulled_basis"),
    whose="cadre_id",
)

ALL: list[Collection[Any]] = [CHECKLISTS, ITEMS, EVIDENCE, ACCOUNTABILITY]
