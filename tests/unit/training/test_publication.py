"""A class goes through its life by the table, and a main class is published only when its timetable is right."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.errors.classes import BelowTheoryShare, NoCompulsoryFirstCourse, NoSessions, SessionOutsideClass
from services.training.model import classes as model
from services.training.model.hours import reaches, share_text, to_add, to_convert
from services.training.model.resources import Teacher
from services.training.vocabulary.classes import State
from services.training.vocabulary.hours import Category
from services.training.vocabulary.resources import TeacherKind
from tests.unit.training.build import MONDAY, NOON, SHARE, a_class, a_session

half_hours = st.integers(0, 400).map(lambda n: n / 2)


def test_a_main_class_with_69_percent_is_refused_with_ratio_hours_and_article():
    class_ = a_class(
        sessions=[
            a_session("theory", 40, compulsory=True),
            a_session("party_spirit", 29, day=1),
            a_session("duty_capability", 31, day=2),
        ]
    )
    with pytest.raises(BelowTheoryShare) as refused:
        model.publish(class_, NOON, SHARE)
    facts = refused.value.facts
    assert facts["share"] == "0.69"
    assert facts["missing_hours"] == 1
    assert facts["hours_to_add"] == 3.5
    assert [s["category"] for s in facts["counted_sessions"]] == ["theory", "party_spirit"]
    assert facts["article"] == "依据"
    assert not facts["first_course_missing"]
    assert class_.state is State.DRAFT


def test_a_main_class_with_exactly_70_percent_is_published():
    class_ = a_class(sessions=[a_session("theory", 7, compulsory=True), a_session("duty_capability", 3, day=1)])
    model.publish(class_, NOON, SHARE)
    assert class_.state is State.PUBLISHED
    assert class_.theory_party_share == "0.7"


@pytest.mark.parametrize(
    "first",
    [
        a_session("theory", 8),
        a_session("party_spirit", 8, compulsory=True),
        a_session("duty_capability", 2, compulsory=True),
    ],
)
def test_the_first_session_of_a_main_class_is_the_compulsory_theory_course(first):
    class_ = a_class(sessions=[first, a_session("theory", 40, day=1, compulsory=True)])
    with pytest.raises(NoCompulsoryFirstCourse) as refused:
        model.publish(class_, NOON, SHARE)
    assert refused.value.errors[0].pointer == "/sessions/0"
    assert refused.value.facts["session_id"] == first.id


def test_a_class_wrong_in_both_ways_is_told_both():
    class_ = a_class(sessions=[a_session("duty_capability", 10)])
    with pytest.raises(BelowTheoryShare) as refused:
        model.publish(class_, NOON, SHARE)
    assert [error.code for error in refused.value.errors] == ["theory-party-share", "first-course"]
    assert refused.value.facts["first_course_missing"]


def test_other_kinds_need_sessions_but_no_share():
    with pytest.raises(NoSessions):
        model.publish(a_class("short"), NOON, SHARE)
    model.publish(a_class("short", sessions=[a_session("duty_capability", 2)]), NOON, SHARE)


def test_a_timetable_is_sorted_and_stays_within_the_class():
    class_ = a_class()
    model.set_sessions(class_, [a_session("theory", 4, day=2), a_session("theory", 4, day=0, compulsory=True)], {})
    assert [s.on for s in class_.sessions] == sorted(s.on for s in class_.sessions)
    with pytest.raises(SessionOutsideClass) as refused:
        model.set_sessions(class_, [a_session(day=0), a_session(day=40)], {})
    assert [e.pointer for e in refused.value.errors] == ["/sessions/1/on"]


def test_hours_of_leading_cadres_are_counted_and_a_low_term_is_a_warning():
    leader = Teacher("tch-1", "教师", TeacherKind.LEADING_CADRE)
    class_ = a_class()
    model.set_sessions(
        class_,
        [a_session("theory", 36, compulsory=True), a_session("theory", 4, day=1, teacher_id="tch-1")],
        {"tch-1": leader},
    )
    assert class_.leader_hours == 4
    judged = model.leader_share(
        "2025-spring", 1, class_.total_hours, class_.leader_hours, share=Decimal("0.20"), article="依据"
    )
    assert (judged.share, judged.reached, judged.missing_hours) == ("0.1", False, 4)
    model.warn_of_leader_share(class_, [judged])
    assert class_.warnings[0].code == "training/leader-share"


def test_the_term_of_a_day():
    starts = ["01-01 spring", "08-01 autumn"]
    assert model.term_of(MONDAY, starts) == "2025-spring"
    assert model.term_of(MONDAY.replace(month=9), starts) == "2025-autumn"
    assert model.term_of(MONDAY.replace(month=1), ["02-15 spring", "08-16 autumn"]) == "2024-autumn"


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Category)), st.integers(1, 40).map(lambda n: n / 2)), min_size=1, max_size=12
    )
)
def test_a_main_class_is_published_exactly_when_the_rule_holds(parts):
    sessions = [
        a_session(category, hours, day=n, compulsory=n == 0, id=f"s{n}") for n, (category, hours) in enumerate(parts)
    ]
    class_ = a_class(sessions=sessions)
    counted = sum(Fraction(h) for c, h in parts if c in (Category.THEORY, Category.PARTY_SPIRIT))
    right = counted * 10 >= sum(Fraction(h) for _, h in parts) * 7 and parts[0][0] is Category.THEORY
    try:
        model.publish(class_, NOON, SHARE)
    except (BelowTheoryShare, NoCompulsoryFirstCourse):
        assert not right
    else:
        assert right


@given(half_hours, half_hours)
def test_the_hours_said_to_be_missing_are_enough_and_the_least(part, rest):
    share, whole = Decimal("0.70"), part + rest
    convert, add = to_convert(part, whole, share), to_add(part, whole, share)
    assert reaches(part + convert, whole, share)
    assert reaches(part + add, whole + add, share)
    if convert:
        assert not reaches(part + convert - 0.5, whole, share)
    if add:
        assert not reaches(part + add - 0.5, whole + add - 0.5, share)


@given(half_hours, half_hours.filter(bool))
def test_a_share_below_the_limit_never_reads_as_the_limit(part, whole):
    if not reaches(part, whole, Decimal("0.70")):
        assert Decimal(share_text(part, whole)) < Decimal("0.70")
