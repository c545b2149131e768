"""Succession (后继有人): posts that fall vacant, and who is named for them."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from servicekit.errors import UnknownCadre
from servicekit.schema import page_of
from services.talentpool.errors import successions as errors
from services.talentpool.schemas import successions

_P = "/talent/posts"
_S = f"{_P}/{{post_id}}/successors"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "talent"}
_NAMING = {"readiness": "now", "named_by": "（示例）提名人", "basis": "（示例）班子建设规划"}

ROWS: list[Route] = [
    Route.get(
        _P,
        "talentpool.list_talent_posts",
        query=successions.ListTalentPosts,
        answer=page_of(successions.TalentPostOut),
        right="talent.successions.read",
        zh="职位空出预测与后继力量",
        en="Posts by when they fall vacant, each with the strength of its bench",
        example={"falling_vacant_by": "2027-12-31"},
        **_PERSON,
    ),
    Route.get(
        _S,
        "talentpool.list_successors",
        query=successions.ListSuccessors,
        answer=page_of(successions.SuccessorOut),
        right="talent.successions.read",
        zh="职位的后继人选",
        en="The successors of a post",
        problems=[errors.NoPost],
        **_PERSON,
    ),
    Route.post(
        _S,
        "talentpool.name_successor",
        body=successions.NameSuccessor,
        answer=successions.SuccessorOut,
        right="talent.successions.name",
        zh="提名后继人选",
        en="Name a cadre for a post",
        problems=[
            errors.NoPost,
            errors.PostAbolished,
            UnknownCadre,
            errors.UnknownReadiness,
            errors.SuccessorNotServing,
            errors.SuccessorHoldsPost,
            errors.SuccessorBarred,
            errors.SuccessorKnown,
        ],
        example={"cadre_id": "cad-01", "synthetic": True, **_NAMING},
        location=f"{_P}/{{post_id}}/successors",
        **_PERSON,
    ),
    Route.post(
        f"{_S}/{{successor_id}}/readiness",
        "talentpool.judge_successor",
        body=successions.JudgeSuccessor,
        answer=successions.SuccessorOut,
        status=200,
        right="talent.successions.name",
        zh="重新评定准备程度",
        en="Judge anew how ready a successor is",
        problems=[errors.NoSuccessor, errors.SuccessorWithdrawn, errors.UnknownReadiness],
        example=_NAMING,
        **_PERSON,
    ),
    Route.post(
        f"{_S}/{{successor_id}}/withdrawal",
        "talentpool.withdraw_successor",
        body=successions.WithdrawSuccessor,
        answer=successions.SuccessorOut,
        status=200,
        right="talent.successions.name",
        zh="撤回后继人选",
        en="Take a successor off the bench",
        problems=[errors.NoSuccessor, errors.SuccessorWithdrawn],
        example={"withdrawn_by": "（示例）负责人", "basis": "（示例）撤回依据"},
        **_PERSON,
    ),
    Route.get(
        "/talent/units/{unit_id}/bench",
        "talentpool.unit_bench",
        query=successions.UnitBenchQuery,
        answer=successions.UnitBenchOut,
        right="talent.successions.read",
        zh="单位后继力量",
        en="How strong the benches behind a unit's posts are",
        **_PERSON,
    ),
]
