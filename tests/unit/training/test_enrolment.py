"""Places, the waiting list, no two classes at once, attendance, and completion."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.training.errors.classes import UnknownSession
from services.training.errors.common import NotInThisState, UnknownCadre
from services.training.errors.enrolments import (
    AlreadyEnrolled,
    AttendanceMissing,
    ClassFull,
    ContradictoryAttendance,
    LeaveTooLong,
    NotEnrolled,
    Overlap,
    Retired,
)
from services.training.model import attendance
from services.training.model import enrolments as model
from services.training.model.hours import Hours
from services.training.vocabulary.attendance import Mark
from services.training.vocabulary.classes import State
from services.training.vocabulary.enrolments import Standing
from tests.unit.training.build import MONDAY, NOON, a_class, a_session, agendas, people

SEVENTH = Fraction("1/7")
LATER = NOON + timedelta(days=30)
"""When attendance is taken: no session is still to come."""


def placed(class_, ids, *, there=None, known=None, plans=None, **options):
    known = people(*ids) if known is None else known
    plans = agendas(*ids) if plans is None else plans
    return model.enrol(
        class_, ids, known, there or {}, plans, (f"enr-{class_.id}-{n}" for n in range(999)), NOON, **options
    )


def open_class(**more):
    return a_class("rotation", state=State.PUBLISHED, **more)


def test_places_then_waiting_places_then_a_refusal_each_in_the_order_of_the_list():
    class_ = open_class(capacity=1, waiting_places=1)
    results = placed(class_, ["a", "b", "c"])
    assert [r.enrolment and r.enrolment.state for r in results] == [Standing.ENROLLED, Standing.WAITING, None]
    assert isinstance(results[2].problem, ClassFull)
    assert (class_.enrolled, class_.waiting) == (1, 1)


def test_a_retired_an_unknown_and_a_known_cadre_are_each_told_why():
    class_ = open_class()
    known = people("old", "in", active=True)
    known["old"].active = False
    first = placed(class_, ["in"])[0].enrolment
    results = placed(class_, ["old", "nobody", "in"], there={"in": first}, known=known, plans=agendas("old", "in"))
    assert [type(r.problem) for r in results] == [Retired, UnknownCadre, AlreadyEnrolled]


def test_the_same_cadre_twice_in_one_list_has_one_place():
    class_ = open_class()
    results = placed(class_, ["a", "a"])
    assert isinstance(results[1].problem, AlreadyEnrolled)
    assert class_.enrolled == 1


def test_two_classes_on_the_same_day_are_refused_and_names_the_other():
    plans = agendas("a")
    placed(open_class(id="cls-1", begins=MONDAY, ends=MONDAY + timedelta(4)), ["a"], plans=plans)
    late = placed(open_class(id="cls-2", begins=MONDAY + timedelta(4), ends=MONDAY + timedelta(8)), ["a"], plans=plans)
    assert isinstance(late[0].problem, Overlap)
    assert late[0].problem.facts["class_id"] == "cls-1"
    next_day = placed(
        open_class(id="cls-3", begins=MONDAY + timedelta(5), ends=MONDAY + timedelta(8)), ["a"], plans=plans
    )
    assert next_day[0].enrolment is not None


def test_a_withdrawal_gives_the_place_to_the_one_who_waited_longest_and_is_free():
    class_ = open_class(capacity=1, waiting_places=3)
    plans = agendas("a", "b", "c", "d")
    results = placed(class_, ["a", "b", "c", "d"], plans=plans)
    b, c, d = (r.enrolment for r in results[1:])
    plans["b"].take(a_class("short", id="cls-other"))
    model.withdraw(class_, results[0].enrolment, plans["a"], "工作需要")
    promoted = model.promote_waiting(class_, [d, c, b], people("b", "c", "d"), plans)
    assert promoted == [c]
    assert (class_.enrolled, class_.waiting) == (1, 2)
    assert not plans["a"].taken
    assert plans["c"].taken
    again = placed(class_, ["a"], there={"a": results[0].enrolment}, plans=plans)[0]
    assert again.enrolment.state is Standing.WAITING


def test_nobody_joins_a_draft_and_nobody_leaves_twice():
    with pytest.raises(NotInThisState):
        placed(a_class("rotation"), ["a"])
    class_ = open_class()
    enrolment = placed(class_, ["a"])[0].enrolment
    model.withdraw(class_, enrolment, None, "工作需要")
    with pytest.raises(NotInThisState):
        model.withdraw(class_, enrolment, None, "工作需要")


def running(hours=(4, 4, 6), **more):
    sessions = [a_session("theory", h, day=n, id=f"s{n}") for n, h in enumerate(hours)]
    return a_class("rotation", sessions=sessions, state=State.RUNNING, **more)


def sheets(class_, exceptions=(), enrolled=("a", "b")):
    ids = [s.id for s in class_.sessions]
    return attendance.take_attendance(class_, ids, list(enrolled), {}, Mark.PRESENT, list(exceptions), LATER, "a")


def test_attendance_of_someone_not_enrolled_names_each_place():
    with pytest.raises(NotEnrolled) as refused:
        attendance.take_attendance(
            running(),
            ["s0"],
            ["a"],
            {Mark.LEAVE: ["a", "x"]},
            Mark.PRESENT,
            [("s0", "y", Mark.ABSENT)],
            NOON,
            "officer",
        )
    assert [e.pointer for e in refused.value.errors] == ["/leave/1", "/exceptions/0/cadre_id"]


def test_two_marks_for_one_person_and_an_unknown_session_are_refused():
    with pytest.raises(ContradictoryAttendance):
        attendance.take_attendance(
            running(), ["s0"], ["a"], {Mark.LEAVE: ["a"], Mark.ABSENT: ["a"]}, None, [], NOON, "officer"
        )
    with pytest.raises(UnknownSession):
        attendance.take_attendance(running(), ["s9"], ["a"], {}, Mark.PRESENT, [], NOON, "a")


def test_attendance_counts_hours_attended_and_missed():
    class_ = running()
    have = attendance.attended(class_, sheets(class_, [("s1", "b", Mark.LEAVE)]), ["a", "b"])
    assert have["a"] == attendance.Attended(Hours(theory=14), 0)
    assert have["b"] == attendance.Attended(Hours(theory=10), 4)
    with pytest.raises(AttendanceMissing):
        attendance.attended(class_, sheets(class_)[:2], ["a"])


@pytest.mark.parametrize(("missed", "allowed"), [(2, True), (2.5, False)])
def test_a_seventh_of_the_hours_may_be_missed_and_no_more(missed, allowed):
    class_ = running(hours=(missed, 14 - missed))
    enrolment = placed(class_, ["a"])[0].enrolment
    have = attendance.attended(class_, sheets(class_, [("s0", "a", Mark.LEAVE)], ["a"]), ["a"])["a"]
    if allowed:
        model.complete(class_, enrolment, have, "good", date(2025, 3, 28), SEVENTH, "依据")
        assert enrolment.certificate_number == "2025-ZT-01-0001"
        assert enrolment.hours.total == 14 - missed
    else:
        with pytest.raises(LeaveTooLong) as refused:
            model.complete(class_, enrolment, have, None, date(2025, 3, 28), SEVENTH, "依据")
        assert refused.value.facts["missed_hours"] == missed
        assert refused.value.facts["article"] == "依据"
        model.dismiss(class_, enrolment, have, "请假超时")
        assert enrolment.state is Standing.WITHDRAWN


@pytest.mark.parametrize(
    ("code", "number"),
    [("ZT-01", "2025-ZT-01-0001"), ("BT-2025-01", "BT-2025-01-0001"), ("2024-ZT", "2025-2024-ZT-0001"),
     ("ZT2025", "ZT2025-0001"), ("12025", "2025-12025-0001")],
)  # fmt: skip
def test_a_certificates_number_says_its_year_once(code, number):
    class_ = running(hours=(4, 10))
    class_.code = code
    enrolment = placed(class_, ["a"])[0].enrolment
    have = attendance.attended(class_, sheets(class_, [], ["a"]), ["a"])["a"]
    model.complete(class_, enrolment, have, "good", date(2025, 3, 28), SEVENTH, "依据")
    assert enrolment.certificate_number == number


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_limit_of_a_seventh_is_exact(missed, rest):
    class_ = running(hours=tuple(h for h in (missed / 2, rest / 2) if h))
    have = attendance.Attended(Hours(theory=rest / 2), missed / 2)
    assert model.missed_too_much(class_, have, SEVENTH) == (missed * 7 > missed + rest)


class Enrolling(RuleBasedStateMachine):
    """Whatever people do, a class never holds more than it has places, and nobody is in two classes at once."""

    def __init__(self) -> None:
        super().__init__()
        self.people = people(*"abcdef")
        self.agendas = agendas(*"abcdef")
        self.classes = {
            "one": open_class(id="one", capacity=2, waiting_places=2),
            "two": open_class(
                id="two", capacity=1, waiting_places=1, begins=MONDAY + timedelta(20), ends=MONDAY + timedelta(30)
            ),
        }
        self.enrolments: dict[tuple[str, str], model.Enrolment] = {}

    @rule(class_id=st.sampled_from(["one", "two"]), ids=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4))
    def enrol(self, class_id, ids):
        there = {cadre: e for (c, cadre), e in self.enrolments.items() if c == class_id}
        for result in placed(self.classes[class_id], ids, there=there, known=self.people, plans=self.agendas):
            if result.enrolment is not None:
                self.enrolments[class_id, result.cadre_id] = result.enrolment

    @rule(class_id=st.sampled_from(["one", "two"]), cadre=st.sampled_from("abcdef"))
    def withdraw(self, class_id, cadre):
        found = self.enrolments.get((class_id, cadre))
        if found is None or found.state not in (Standing.ENROLLED, Standing.WAITING):
            return
        class_ = self.classes[class_id]
        model.withdraw(class_, found, self.agendas[cadre], "工作需要")
        waiting = [e for (c, _), e in self.enrolments.items() if c == class_id and e.state is Standing.WAITING]
        model.promote_waiting(class_, waiting, self.people, self.agendas)

    @invariant()
    def counters_tell_the_truth(self):
        for class_id, class_ in self.classes.items():
            states = [e.state for (c, _), e in self.enrolments.items() if c == class_id]
            assert class_.enrolled == states.count(Standing.ENROLLED) <= class_.capacity
            assert class_.waiting == states.count(Standing.WAITING) <= class_.waiting_places

    @invariant()
    def nobody_is_in_two_classes_at_once(self):
        for cadre in "abcdef":
            enrolled = [c for (c, who), e in self.enrolments.items() if who == cadre and e.state is Standing.ENROLLED]
            assert len(enrolled) <= 1
            assert sorted(t.class_id for t in self.agendas[cadre].taken) == sorted(enrolled)


TestEnrolling = Enrolling.TestCase
