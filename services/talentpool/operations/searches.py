"""Offered: combined searches (组合查询): one indexed read of the candidates, kept with its conditions."""

from __future__ import annotations

from servicekit.operations import COMPUTED, Command, Query
from servicekit.schema import Schema, page_of
from services.talentpool.errors.searches import BadCondition, FieldNotAllowed, NoSearch, SearchTooWide
from services.talentpool.schemas import searches as schemas

# fmt: off
MAKE_SEARCH = Command(
    "talentpool.make_search", schemas.MakeSearch, schemas.SearchPage,
    refuses=(BadCondition, FieldNotAllowed, SearchTooWide),
    put_right=COMPUTED,
)
SEARCH_RESULTS = Query(
    "talentpool.search_results", schemas.SearchResults, schemas.SearchPage,
    refuses=(NoSearch, FieldNotAllowed, SearchTooWide, BadCondition),
)
LIST_SEARCHES = Query("talentpool.list_searches", schemas.ListSearches, page_of(schemas.SearchOut))
GET_SEARCH = Query("talentpool.get_search", schemas.SearchOf, schemas.SearchOut, refuses=(NoSearch,))
SEARCH_FIELDS = Query("talentpool.search_fields", Schema, schemas.FieldsOut)
