"""Collections: ballots (票决) and the tally of each nomination in them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.incentive.errors import ballots as errors
from services.incentive.model.ballots import Ballot, Tally

BALLOTS = Collection(
    "ballots", Ballot, [index("batch_id", "state", "_id"), index("state", "_id")], missing=errors.NoBallot
)
TALLIES = Collection("tallies", Tally, [index("ballot_id", "_id")], missing=errors.NotACandidate)
ALL: list[Collection[Any]] = [BALLOTS, TALLIES]
