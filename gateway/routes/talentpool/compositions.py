"""The team with the candidate in it (班子结构)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from services.talentpool.errors import compositions as errors
from services.talentpool.errors.successions import NoPost
from services.talentpool.schemas import compositions

_PERSON: dict[str, Any] = {
    "scope": Scope.PERSON,
    "tag": "talent",
    "right": "talent.compositions.read",
    "asks": ("supervision.restrictions.read",),
    "answer": compositions.CompositionOut,
}

ROWS: list[Route] = [
    Route.get(
        "/talent/posts/{post_id}/composition",
        "talentpool.post_composition",
        query=compositions.PostComposition,
        zh="人选任该职位后的班子结构",
        en="The team of a post's unit before and with a candidate in that post",
        problems=[NoPost, UnknownUnit, UnknownCadre, errors.NoLeadingPost, errors.CandidateNotServing],
        example={"candidate_id": "cad-01"},
        **_PERSON,
    ),
    Route.get(
        "/talent/units/{unit_id}/composition",
        "talentpool.unit_composition",
        query=compositions.UnitComposition,
        zh="人选进入班子后的结构",
        en="The team of a unit before and with a candidate in it",
        problems=[
            NoPost,
            UnknownUnit,
            UnknownCadre,
            errors.PostOfAnotherUnit,
            errors.NoLeadingPost,
            errors.CandidateNotServing,
        ],
        example={"candidate_id": "cad-01", "role": "deputy"},
        **_PERSON,
    ),
]
