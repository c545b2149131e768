"""Collections: programmes (七个一批) and who takes part."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.talentpool.errors import programmes as errors
from services.talentpool.model.programmes import Participant, Programme

PROGRAMMES = Collection(
    "programmes",
    Programme,
    [
        index("code", unique=True, problem=errors.ProgrammeKnown),
        index("kind", "begins", "_id"),
        index("state", "begins", "_id"),
        index("begins", "_id"),
    ],
    missing=errors.NoProgramme,
    searched=("code", "title"),
    called="title",
)
PARTICIPANTS = Collection(
    "participants",
    Participant,
    [
        index("programme_id", "cadre_id", unique=True, where={"state": "enrolled"}, problem=errors.TakesPart),
        index("programme_id", "enrolled_on", "_id"),
        index("cadre_id", "enrolled_on", "_id"),
        index("unit_ids", "enrolled_on", "_id"),
        index("kind", "enrolled_on", "_id"),
        index("state", "enrolled_on", "_id"),
        index("enrolled_on", "_id"),
    ],
    missing=errors.NoParticipant,
    within=Within(),
    sealed=("history.note",),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [PROGRAMMES, PARTICIPANTS]
