"""The ledger, compliance, teaching points, online statements, needs, and the replica of people."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import InvalidFields
from services.training.errors.common import AlreadyKnown, NotInThisState
from services.training.errors.ledger import UnreadableStatement
from services.training.errors.places import OverCapacity, PointClosed
from services.training.model import ledger, needs, online, people, places
from services.training.model.classes import Audience
from services.training.model.enrolments import Agenda
from services.training.model.hours import Hours
from services.training.model.ledger import PersonYear, Requirement
from services.training.model.people import Person
from services.training.model.resources import Edition, Material, Selection, add_edition, organiser_key, select
from services.training.vocabulary.hours import Category, Mode
from services.training.vocabulary.ledger import Judgement, Source
from services.training.vocabulary.needs import Who
from services.training.vocabulary.people import Regime
from services.training.vocabulary.places import PointKind
from services.training.vocabulary.resources import Tier
from tests.unit.training.build import MONDAY, a_class, a_session

LAW = Requirement(five_years=550, yearly=90, online=50, grace_years=1)
LATER = date(2026, 6, 30)
"""A day after the year that is judged."""


def years(**hours: float) -> dict[int, PersonYear]:
    return {int(y[1:]): PersonYear(y, "cad-1", int(y[1:]), recognised=h, online=7) for y, h in hours.items()}


def test_township_cadres_need_ninety_hours_each_year():
    person = Person("cad-1", regime=Regime.YEARLY)
    assert ledger.comply(person, years(y2024=500, y2025=89.5), 2025, LAW, LATER).missing_hours == 0.5
    assert ledger.comply(person, years(y2025=90), 2025, LAW, LATER).state is Judgement.MET


def test_county_cadres_need_550_hours_in_five_years():
    person = Person("cad-1", regime=Regime.FIVE_YEARS)
    judged = ledger.comply(person, years(y2020=400, y2021=300, y2025=200), 2025, LAW, LATER)
    assert (judged.from_year, judged.counted_hours, judged.state) == (2021, 500, Judgement.BEHIND)


def test_online_hours_are_apart_and_never_fill_the_others():
    judged = ledger.comply(Person("cad-1"), years(y2025=80), 2025, LAW, LATER)
    assert (judged.missing_hours, judged.online_hours, judged.online_missing) == (10, 7, 43)


def test_whether_the_online_hours_are_enough_is_said_apart():
    lacks = ledger.comply(Person("cad-1"), years(y2025=90), 2025, LAW, LATER)
    assert (lacks.state, lacks.online_state) == (Judgement.MET, Judgement.BEHIND)
    has = {2025: PersonYear("2025", "cad-1", 2025, recognised=80, online=50)}
    there = ledger.comply(Person("cad-1"), has, 2025, LAW, LATER)
    assert (there.state, there.online_state) == (Judgement.BEHIND, Judgement.MET)


@pytest.mark.parametrize(
    ("promoted", "state"), [(date(2024, 12, 31), Judgement.IN_GRACE), (date(2024, 12, 30), Judgement.BEHIND)]
)
def test_a_promoted_cadre_has_a_year_to_make_it_up(promoted, state):
    person = Person("cad-1", promoted_on=promoted)
    judged = ledger.comply(person, {}, 2025, LAW, LATER)
    assert judged.state is state
    assert (judged.grace_until is not None) == (state is Judgement.IN_GRACE), "a grace that is over is none"


def test_grace_that_ends_within_the_year_is_grace_until_then():
    person = Person("cad-1", promoted_on=date(2025, 12, 15))
    on = {day: ledger.comply(person, {}, 2026, LAW, day).state for day in (date(2026, 11, 27), date(2026, 12, 16))}
    assert list(on.values()) == [Judgement.IN_GRACE, Judgement.BEHIND]
    assert ledger.comply(person, {}, 2026, LAW, date(2027, 1, 2)).state is Judgement.BEHIND
    assert ledger.comply(person, {}, 2027, LAW, date(2026, 11, 27)).state is Judgement.BEHIND


def test_a_promotion_puts_no_earlier_year_in_grace():
    person, today = Person("cad-1", promoted_on=date(2026, 10, 1)), date(2026, 11, 27)
    states = {year: ledger.comply(person, {}, year, LAW, today).state for year in (2020, 2023, 2025, 2026)}
    assert states == dict.fromkeys((2020, 2023, 2025), Judgement.BEHIND) | {2026: Judgement.IN_GRACE}


@given(
    st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    st.integers(2018, 2033),
    st.dates(date(2018, 1, 1), date(2032, 12, 31)),
    st.integers(1, 4),
)
def test_a_promotion_is_in_grace_between_the_two_days_that_the_database_is_asked_for(today, year, promoted, span):
    law = Requirement(550, 90, 50, span)
    day = ledger.judged_on(year, today)
    first, last = law.promoted_within(year, today)
    assert (promoted <= day <= law.grace_until(promoted)) == (first <= promoted <= last)
    state = ledger.comply(Person("cad-1", promoted_on=promoted), {}, year, law, today).state
    assert (state is Judgement.IN_GRACE) == (first <= promoted <= last)


@given(st.lists(st.floats(-100, 100).map(round), max_size=20))
def test_a_reminder_is_open_exactly_while_hours_are_missing(turns):
    reminder = ledger.Reminder("r", "cad-1", [], 2025, 10.0, MONDAY)
    for missing in turns:
        reminder.close(MONDAY, missing)
        reminder.reopen(MONDAY, missing)
        assert reminder.open == (missing > 0)
        assert (reminder.closed_on is None) == reminder.open


def test_the_five_years_may_be_a_fixed_period():
    fixed = Requirement(550, 90, 50, 1, window="fixed", window_start=2023)
    assert [fixed.first_year(Regime.FIVE_YEARS, y) for y in (2023, 2027, 2028)] == [2023, 2023, 2028]


@given(st.sampled_from(list(Mode)), st.lists(st.integers(0, 80).map(lambda n: n / 2), min_size=4, max_size=4))
def test_a_correction_takes_back_exactly_what_was_credited(mode, amounts):
    hours = Hours(*amounts)
    entry = ledger.Entry("e", "c", None, [], 2025, MONDAY, mode, Source.CLASS, "s", hours, hours.total)
    back = ledger.correction(entry, "e2", MONDAY, "录入有误")
    one, two = ledger.increments(entry), ledger.increments(back)
    assert all(one[key] + two[key] == 0 for key in one if key != "entries")
    assert back.reverses == "e"
    assert "-0.0" not in str(back.hours), "what was none is none"


def test_a_teaching_point_never_takes_more_than_its_capacity_on_any_day():
    point = places.TeachingPoint("pnt-1", "JXD-01", "展厅", PointKind.POINT, 100)
    first = places.Booking("b1", "pnt-1", MONDAY, MONDAY + timedelta(2), 60)
    days = {d.day: d for d in places.book(point, first, {})}
    with pytest.raises(OverCapacity) as refused:
        places.book(point, places.Booking("b2", "pnt-1", MONDAY + timedelta(2), MONDAY + timedelta(3), 41), days)
    assert refused.value.facts["left"] == {"2025-03-05": 40}
    assert days[MONDAY + timedelta(2)].booked == 60, "nothing is booked when a day is full"
    places.release(first, list(days.values()))
    assert {d.booked for d in days.values()} == {0}
    with pytest.raises(NotInThisState):
        places.release(first, [])
    places.close_point(point, MONDAY)
    with pytest.raises(PointClosed):
        places.book(point, first, {})


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(1, 70), st.booleans()), max_size=25))
def test_bookings_and_releases_keep_every_day_within_capacity(wishes):
    point = places.TeachingPoint("pnt-1", "JXD-01", "展厅", PointKind.POINT, 100)
    days: dict[date, places.PointDay] = {}
    held: list[places.Booking] = []
    for start, length, heads, give_back in wishes:
        if give_back and held:
            booking = held.pop()
            places.release(booking, [days[d] for d in places.days_of(booking.begins, booking.ends)])
            continue
        booking = places.Booking("b", "pnt-1", MONDAY + timedelta(start), MONDAY + timedelta(start + length), heads)
        try:
            days.update({d.day: d for d in places.book(point, booking, days)})
        except OverCapacity:
            continue
        held.append(booking)
    for day, guard in days.items():
        assert guard.booked == sum(b.people for b in held if b.begins <= day <= b.ends) <= 100


def a_statement(**result):
    return {
        "id": "8f1f7d6e-0000-4000-8000-000000000001",
        "actor": {"account": {"homePage": "https://example.invalid", "name": "cad-1"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://example.invalid/courses/7", "definition": {"name": {"zh-CN": "课程"}}},
        "result": result,
        "timestamp": "2025-05-06T23:30:00Z",
    }


def test_a_statement_says_hours_in_an_extension_or_by_its_duration():
    said = online.read_statement(
        a_statement(
            extensions={"https://example.invalid/x/hours": 2.5, "https://example.invalid/x/category": "theory"}
        ),
        45,
    )
    assert (said.hours, said.category, said.cadre_id, said.course) == (2.5, Category.THEORY, "cad-1", "课程")
    assert said.finished_on == date(2025, 5, 7), "the day in China"
    assert online.read_statement(a_statement(duration="PT1H30M"), 45).hours == 2
    assert online.read_statement(a_statement(duration="PT59M"), 45).hours == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/launched"}},
        {"actor": {"mbox": "mailto:x@example.invalid"}},
        {"result": {"duration": "soon"}},
        {"result": {"duration": "PT5M"}},
        {"result": {"extensions": {"x/hours": "many"}}},
        {"result": {"extensions": {"x/hours": 1.3}}},
        *({"result": {"extensions": {"x/hours": said}}} for said in ("١٢", "1_0", "1E1", "5²", "nan", True)),
        {"result": None},
        {"timestamp": "yesterday"},
        {"object": "course"},
        {"id": 7},
    ],
)
def test_a_statement_that_cannot_be_used_is_refused_in_words(broken):
    with pytest.raises(UnreadableStatement):
        online.read_statement({**a_statement(duration="PT1H30M"), **broken}, 45)


def test_recommendations_give_every_point_of_the_score_a_reason():
    person = Person("cad-1", unit_ids=["unt-1"], post_level="132")
    sessions = [a_session("theory", 10)]
    fits = a_class("short", id="fits", sessions=sessions, audience=Audience(["132"], [], ["rule_of_law"]))
    other_level = a_class("short", id="level", sessions=sessions, audience=Audience(["141"], [], ["rule_of_law"]))
    full = a_class("short", id="full", sessions=sessions, capacity=0)
    weights = {Who.ORGANISATION: Decimal(3), Who.POST: Decimal(2), Who.INDIVIDUAL: Decimal(1)}
    wishes = [
        needs.Need("n1", Who.INDIVIDUAL, "rule_of_law", cadre_id="cad-1"),
        needs.Need("n2", Who.POST, "other"),
    ]
    standing = ledger.comply(person, {}, 2025, LAW, LATER)
    found = needs.recommend(person, [full, other_level, fits], wishes, standing, Agenda("cad-1"), weights)
    assert [r.class_id for r in found] == ["fits"]
    assert found[0].score == 6 == sum(reason.weight for reason in found[0].reasons)
    assert {reason.need for reason in found[0].reasons} == set(Who)


def test_the_replica_knows_the_day_of_promotion_and_the_regime():
    data = {
        "post_level": "132",
        "level_since": "2025-03",
        "promoted_since": "2025-03",
        "status": "serving",
        "county_level_or_above": True,
        "unit_ids": ["u"],
    }
    kept = people.replica(data, [])
    assert (kept["promoted_on"], kept["regime"], kept["active"]) == ("2025-03-01", "five_years", True)
    lower = people.replica({**data, "post_level": "142", "level_since": "2025-04-05", "promoted_since": "2020"}, [])
    assert lower["promoted_on"] == "2020-01-01", "to go down a level is no promotion"
    before = {name: value for name, value in data.items() if name != "promoted_since"}
    assert people.replica(before, [])["promoted_on"] == "2025-03-01"
    assert people.replica({**before, "status": "retired", "level_since": None}, [])["active"] is False
    assert people.regime_of(False, "division_rank_4", ["division_rank_4"]) is Regime.FIVE_YEARS


def test_there_is_one_party_school_and_each_sector_committee_once():
    assert organiser_key(Tier.PARTY_SCHOOL, None, None) == "party_school"
    assert organiser_key(Tier.SECTOR, "health", None) == "sector:health"
    assert organiser_key(Tier.CENTRAL_PARTY_SCHOOL, None, None) == "central_party_school"
    assert organiser_key(Tier.CADRE_COLLEGE, "pudong", None) == "cadre_college:pudong"
    with pytest.raises(InvalidFields):
        organiser_key(Tier.OUTSIDE, None, None)
    with pytest.raises(InvalidFields):
        organiser_key(Tier.UNIT, None, None)


def test_editions_follow_one_another_and_a_selection_counts_once():
    material = Material("mat-1", "案例", "case")
    add_edition(material, Edition(1, MONDAY))
    with pytest.raises(AlreadyKnown):
        add_edition(material, Edition(1, MONDAY))
    select(material, Selection("national", "第六批", MONDAY))
    with pytest.raises(AlreadyKnown):
        select(material, Selection("national", "第六批", MONDAY))
