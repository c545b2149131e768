"""Combined searches (组合查询)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from services.talentpool.operations import searches
from services.talentpool.schemas import searches as schemas

_S = "/talent/searches"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "asks": schemas.ASKS}

# fmt: off
ROWS: list[Route] = [
    Route.post(_S, searches.MAKE_SEARCH, right="talentpool.searches.make", zh="组合查询",
        en="Search the roster by combined conditions; the search is kept and its first page answered",
        example={
            "title": "（示例）县处级副职，四十五岁以下，任职满三年",
            "conditions": [
                {"field": "post_level", "op": "is", "value": "132"}, {"field": "age", "op": "at_most", "value": 45},
                {"field": "years_at_level", "op": "at_least", "value": 3},
                {"field": "full_time_level", "op": "at_least", "value": "20"},
            ], "cutoff": "2026-06-30",
        }, **_PERSON),
    Route.get(_S, searches.LIST_SEARCHES, right="talentpool.searches.read", zh="查询记录",
        en="Searches that were made"),
    Route.get(f"{_S}/{{search_id}}", searches.GET_SEARCH, right="talentpool.searches.read", zh="查询的条件",
        en="One search as it was asked"),
    Route.get(f"{_S}/{{search_id}}/results", searches.SEARCH_RESULTS, right="talentpool.searches.make", zh="查询结果",
        en="Whom a search finds now, page by page", **_PERSON),
    Route.get("/talent/search-fields", searches.SEARCH_FIELDS, right="talentpool.searches.read", zh="可查询的字段",
        en="Fields that can be searched by, and the right that each needs", asks=schemas.ASKS),
]
