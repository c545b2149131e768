"""Collections: talks (谈话) of an appraisal."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import talks as errors
from services.appraisal.model.talks import Talk

TALKS = Collection(
    "talks",
    Talk,
    [
        index("appraisal_id", "words.held_on", "_id"),
    ],
    missing=errors.NoTalk,
    within=Within(cadre=""),
    not_for="cadre_id",
    sealed=("words.text", "corrections.before.text", "corrections.reason"),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [TALKS]
