"""Histories are appended to, dates keep their precision, and a file can be read as of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.errors.cadres import NotServing, OutOfOrder, UnknownEntry
from services.registry.model import careers
from services.registry.model.dates import add_months, agree, earliest, in_force, latest, precision, years_between
from services.registry.model.holding import basic_level_months
from services.registry.model.person import Appointment, Removal, Span, Voided
from services.registry.vocabulary.status import ServiceStep
from tests.unit.registry.people import TODAY, a_cadre, settled

partials = st.dates(date(1950, 1, 1), date(2030, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.strftime("%Y"), day.strftime("%Y-%m"), day.isoformat()])
)


@given(partials)
def test_a_partial_date_spans_what_it_says(text):
    assert earliest(text) <= latest(text)
    assert earliest(text).isoformat().startswith(text)
    assert latest(text).isoformat().startswith(text)
    assert precision(text) in ("year", "month", "day")
    assert agree(text, earliest(text))
    assert agree(text, latest(text))


@given(partials, partials)
def test_texts_sort_as_their_first_days_do(first, second):
    if earliest(first) < earliest(second):
        assert first < second


@given(st.dates(date(1950, 1, 1), date(2000, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_a_year_is_full_on_its_day_and_not_before(birth, day):
    years = years_between(birth.isoformat(), day)
    assert add_months(birth, years * 12) <= day < add_months(birth, (years + 1) * 12)


@given(
    st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=8, unique=True),
    st.dates(date(1999, 1, 1), date(2031, 1, 1)),
)
def test_the_level_on_any_day_is_the_last_begun(days, asked):
    cadre = a_cadre(level=None)
    codes = ["150", "142", "141", "132", "131", "122", "121", "112"]
    for day, code in zip(sorted(days), codes, strict=False):
        careers.begin_span(cadre, "levels", Span(code=code, began=day.isoformat(), began_by="文"))
    settled(cadre)
    reached = [code for day, code in zip(sorted(days), codes, strict=False) if day <= asked]
    assert careers.as_of(cadre, asked)["post_level"] == (reached[-1] if reached else None)
    assert len(cadre.levels) == len(days)


def an_appointment(began: str, unit: str = "unt-1", title: str = "副局长") -> Appointment:
    return Appointment(
        unit_id=unit,
        unit_ids=[unit],
        title=title,
        began=began,
        role="deputy",
        post_level="132",
        replaces=True,
        brings_level=True,
    )


def test_appointment_removal_and_retirement_leave_their_traces():
    cadre = a_cadre()
    careers.appoint(cadre, an_appointment("2021-03"))
    settled(cadre)
    assert (cadre.title, cadre.post_level, cadre.county_level_or_above) == ("副局长", "132", True)
    careers.remove(cadre, Removal(on="2024-05-01", document="包任〔2024〕2号", reason="调整"))
    settled(cadre)
    assert cadre.title == ""
    assert cadre.appointments[-1].ended == "2024-05-01"
    careers.change_status(cadre, ServiceStep.RETIRE, "2025-01", "due", "文")
    with pytest.raises(NotServing):
        careers.must_serve(cadre, ServiceStep.APPOINT, "2025-02")
    settled(cadre)
    assert cadre.title == "原副局长", "who has retired is called by the last post"
    assert careers.as_of(cadre, date(2022, 1, 1))["title"] == "副局长"
    assert careers.as_of(cadre, date(2024, 6, 1))["title"] == ""


def test_dates_that_contradict_the_history_are_refused():
    cadre = a_cadre()
    careers.appoint(cadre, an_appointment("2021-03"))
    settled(cadre)
    with pytest.raises(OutOfOrder):
        careers.remove(cadre, Removal(on="2020-01", document="文", of=cadre.appointments[-1].entry))


@pytest.mark.parametrize(("step", "status"), [(ServiceStep.RETIRE, "retired"), (ServiceStep.LEAVE, "left")])
def test_who_has_retired_or_left_may_die_after_it_and_by_mistake_is_what_they_were(step, status):
    cadre = a_cadre()
    careers.change_status(cadre, step, "2025-01", "due", "文")
    with pytest.raises(OutOfOrder):
        careers.change_status(cadre, ServiceStep.DIE, "2024-12-31", "deceased", "证明")
    died = careers.change_status(cadre, ServiceStep.DIE, "2025-06-02", "deceased", "证明")
    said = {day: careers.as_of(cadre, day)["status"] for day in (date(2025, 6, 1), date(2025, 6, 2))}
    assert list(said.values()) == [status, "deceased"]
    for again in (ServiceStep.DIE, ServiceStep.RETIRE, ServiceStep.LEAVE):
        with pytest.raises(NotServing):
            careers.change_status(cadre, again, "2025-07", "due", "文")
    void = Voided(by="虚构经办", basis="同名误登", at=datetime(2026, 1, 1, tzinfo=UTC))
    careers.set_aside(cadre, "statuses", died.entry, void)
    assert (settled(cadre).status, careers.as_of(cadre, TODAY)["status"]) == (status, status)


def test_a_file_from_before_authorities_were_kept_with_posts_says_what_it_said():
    held = an_appointment("2021-03")
    held.management, held.management_before = "city", "unit"
    cadre = a_cadre()
    cadre.append("appointments", held)
    cadre.management, cadre.management_given = "city", None
    settled(cadre)
    days = [date(2021, 2, 28), date(2021, 3, 1), TODAY]
    assert [careers.as_of(cadre, day)["management"] for day in days] == ["unit", "city", "city"]
    careers.end_appointments([held], "2024-05-01", "包免〔2024〕2号", "调整")
    assert (settled(cadre).management, careers.as_of(cadre, date(2022, 1, 1))["management"]) == ("unit", "city")


def test_an_entry_is_set_aside_and_never_removed():
    cadre = a_cadre()
    entry = cadre.education[0].entry
    void = Voided(by="虚构经办", basis="档案审核", at=datetime(2026, 1, 1, tzinfo=UTC))
    careers.set_aside(cadre, "education", entry, void)
    settled(cadre)
    assert cadre.education_level is None
    assert cadre.education[0].void == void
    with pytest.raises(UnknownEntry):
        careers.set_aside(cadre, "education", entry, void)
    with pytest.raises(UnknownEntry):
        careers.set_aside(cadre, "name", "1", void)


def test_basic_level_months_count_until_the_day():
    cadre = a_cadre(basic=("2003-07", None))
    assert basic_level_months(cadre, date(2005, 8, 1)) == 25


@given(partials, st.one_of(st.none(), partials), st.dates(date(1950, 1, 1), date(2030, 12, 31)))
def test_a_period_covers_its_first_day_and_not_its_end(began, ended, day):
    if in_force(began, ended, day):
        assert earliest(began) <= day
        assert ended is None or day < earliest(ended)
