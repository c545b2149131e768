"""Collections: letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.letters import NoLetter
from services.supervision.model.letters import Letter

LETTERS = Collection(
    "letters",
    Letter,
    [
        index("cadre_id", "written_on", "_id"),
        index("unit_ids", "written_on", "_id"),
        index("state", "written_on", "_id"),
        index("overdue", "state", "written_on", "_id"),
        index("written_on", "_id"),
        index("due_on", "_id"),
    ],
    missing=NoLetter,
    within=Within(),
    sealed=(
        *("text", "reply.text", "closed_basis"),
        *("superseded.basis", "superseded.correction", "timeline.note"),
    ),
    whose="cadre_id",
)

ALL: list[Collection[Any]] = [LETTERS]
