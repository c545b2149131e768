"""What events say of a cadre beside the derived fields: months, grades, and work at the basic level."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.model import conditions
from services.registry.model.dates import months_between
from services.registry.model.holding import basic_level_months
from services.registry.model.person import Assessment, ResumeLine, Voided
from tests.unit.registry.people import a_cadre

VOID = Voided("sys-a", "录入有误", datetime(2026, 1, 1, tzinfo=UTC))


def test_no_more_of_a_day_is_told_than_its_month():
    cadre = a_cadre(birth="1980-05-17", began_work_on="2003-07-01", joined_party_on=None)
    assert (cadre.birth_month, cadre.work_since, cadre.party_since) == ("1980-05", "2003-07", None)
    assert a_cadre(birth="1980").birth_month == "1980"


def test_the_last_five_annual_grades_are_told_as_they_now_stand():
    cadre = a_cadre()
    cadre.assessments = []
    cadre.append("assessments", *(Assessment(year=year, grade="competent") for year in range(2018, 2026)))
    cadre.append("assessments", Assessment(year=2025, grade="excellent"))
    cadre.append("assessments", Assessment(year=2024, grade="excellent", void=VOID))
    cadre.append("assessments", Assessment(year=2026, grade="excellent", kind="regular"))
    assert [(g["year"], g["grade"]) for g in cadre.annual_grades] == [
        (2021, "competent"),
        (2022, "competent"),
        (2023, "competent"),
        (2024, "competent"),
        (2025, "excellent"),
    ]
    assert [(g["year"], g["grade"]) for g in cadre.earlier_annual_grades] == [
        (2018, "competent"),
        (2019, "competent"),
        (2020, "competent"),
    ]


MONTHS = st.dates(date(2000, 1, 1), date(2025, 12, 31)).map(lambda day: day.strftime("%Y-%m"))


@given(st.lists(st.tuples(MONTHS, MONTHS, st.booleans()), max_size=5), st.none() | MONTHS)
def test_what_is_told_of_basic_level_work_counts_to_what_the_file_counts(periods, still):
    cadre = a_cadre()
    cadre.resume = [
        ResumeLine(began=min(one, two), ended=max(one, two), text="x", basic_level=basic) for one, two, basic in periods
    ]
    cadre.resume.append(ResumeLine(began="1999-01", text="机关工作"))
    if still is not None:
        cadre.resume.append(ResumeLine(began=still, text="x", basic_level=True))
    day = date(2026, 6, 1)
    since = cadre.basic_level_since
    told = cadre.basic_level_months + (months_between(since, day) if since else 0)
    assert told == basic_level_months(cadre, day)


@pytest.mark.parametrize(
    ("kind", "right", "bad"),
    [
        ("education_level", "21", "大学"),
        ("full_time_level", "14", "1"),
        ("years_at_level", "3", "-1"),
        ("basic_level_years", "2", "2.5"),
        ("age_at_most", "45", "17"),
        ("excellent_grades", "2", "6"),
        ("party_member", "yes", "no"),
        ("work_years", "5", "٥"),
    ],
)
def test_a_value_that_no_match_could_read_is_not_taken(kind, right, bad):
    assert conditions.wrong(kind, right) is None
    assert conditions.wrong(kind, bad) is not None


def test_free_text_is_left_to_a_person():
    assert conditions.wrong("experience", "有乡镇工作经历") is None
