"""Kept: selections (选拔任用), and supervision's vettings for appointments (任前联审)."""

from __future__ import annotations

from typing import Any

from servicekit import queries
from servicekit.store import Collection, Document, Within, index
from servicekit.work import UnitOfWork
from services.registry.errors.selections import UnknownSelection
from services.registry.model.selections import Selection
from services.registry.model.vettings import CONCLUDED, OPEN, Vetting
from services.registry.vocabulary import selection_life

SELECTIONS = Collection(
    "selections",
    Selection,
    [
        index("post_id", "state"),
        index("cadre_ids", "state"),
        index("unit_ids", "state", "_id"),
        index("state", "_id"),
    ],
    UnknownSelection,
    # A cadre never sees who is considered, oneself included.
    within=Within(cadre=""),
    # It is about all who are considered.
    sealed=("objections.text", "objections.basis", "records.basis", "records.put_right.basis", "timeline.note"),
)
VETTINGS = Collection("appointment_vettings", Vetting, [index("cadre_id", "_id")])
ALL: list[Collection[Any]] = [SELECTIONS, VETTINGS]

OBJECTED: Document = {
    "state": {"$in": [state.value for state in selection_life.OPEN]},
    "objections": {"$elemMatch": {"upheld": None}},
}
"""Those that are under way and have an objection (公示反映) that nobody has settled."""

SELECTION_SORTS = {"id": [("_id", 1)], **queries.orders(state="_id")}


def newest_vetting(work: UnitOfWork, cadre_id: str) -> Vetting | None:
    """The vetting for an appointment that was begun last about a cadre, concluded or not; one called off is none."""
    where = {"cadre_id": cadre_id, "state": {"$in": [CONCLUDED, OPEN]}}
    return next(iter(work.first(VETTINGS, where, sort=[("_id", -1)], limit=1)), None)
