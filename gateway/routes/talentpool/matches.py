"""Shortlists for a post (人岗相适)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from servicekit.schema import page_of
from services.talentpool.errors import matches as errors
from services.talentpool.errors.searches import BadCondition, FieldNotAllowed, SearchTooWide
from services.talentpool.errors.successions import NoPost, PostAbolished
from services.talentpool.schemas import matches, searches

_M = "/talent/matches"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "talent"}

ROWS: list[Route] = [
    Route.post(
        _M,
        "talentpool.make_match",
        body=matches.MakeMatch,
        answer=matches.MatchOut,
        right="talent.matches.make",
        asks=searches.ASKS,
        zh="生成职位人选名单",
        en="Make an explained shortlist for a post; advice only",
        problems=[
            NoPost,
            PostAbolished,
            errors.PostFilled,
            BadCondition,
            FieldNotAllowed,
            SearchTooWide,
            errors.UnknownPreference,
            errors.WeightsDoNotAddUp,
        ],
        example={
            "post_id": "pst-12",
            "cutoff": "2026-06-30",
            "conditions": [{"field": "age", "op": "at_most", "value": 50}],
            "preferences": [
                {"key": "index", "weight": 0.5},
                {"key": "years_at_level", "weight": 0.3},
                {"key": "basic_level_years", "weight": 0.2},
            ],
            "synthetic": True,
        },
        **_PERSON,
    ),
    Route.get(
        _M,
        "talentpool.list_matches",
        query=matches.ListMatches,
        answer=page_of(matches.MatchBrief),
        right="talent.matches.read",
        zh="人选名单查询",
        en="Shortlists that were made",
        **_PERSON,
    ),
    Route.get(
        f"{_M}/{{match_id}}",
        "talentpool.get_match",
        query=matches.MatchOf,
        answer=matches.MatchOut,
        right="talent.matches.read",
        asks=searches.ASKS,
        zh="人选名单及评分说明",
        en="One shortlist with every score explained",
        problems=[errors.NoMatch],
        **_PERSON,
    ),
    Route.post(
        f"{_M}/{{match_id}}/confirmation",
        "talentpool.confirm_match",
        body=matches.ConfirmMatch,
        answer=matches.MatchOut,
        status=200,
        right="talent.matches.confirm",
        asks=searches.ASKS,
        zh="确认人选",
        en="A named person chooses from a shortlist",
        problems=[
            errors.NoMatch,
            NoPost,
            PostAbolished,
            errors.MatchClosed,
            errors.NotShortlisted,
            errors.ChoiceBarred,
            errors.ChoiceNotServing,
            errors.PostFilled,
        ],
        example={"cadre_id": "cad-01", "confirmed_by": "（示例）确认人", "reason": "（示例）理由"},
        **_PERSON,
    ),
    Route.get(
        f"{_M}/{{match_id}}/fairness",
        "talentpool.match_fairness",
        query=matches.MatchOf,
        answer=matches.FairnessOut,
        right="talent.matches.read",
        zh="人选名单公平性视图",
        en="Outcome rates of a shortlist by sex, ethnicity and age band",
        problems=[errors.NoMatch],
        **_PERSON,
    ),
]
