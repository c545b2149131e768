"""Collections: agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.vetting import AgencyKnown, NoAgency, NoVetting
from services.supervision.model.vetting import Agency, Vetting

AGENCIES = Collection(
    "agencies",
    Agency,
    [index("code", unique=True, problem=AgencyKnown), index("unit_id"), index("active", "code")],
    missing=NoAgency,
    searched=("code", "name"),
)
VETTINGS = Collection(
    "vettings",
    Vetting,
    [
        index("requested_by", "request_id", unique=True),
        index("state", "due_on", "_id"),
        index("due_on", "_id"),
        index("outcome", "requested_on", "_id"),
        index("cadre_id", "requested_on", "_id"),
        index("asked_ids", "state", "requested_on", "_id"),
        index("asked_unit_ids", "requested_on", "_id"),
        index("asked_ids", "state", "due_on", "_id"),
        index("purpose", "requested_on", "_id"),
        index("requested_on", "_id"),
    ],
    missing=NoVetting,
    within=Within("asked_unit_ids", ""),
    not_for="cadre_id",
    sealed=(
        *("answers.text", "answers.earlier.text", "basis", "overruling"),
        *("earlier.basis", "earlier.correction", "earlier.overruling"),
        *("taken_back.answer.text", "taken_back.answer.earlier.text", "taken_back.basis"),
    ),
    whose="cadre_id",
)

ALL: list[Collection[Any]] = [AGENCIES, VETTINGS]
