"""Collections: anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import ballots as errors
from services.appraisal.model.ballot_results import Result
from services.appraisal.model.ballots import Ballot, Box
from services.appraisal.model.tallies import Tally

BALLOTS = Collection(
    "ballots",
    Ballot,
    [
        index("appraisal_id", "_id"),
        index("appraisal_id", "state", "_id"),
        index("roll.cadre_id", "state", "_id"),
        index("roll.cadre_id", "state", "closes_on", "_id"),
    ],
    missing=errors.NoBallot,
    within=Within(),
    called="title",
)
BOXES = Collection("ballot_boxes", Box, [], missing=errors.NoBallot)
TALLIES = Collection(
    "ballot_tallies",
    Tally,
    [
        index("ballot_id", "kind", "box", unique=True, where={"live": True}, problem=errors.TallyKnown),
        index("ballot_id", "_id"),
        index("ballot_id", "state", "_id"),
    ],
    missing=errors.NoTally,
    within=Within(),
)
RESULTS = Collection("ballot_results", Result, [], missing=errors.NoBallot)
ALL: list[Collection[Any]] = [BALLOTS, BOXES, TALLIES, RESULTS]
