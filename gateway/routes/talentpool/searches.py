"""Combined searches (组合查询)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from servicekit.schema import Schema, page_of
from servicekit.store import BadCursor
from services.talentpool.errors import searches as errors
from services.talentpool.schemas import searches

_S = "/talent/searches"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "talent", "asks": searches.ASKS}
_PLAIN: dict[str, Any] = {"scope": Scope.NONE, "tag": "talent"}

ROWS: list[Route] = [
    Route.post(
        _S,
        "talentpool.make_search",
        body=searches.MakeSearch,
        answer=searches.SearchPage,
        right="talent.searches.make",
        zh="组合查询",
        en="Search the roster by combined conditions; the search is kept and its first page answered",
        problems=[errors.BadCondition, errors.FieldNotAllowed, errors.SearchTooWide],
        example={
            "title": "（示例）县处级副职，四十五岁以下，任职满三年",
            "conditions": [
                {"field": "post_level", "op": "is", "value": "132"},
                {"field": "age", "op": "at_most", "value": 45},
                {"field": "years_at_level", "op": "at_least", "value": 3},
                {"field": "full_time_level", "op": "at_least", "value": "20"},
            ],
            "cutoff": "2026-06-30",
        },
        **_PERSON,
    ),
    Route.get(
        _S,
        "talentpool.list_searches",
        query=searches.ListSearches,
        answer=page_of(searches.SearchOut),
        right="talent.searches.read",
        zh="查询记录",
        en="Searches that were made",
        **_PLAIN,
    ),
    Route.get(
        f"{_S}/{{search_id}}",
        "talentpool.get_search",
        query=searches.SearchOf,
        answer=searches.SearchOut,
        right="talent.searches.read",
        zh="查询的条件",
        en="One search as it was asked",
        problems=[errors.NoSearch],
        **_PLAIN,
    ),
    Route.get(
        f"{_S}/{{search_id}}/results",
        "talentpool.search_results",
        query=searches.SearchResults,
        answer=searches.SearchPage,
        right="talent.searches.make",
        zh="查询结果",
        en="Whom a search finds now, page by page",
        problems=[errors.NoSearch, errors.FieldNotAllowed, errors.SearchTooWide, BadCursor],
        **_PERSON,
    ),
    Route.get(
        "/talent/search-fields",
        "talentpool.search_fields",
        query=Schema,
        answer=searches.FieldsOut,
        right="talent.searches.read",
        zh="可查询的字段",
        en="Fields that can be searched by, and the right that each needs",
        asks=searches.ASKS,
        **_PLAIN,
    ),
]
