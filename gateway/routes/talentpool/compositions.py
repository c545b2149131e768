"""The team with the candidate in it (班子结构)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from services.talentpool.operations import compositions
from services.talentpool.schemas.members import POOL_RESULTS

_PERSON: dict[str, Any] = {
    "scope": Scope.PERSON,
    "tag": "talent",
    "right": "talentpool.compositions.read",
    "asks": ("supervision.restrictions.read", POOL_RESULTS),
}

# fmt: off
ROWS: list[Route] = [
    Route.get("/talent/posts/{post_id}/composition", compositions.POST_COMPOSITION, zh="人选任该职位后的班子结构",
        en="The team of a post's unit before and with a candidate in that post", example={"candidate_id": "cad-01"},
        **_PERSON),
    Route.get("/talent/units/{unit_id}/composition", compositions.UNIT_COMPOSITION, zh="人选进入班子后的结构",
        en="The team of a unit before and with a candidate in it", example={"candidate_id": "cad-01", "role": "deputy"},
        **_PERSON),
]
