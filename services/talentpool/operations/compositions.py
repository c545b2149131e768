"""Offered: the team with the candidate in it: structure, establishment and retirement horizon, before and after."""

from __future__ import annotations

from servicekit.errors import UnknownCadre
from servicekit.operations import Query
from services.talentpool.errors.compositions import CandidateNotServing, NoLeadingPost, PostOfAnotherUnit
from services.talentpool.errors.successions import NoPost
from services.talentpool.schemas import compositions as schemas

# fmt: off
POST_COMPOSITION = Query(
    "talentpool.post_composition", schemas.PostComposition, schemas.CompositionOut,
    refuses=(NoPost, UnknownCadre, NoLeadingPost, CandidateNotServing),
)
UNIT_COMPOSITION = Query(
    "talentpool.unit_composition", schemas.UnitComposition, schemas.CompositionOut,
    refuses=(NoPost, UnknownCadre, PostOfAnotherUnit, NoLeadingPost, CandidateNotServing),
)
