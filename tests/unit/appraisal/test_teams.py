"""The analysis of a team: each member is counted once of each kind, and shares come with their counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.model.teams import (
    Member,
    band,
    establishment,
    horizons,
    standing,
    structure,
    years_between,
)

TODAY = date(2026, 6, 30)


def member(cadre_id: str = "cad-1", role: str = "deputy", birth: str = "1980-03", **more: object) -> Member:
    """A member of a team."""
    values = {
        "sex": "1",
        "ethnicity": "01",
        "education": "20",
        "political_status": "01",
        "level_since": "2020-01",
        "in_post_since": "2024-09-01",
        "basic_level_months": 40,
        "retires_on": date(2028, 1, 1),
        **more,
    }
    return Member(cadre_id, role, birth=birth, **values)  # type: ignore[arg-type]


MEMBERS = st.lists(
    st.builds(
        member,
        role=st.sampled_from(["chief", "deputy"]),
        birth=st.one_of(st.just(""), st.integers(1960, 2000).map(str)),
        sex=st.sampled_from(["1", "2", ""]),
        ethnicity=st.sampled_from(["01", "02", ""]),
    ),
    max_size=15,
)


@given(members=MEMBERS)
def test_every_member_is_in_exactly_one_group_of_each_kind(members: list[Member]) -> None:
    found = structure(members, TODAY, [35, 40, 45, 50, 55], [2, 5, 10])
    for groups in (found.age, found.sex, found.ethnicity, found.education, found.level_years, found.post_years):
        assert sum(group.count for group in groups) == len(members)
    assert found.members == len(members)
    assert found.minority == sum(one.ethnicity == "02" for one in members)


@pytest.mark.parametrize(
    ("number", "expected"), [(30, "<=35"), (35, "<=35"), (36, "36-40"), (40, "36-40"), (41, ">40"), (None, "unknown")]
)
def test_bands_meet_without_a_gap(number: int | None, expected: str) -> None:
    assert band(number, [35, 40]) == expected


@pytest.mark.parametrize(("birth", "age"), [("1980-06", 46), ("1980-07", 45), ("1980", 46), ("", None)])
def test_an_age_is_in_full_years_as_precisely_as_is_known(birth: str, age: int | None) -> None:
    assert years_between(birth, TODAY) == age


def test_vacancies_and_posts_over_the_approved_number_are_shown_by_role() -> None:
    members = [member("a", "chief"), member("b"), member("c"), member("d")]
    chief, deputy = establishment(members, {"chief": 2, "deputy": 2})
    assert (chief.approved, chief.filled, chief.vacant, chief.over) == (2, 1, 1, 0)
    assert (deputy.approved, deputy.filled, deputy.vacant, deputy.over) == (2, 3, 0, 1)
    assert establishment(members, None)[0].vacant is None


def test_the_horizon_names_who_retires_within_so_many_years() -> None:
    members = [member("a", retires_on=date(2027, 1, 1)), member("b", retires_on=date(2029, 1, 1)), member("c")]
    found = {one.years: one.cadre_ids for one in horizons(members, TODAY, [1, 2, 5])}
    assert found == {1: ["a"], 2: ["a", "c"], 5: ["a", "b", "c"]}


def test_a_leap_day_has_a_horizon_too() -> None:
    assert horizons([member()], date(2024, 2, 29), [1])[0].count == 0


@given(values=st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=4, max_size=40))
def test_quartiles_are_in_order_and_the_best_stands_in_the_first_quarter(values: list[Decimal]) -> None:
    found = standing("score", max(values), values, 4)
    assert found.lower is not None
    assert found.median is not None
    assert found.upper is not None
    assert min(values) <= found.lower <= found.median <= found.upper <= max(values)
    assert found.quarter == 1
    assert standing("score", min(values), values, 4).quarter in (1, 2, 3, 4)


def test_of_too_few_teams_nothing_is_said() -> None:
    found = standing("score", Decimal(70), [Decimal(70), Decimal(80), Decimal(90)], 4)
    assert (found.too_few, found.quarter, found.peers) == (True, None, 3)
