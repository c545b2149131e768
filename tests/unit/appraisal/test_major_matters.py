"""Responsibility in major matters: marks times weights, recorded by one and confirmed by another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import NotIndependent
from servicekit.lifecycle import Mark
from services.appraisal.errors.common import NotAnother, StepNotPossible
from services.appraisal.errors.major_matters import BadMarks, MatterNotOpen
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.model import major_matters
from services.appraisal.model.major_matters import Evaluation, Matter
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.major_matters import EVALUATION_LIFE, EvaluationStep

TODAY = date(2026, 6, 1)
FIRST, SECOND = Mark(datetime(2026, 6, 1, tzinfo=UTC), "account-1"), Mark(datetime(2026, 6, 2, tzinfo=UTC), "account-2")
CRITERIA = {"initiative": Decimal("0.3"), "difficulty": Decimal("0.3"), "result": Decimal("0.4")}
NAMED = {"initiative": "主动担当", "difficulty": "攻坚克难", "result": "工作实绩"}
MARK = st.decimals(0, 100, places=2)


def a_matter(begins: date = date(2026, 1, 5), ends: date | None = None) -> Matter:
    return Matter("mjm-1", "DS-1", "合成事项", begins, ends, "unt-1", ["unt-1"])


def an_evaluation() -> Evaluation:
    parts, degree = major_matters.degree_of([(key, Decimal(80)) for key in CRITERIA], CRITERIA, NAMED)
    evaluation = Evaluation(
        "mje-1", "mjm-1", SubjectKind.CADRE, "cad-1", ["unt-1"], "lead", parts, degree, 1, "甲", cadre_id="cad-1"
    )
    major_matters.record(evaluation, FIRST)
    return evaluation


@given(marks=st.fixed_dictionaries(dict.fromkeys(CRITERIA, MARK)), more=st.sampled_from(sorted(CRITERIA)))
def test_the_degree_lies_on_its_scale_and_follows_each_mark(marks: dict[str, Decimal], more: str) -> None:
    parts, degree = major_matters.degree_of(list(marks.items()), CRITERIA, NAMED)
    assert 0 <= degree <= 100
    assert min(marks.values()) - 1 < degree < max(marks.values()) + 1
    assert abs(sum(part.points for part in parts) - degree) <= Decimal("0.005")
    raised = major_matters.degree_of(list({**marks, more: Decimal(100)}.items()), CRITERIA, NAMED)[1]
    assert raised >= degree


@given(order=st.permutations(sorted(CRITERIA)))
def test_the_order_of_marks_changes_nothing(order: list[str]) -> None:
    given_marks = [(key, Decimal(len(key))) for key in order]
    assert major_matters.degree_of(given_marks, CRITERIA, NAMED) == major_matters.degree_of(
        sorted(given_marks), CRITERIA, NAMED
    )


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"initiative": 1, "difficulty": 1}, "missing"),
        ({"initiative": 1, "difficulty": 1, "result": 1, "zeal": 1}, "unknown-criterion"),
    ],
)
def test_there_is_one_mark_for_each_criterion(marks: dict[str, int], code: str) -> None:
    with pytest.raises(BadMarks) as refused:
        major_matters.degree_of([(key, Decimal(mark)) for key, mark in marks.items()], CRITERIA, NAMED)
    assert [error.code for error in refused.value.errors] == [code]


def test_a_repeated_mark_is_refused() -> None:
    marks = [(key, Decimal(1)) for key in [*CRITERIA, "result"]]
    with pytest.raises(BadMarks):
        major_matters.degree_of(marks, CRITERIA, NAMED)


def test_weights_that_an_administrator_has_broken_are_refused_with_their_sum() -> None:
    assert major_matters.weights({"a": 0.3, "b": 0.3, "c": 0.4})["c"] == Decimal("0.4")
    with pytest.raises(WeightsDoNotAddUp) as refused:
        major_matters.weights({"a": 0.3, "b": 0.3})
    assert "0.6" in refused.value.detail_zh


def test_a_matter_is_evaluated_from_its_beginning_until_it_is_closed() -> None:
    matter = a_matter()
    major_matters.must_be_open(matter, TODAY)
    with pytest.raises(MatterNotOpen):
        major_matters.must_be_open(a_matter(begins=date(2026, 7, 1)), TODAY)
    major_matters.close(matter, "合成", FIRST)
    with pytest.raises(MatterNotOpen):
        major_matters.must_be_open(matter, TODAY)
    with pytest.raises(StepNotPossible):
        major_matters.close(matter, "合成", FIRST)


def test_it_counts_for_the_day_on_which_the_matter_ended() -> None:
    assert major_matters.counts_on(a_matter(ends=date(2026, 3, 31)), TODAY) == date(2026, 3, 31)
    assert major_matters.counts_on(a_matter(ends=date(2026, 12, 31)), TODAY) == TODAY
    assert major_matters.counts_on(a_matter(), TODAY) == TODAY


@pytest.mark.parametrize(("named", "by"), [("甲", SECOND), ("甲 ", SECOND), ("乙", FIRST)])
def test_nobody_confirms_their_own_evaluation(named: str, by: Mark) -> None:
    evaluation = an_evaluation()
    with pytest.raises((NotAnother, NotIndependent)):
        major_matters.confirm(evaluation, named, TODAY, by)
    with pytest.raises((NotAnother, NotIndependent)):
        major_matters.reject(evaluation, named, "合成", by)
    assert evaluation.state == "recorded"


@given(steps=st.lists(st.sampled_from(EvaluationStep), max_size=4))
def test_an_evaluation_goes_only_where_the_table_says(steps: list[EvaluationStep]) -> None:
    evaluation = an_evaluation()
    for step in steps:
        act = {
            EvaluationStep.CONFIRM: lambda: major_matters.confirm(evaluation, "乙", TODAY, SECOND),
            EvaluationStep.REJECT: lambda: major_matters.reject(evaluation, "乙", "合成", SECOND),
            EvaluationStep.WITHDRAW: lambda: major_matters.withdraw(evaluation, "丙", "合成", SECOND),
        }[step]
        if EVALUATION_LIFE.may(evaluation, step):
            act()
        else:
            with pytest.raises(StepNotPossible):
                act()
        assert evaluation.live is (evaluation.state in ("recorded", "confirmed"))


def test_an_evaluation_explains_itself() -> None:
    assert an_evaluation().degree == Decimal("80.00")
    assert "攻坚克难 80×30%" in an_evaluation().explained
