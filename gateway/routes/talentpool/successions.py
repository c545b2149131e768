"""Succession (后继有人): posts that fall vacant, and who is named for them."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.talentpool.operations import successions

_P = "/talent/posts"
_S = f"{_P}/{{post_id}}/successors"
_NAMING = {"readiness": "now", "named_by": "（示例）提名人", "basis": "（示例）班子建设规划"}

# fmt: off
ROWS: list[Route] = [
    Route.get(_P, successions.LIST_TALENT_POSTS, right="talentpool.successions.read", zh="职位空出预测与后继力量",
        en="Posts by when they fall vacant, each with the strength of its bench",
        example={"falling_vacant_by": "2027-12-31"}, scope=Scope.PERSON),
    Route.get(_S, successions.LIST_SUCCESSORS, right="talentpool.successions.read", zh="职位的后继人选",
        en="The successors of a post", scope=Scope.PERSON),
    Route.post(_S, successions.NAME_SUCCESSOR, right="talentpool.successions.name", zh="提名后继人选",
        en="Name a cadre for a post", example={"cadre_id": "cad-01", "synthetic": True, **_NAMING},
        location=f"{_P}/{{post_id}}/successors", scope=Scope.PERSON),
    Route.post(f"{_S}/{{successor_id}}/readiness", successions.JUDGE_SUCCESSOR, status=200,
        right="talentpool.successions.name", zh="重新评定准备程度", en="Judge anew how ready a successor is",
        example=_NAMING, scope=Scope.PERSON),
    Route.post(f"{_S}/{{successor_id}}/withdrawal", successions.WITHDRAW_SUCCESSOR, status=200,
        right="talentpool.successions.name", zh="撤回后继人选", en="Take a successor off the bench",
        example={"withdrawn_by": "（示例）负责人", "basis": "（示例）撤回依据"}, scope=Scope.PERSON),
    Route.get("/talent/units/{unit_id}/bench", successions.UNIT_BENCH, right="talentpool.successions.read",
        zh="单位后继力量", en="How strong the benches behind a unit's posts are", scope=Scope.PERSON),
]
