"""What a vetting looks at in supervision's own books, and what each entry means for its purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.supervision.model import matters
from services.supervision.model.books import ALWAYS, Books, look
from services.supervision.model.checks import Check
from services.supervision.model.letters import Letter
from services.supervision.model.looked import LookedAt
from services.supervision.model.matters import Matter, Result
from services.supervision.model.standing import Restriction
from services.supervision.model.tolerance import Tolerance
from services.supervision.vocabulary.checks import CheckKind, CheckState
from services.supervision.vocabulary.letters import LetterKind
from services.supervision.vocabulary.letters import State as LetterState
from services.supervision.vocabulary.looked import Book, Weight
from services.supervision.vocabulary.matters import Severity
from services.supervision.vocabulary.standing import State
from services.supervision.vocabulary.vetting import Purpose

NOW, TODAY, SINCE = datetime(2026, 3, 2, 1, tzinfo=UTC), date(2026, 3, 2), date(2024, 3, 1)
WEIGHTS = {"check_concealed": "stop", "check_consistent": "clear", "check_open_random": "clear", "odd": "nonsense"}


def a_result(**more: object) -> Result:
    made = Result("res-1", "mat-1", "c", ["u"], ["award", "pool"], "problem_found", 3, None, TODAY, stops=["award"])
    return replace(made, warns=["pool"], **more)


def a_matter(**more: object) -> Matter:
    made = Matter("mat-1", "t", "audit", Severity.GENERAL, "internal", "c", None, ["u"], "a", ["a"], ["ua"], TODAY)
    return replace(made, **more)


def a_check(outcome: str | None = None, kind: CheckKind = CheckKind.RANDOM, on: date = TODAY) -> Check:
    check = Check("pmk-1", "cam", "c", kind, NOW, "by")
    return replace(check, state=CheckState.CONCLUDED, outcome=outcome, decided_on=on) if outcome else check


def a_letter(**more: object) -> Letter:
    made = Letter("let-1", "c", ["u"], LetterKind.INQUIRY, "conduct", "函", "internal", "by", TODAY)
    return replace(made, state=LetterState.SENT, sent_on=TODAY, **more)


def a_restriction(*effects: str, state: State = State.IN_FORCE) -> Restriction:
    return Restriction("rst-1", "c", ["u"], "demerit", list(effects), TODAY, None, "依据", "by", NOW, state=state)


def said(books: Books, purpose: Purpose = Purpose.AWARD) -> dict[Book, tuple[str | None, Weight, str]]:
    return {one.source: (one.reference_id, one.weight, one.code) for one in look(books, purpose, WEIGHTS, SINCE)}


def test_that_nothing_was_found_is_said_of_each_book() -> None:
    assert said(Books()) == dict.fromkeys(ALWAYS, (None, Weight.CLEAR, "nothing_found"))


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        (Purpose.AWARD, ("res-1", Weight.STOP, "problem_found")),
        (Purpose.POOL, ("res-1", Weight.REMARK, "problem_found")),
        (Purpose.APPOINTMENT, (None, Weight.CLEAR, "nothing_found")),
    ],
)
def test_a_result_weighs_where_it_is_used_and_nowhere_else(purpose: Purpose, expected: tuple[object, ...]) -> None:
    assert said(Books(results=[a_result()]), purpose)[Book.RESULT] == expected


def test_a_restriction_stops_what_it_bars_once_it_is_in_force() -> None:
    weights = [
        said(Books(restrictions=[one]), Purpose.APPOINTMENT)[Book.RESTRICTION][1]
        for one in (
            a_restriction("promotion"),
            a_restriction("award"),
            a_restriction("promotion", state=State.SCHEDULED),
        )
    ]
    assert weights == [Weight.STOP, Weight.REMARK, Weight.REMARK]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (a_check("concealed"), (Weight.STOP, "concealed")),
        (a_check("consistent"), (Weight.CLEAR, "consistent")),
        (a_check("omitted"), (Weight.REMARK, "omitted")),
        (a_check(), (Weight.CLEAR, "open_random")),
        (a_check(kind=CheckKind.TARGETED), (Weight.REMARK, "open_targeted")),
        (a_check("concealed", on=date(2024, 2, 29)), (Weight.CLEAR, "nothing_found")),
    ],
)
def test_a_check_weighs_by_the_rule_what_it_does_not_name_is_for_a_person(
    check: Check, expected: tuple[Weight, str]
) -> None:
    assert said(Books(checks=[check]))[Book.CHECK][1:] == expected


def test_letters_count_by_their_result_and_while_an_answer_is_open() -> None:
    assert said(Books(letters=[a_letter()]))[Book.LETTER][1:] == (Weight.REMARK, "open_inquiry")
    closed = a_letter(result_code="no_answer")
    assert said(Books(letters=[replace(closed, state=LetterState.CLOSED)]))[Book.LETTER][2] == "no_answer"
    assert said(Books(letters=[a_letter(kind=LetterKind.REMINDER)]))[Book.LETTER][2] == "reminder"
    old = {"sent_on": date(2020, 1, 1)}
    assert said(Books(letters=[replace(a_letter(), **old)]))[Book.LETTER][2] == "open_inquiry"
    assert said(Books(letters=[replace(closed, state=LetterState.CLOSED, **old)]))[Book.LETTER][2] == "nothing_found"


def tolerance(outcome: str = "tolerated", **more: object) -> Tolerance:
    made = Tolerance("tol-1", "c", "decided", "exploration", "mat-1", outcome, ["award"])
    return replace(made, **more)


@pytest.mark.parametrize(
    ("one", "weight"),
    [
        (tolerance(), Weight.CLEAR),
        (tolerance("partly"), Weight.REMARK),
        (tolerance("not_tolerated", effects=[]), Weight.STOP),
        (tolerance(matter_id=None), Weight.STOP),
        (tolerance(effects=["assessment"]), Weight.STOP),
        (tolerance(state="appealed"), Weight.STOP),
    ],
)
def test_conduct_that_was_tolerated_for_this_weighs_less_while_the_decision_stands(
    one: Tolerance, weight: Weight
) -> None:
    looked = look(Books(results=[a_result()], tolerances=[one]), Purpose.AWARD, WEIGHTS, SINCE)
    result = next(entry for entry in looked if entry.source is Book.RESULT)
    assert (result.weight, result.tolerated_by) == (weight, "tol-1" if weight is not Weight.STOP else None)
    assert [entry.code for entry in looked if entry.source is Book.TOLERANCE] == [
        "appealed" if one.state == "appealed" else one.outcome
    ]


def test_an_open_matter_about_tolerated_conduct_is_no_obstacle() -> None:
    books = Books(matters=[a_matter()])
    assert said(books)[Book.MATTER] == ("mat-1", Weight.REMARK, "open")
    books.tolerances = [tolerance()]
    assert said(books)[Book.MATTER] == ("mat-1", Weight.CLEAR, "open")


CODES = ["cleared", "reminded", "problem_found"]


@given(st.sampled_from(CODES), st.integers(1, 5), st.sets(st.sampled_from(["award", "pool", "training"]), min_size=1))
def test_each_use_of_a_result_is_stopped_or_warned_or_none_is(code: str, level: int, uses: set[str]) -> None:
    stops, warns = matters.weigh(sorted(uses), code, level, {"award": 3, "pool": 4}, ["cleared"])
    if code == "cleared":
        assert (stops, warns) == ([], [])
        return
    assert {*stops, *warns} == uses
    assert set(stops) == {use for use, least in (("award", 3), ("pool", 4)) if use in uses and level >= least}


def test_what_is_told_of_an_entry_names_no_check_matter_or_letter() -> None:
    told = {book: LookedAt(book, "x", Weight.STOP, "secret").reason for book in Book}
    assert told.pop(Book.RESULT) == "result_secret"
    assert told.pop(Book.RESTRICTION) == "restricted"
    assert set(told.values()) == {"on_record"}
