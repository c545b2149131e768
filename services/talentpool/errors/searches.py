"""Refusals: combined searches (组合查询) and their conditions."""

from __future__ import annotations

from servicekit.errors import Forbidden, Invalid, NotFound


class NoSearch(NotFound):
    """There is no such search."""

    code = "talentpool/no-search"
    zh = "查询不存在"
    en = "There is no such search"


class BadCondition(Invalid):
    """A condition has an unknown field, an operation that the field does not have, or a value it cannot have."""

    code = "talentpool/bad-condition"
    zh = "查询条件不正确"
    en = "A condition is not a possible one"


class FieldNotAllowed(Forbidden):
    """A condition is on a field that the searcher may not see."""

    code = "talentpool/field-not-allowed"
    zh = "无权按该字段查询"
    en = "You have no right to search by this field"
    advice_zh = "去掉所列条件，或由有权限的人员查询。"
    advice_en = "Leave out the conditions named, or have somebody search who holds the right."


class SearchTooWide(Invalid):
    """No condition narrows the search by an index, or reading what the index leaves takes too long."""

    code = "talentpool/search-too-wide"
    zh = "查询范围过宽，需要遍历的干部过多"
    en = "The search is too wide: it would read too many cadres"
    advice_zh = "加上所列任一组条件；已有其一的，再加一组。"
    advice_en = "Add the conditions of any one group in helpful; where one is there already, of another."
