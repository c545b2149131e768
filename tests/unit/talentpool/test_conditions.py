"""Conditions: what a cut-off day makes of dates, where a coarse date leaves doubt, and which index answers."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.talentpool.errors.searches import BadCondition, FieldNotAllowed, SearchTooWide
from services.talentpool.model import access, searches
from services.talentpool.model import conditions as asked
from services.talentpool.model.conditions import OPS, Condition
from services.talentpool.schemas.searches import CandidateOut
from services.talentpool.store import filters
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.vocabulary.conditions import FIELDS, Kind, Op

DAYS = st.dates(date(1950, 1, 1), date(2040, 12, 31))


def condition(field: str, op: Op, value: Any) -> Condition:
    return Condition(FIELDS[field], op, value)


def meets(bound: dict[str, str], text: str) -> bool:
    (operator, limit), *_ = bound.items()
    return {"$lte": text <= limit, "$gt": text > limit, "$gte": text >= limit, "$lt": text < limit}[operator]


def completed_years(born: date, day: date) -> int:
    """Birthdays that have come; one of 29 February comes on 1 March in other years."""
    years = day.year - born.year
    leap = (born.month, born.day) == (2, 29) and not calendar.isleap(day.year)
    birthday = date(day.year, 3, 1) if leap else born.replace(year=day.year)
    return years - (day < birthday)


@given(day=DAYS, cutoff=st.dates(date(2020, 1, 1), date(2030, 12, 31)), years=st.integers(0, 60))
def test_a_bound_on_text_counts_years_as_a_calendar_does(day: date, cutoff: date, years: int) -> None:
    for text, first in (
        (day.isoformat(), day),
        (day.isoformat()[:7], day.replace(day=1)),
        (day.isoformat()[:4], day.replace(month=1, day=1)),
    ):
        counted = completed_years(first, cutoff)
        assert asked.years_between(text, cutoff) == counted
        at_least = filters.compiled(condition("age", Op.AT_LEAST, years), cutoff)["birth"]
        at_most = filters.compiled(condition("age", Op.AT_MOST, years), cutoff)["birth"]
        assert meets(at_least, text) == (counted >= years)
        assert meets(at_most, text) == (counted <= years)


@given(
    text=st.one_of(DAYS.map(lambda day: day.isoformat()[:4]), DAYS.map(lambda day: day.isoformat()[:7])),
    years=st.integers(0, 60),
    op=st.sampled_from([Op.AT_LEAST, Op.AT_MOST]),
)
def test_it_is_uncertain_exactly_where_two_days_of_the_date_disagree(text: str, years: int, op: Op) -> None:
    cutoff = date(2026, 6, 30)
    one = condition("years_at_level", op, years)
    day, answers = date.fromisoformat(f"{text}-01-01"[:10]), set()
    while day.isoformat().startswith(text):
        answers.add(meets(filters.compiled(one, cutoff)["level_since"], day.isoformat()))
        day += timedelta(days=1)
    assert (asked.doubts([one], cutoff)({"level_since": text}) == ["years_at_level"]) == (len(answers) == 2)


def test_every_way_in_has_its_index_and_every_group_that_helps_does() -> None:
    names = {index.name for index in CANDIDATES.indexes}
    for way in access.TABLE:
        for slot in ("index_0", "index_1"):
            assert way.index_name(slot) in names


def test_a_pin_with_too_many_values_opens_nothing_by_itself() -> None:
    many = condition("post_level", Op.ONE_OF, [str(number) for number in range(30)])
    with pytest.raises(SearchTooWide) as refused:
        access.chosen([many])
    assert ["post_level"] in refused.value.facts["helpful"]
    assert access.chosen([many, condition("age", Op.AT_MOST, 40)]).order == "birth"


def test_a_flag_that_is_false_pins_nothing() -> None:
    with pytest.raises(SearchTooWide):
        access.chosen([condition("county_level_or_above", Op.IS, False)])
    assert access.chosen([condition("county_level_or_above", Op.IS, True)]).pins == ("county_level_or_above",)


def test_a_shortlist_is_framed_by_what_is_pinned_and_not_by_a_bound() -> None:
    both = [condition("post_level", Op.IS, "132"), condition("years_at_level", Op.AT_LEAST, 3)]
    assert access.chosen(both).order == "level_since"
    assert access.framing(both).order == "birth"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 20_000),
    st.floats(),
    st.text(max_size=70),
    st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def wrong_places(row: dict[str, Any]) -> list[str] | None:
    try:
        searches.read([row])
    except BadCondition as refused:
        return [error.pointer for error in refused.errors]
    return None


@given(field=st.sampled_from(sorted(FIELDS)), op=st.sampled_from(list(Op)), value=VALUES)
def test_whatever_comes_is_a_condition_or_is_refused_where_it_is_wrong(field: str, op: Op, value: Any) -> None:
    row = {"field": field, "op": op.value, "value": value}
    if (places := wrong_places(row)) is not None:
        assert places in (["/conditions/0/op"], ["/conditions/0/value"])
        return
    (read,) = searches.read([row]).all
    assert op in OPS[read.field.kind]
    where = filters.compiled(read, date(2026, 6, 30))
    assert filters.expression(filters.bind(where, "index_0"))
    if read.field.kind is Kind.CODE:
        assert not isinstance(value, dict)


def test_every_field_names_a_right_and_one_that_is_not_held_is_refused() -> None:
    for field in FIELDS.values():
        with pytest.raises(FieldNotAllowed) as refused:
            searches.must_be_allowed([Condition(field, OPS[field.kind][0], 1)], lambda _: False)
        assert refused.value.facts["rights"] == [field.right]
        searches.must_be_allowed([Condition(field, OPS[field.kind][0], 1)], field.right.__eq__)


def test_of_two_filters_on_one_field_both_hold() -> None:
    asked_for, scope = {"unit_ids": "unt-a", "status": "serving"}, {"unit_ids": "unt-b"}
    assert filters.all_of([asked_for, scope]) == {"$and": [asked_for, scope]}
    assert filters.all_of([{"$or": [{"a": 1}]}, {"$or": [{"b": 1}]}]) == {
        "$and": [{"$or": [{"a": 1}]}, {"$or": [{"b": 1}]}]
    }
    assert filters.all_of([{"a": 1}, {}, {"b": 2}]) == {"a": 1, "b": 2}


def test_a_row_has_each_field_of_the_answer_and_is_made_of_nothing_that_is_not_read() -> None:
    known = {
        path: {"tier_id": "t", "state": "in_pool", "active": True} if "." in path else "2020"
        for path in (*searches.READ, "index_0")
    }
    known = {path.partition(".")[0]: value for path, value in known.items()} | {"_id": "cad-1"}
    row = searches.row(known, date(2026, 3, 2), list(searches.SHOWN), "index_0")
    assert {*row, "uncertain"} == set(CandidateOut().fields)
    assert [name for name, value in row.items() if value in (None, [], 0, False)] == []
