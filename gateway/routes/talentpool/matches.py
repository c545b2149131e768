"""Shortlists for a post (人岗相适)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.talentpool.operations import matches
from services.talentpool.schemas import searches

_M = "/talent/matches"

# fmt: off
ROWS: list[Route] = [
    Route.post(_M, matches.MAKE_MATCH, right="talentpool.matches.make", asks=searches.ASKS, zh="生成职位人选名单",
        en="Make an explained shortlist for a post; advice only",
        example={
            "post_id": "pst-12", "cutoff": "2026-06-30", "conditions": [{"field": "age", "op": "at_most", "value": 50}],
            "preferences": [
                {"key": "index", "weight": 0.5}, {"key": "years_at_level", "weight": 0.3},
                {"key": "basic_level_years", "weight": 0.2},
            ], "synthetic": True,
        }, scope=Scope.PERSON),
    Route.get(_M, matches.LIST_MATCHES, right="talentpool.matches.read", zh="人选名单查询",
        en="Shortlists that were made", scope=Scope.PERSON),
    Route.get(f"{_M}/{{match_id}}", matches.GET_MATCH, right="talentpool.matches.read", asks=searches.ASKS,
        zh="人选名单及评分说明", en="One shortlist with every score explained", scope=Scope.PERSON),
    Route.post(f"{_M}/{{match_id}}/confirmation", matches.CONFIRM_MATCH, status=200, right="talentpool.matches.confirm",
        asks=searches.ASKS, zh="确认人选", en="A named person chooses from a shortlist",
        example={"cadre_id": "cad-01", "confirmed_by": "（示例）确认人", "reason": "（示例）理由"}, scope=Scope.PERSON),
    Route.post(f"{_M}/{{match_id}}/confirmation-withdrawal", matches.TAKE_BACK_MATCH, status=200,
        right="talentpool.matches.confirm", asks=searches.ASKS, zh="撤回人选确认",
        en="Take the choice from a shortlist back; another can be made",
        example={"taken_back_by": "（示例）负责人", "basis": "（示例）确认有误"}, scope=Scope.PERSON),
    Route.get(f"{_M}/{{match_id}}/fairness", matches.MATCH_FAIRNESS, right="talentpool.matches.read",
        zh="人选名单公平性视图", en="Outcome rates of a shortlist by sex, ethnicity and age band", scope=Scope.PERSON),
]
