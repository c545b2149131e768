"""Appraisals: whatever is tried, a conclusion has two people, a cadre is told first, and what is over stays over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.errors import NotIndependent, Problem
from servicekit.lifecycle import Mark
from services.appraisal.errors.appraisals import NotifyFirst, TeamTooSmall
from services.appraisal.errors.common import NotAnother
from services.appraisal.model import appraisals
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.conclusions import Draft, Scale
from services.appraisal.vocabulary.appraisals import LIFE, State, Step
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.mechanisms import Kind

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
SCALE = Scale("mdl-1", 1, {"d": Decimal(1)})


def by(account: str) -> Mark:
    return Mark(NOW, account)


def an_appraisal(state: State = State.PLANNED, kind: SubjectKind = SubjectKind.CADRE) -> Appraisal:
    made = Appraisal("apr", "KC-1", "合成", Kind.DAILY, kind, "sub", ["unt"], ["a", "b"], DAY, DAY + timedelta(days=30))
    made.state = state
    return made


class LifeOfAnAppraisal(RuleBasedStateMachine):
    """Whatever is tried in whatever order, a conclusion has two people, and what is over stays over."""

    def __init__(self) -> None:
        super().__init__()
        self.appraisal = an_appraisal()
        self.over: str | None = None

    @rule(members=st.integers(0, 4))
    def start(self, members: int) -> None:
        self.appraisal.appraiser_ids = [f"p{number}" for number in range(members)]
        self._try(lambda: appraisals.start(self.appraisal, "mdl-1", 2, "规则", DAY, by("x")))

    @rule(account=st.sampled_from("abc"), points=st.integers(-10, 110))
    def draft(self, account: str, points: int) -> None:
        wish = Draft("good", {"d": Decimal(points)}, "合成", "internal", account, account, DAY)
        self._try(lambda: appraisals.draft(self.appraisal, wish, SCALE, by(account)))

    @rule(account=st.sampled_from("abc"))
    def confirm(self, account: str) -> None:
        self._try(lambda: appraisals.confirm(self.appraisal, account, DAY, by(account)))

    @rule(account=st.sampled_from("abc"))
    def send_back(self, account: str) -> None:
        self._try(lambda: appraisals.send_back(self.appraisal, "合成", by(account)))

    @rule()
    def reopen(self) -> None:
        self._try(lambda: appraisals.reopen(self.appraisal, DAY, "合成", by("x")))

    @rule(points=st.integers(0, 100))
    def revise(self, points: int) -> None:
        wish = Draft("good", {"d": Decimal(points)}, "合成", "internal", "j", "j", DAY)
        self._try(lambda: appraisals.revise(self.appraisal, wish, SCALE, "合成", by("j")))

    @rule(on=st.sampled_from([Step.NOTIFY, Step.CONTEST, Step.SETTLE]))
    def told(self, on: Step) -> None:
        self._try(lambda: LIFE.take(self.appraisal, on, by("x")))

    @rule()
    def close(self) -> None:
        self._try(lambda: appraisals.close(self.appraisal, DAY, by("x")))

    @rule()
    def cancel(self) -> None:
        self._try(lambda: appraisals.cancel(self.appraisal, "合成", by("x")))

    def _try(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except Problem:
            return
        assert self.over is None, "what is over was changed"
        if self.appraisal.state in ("closed", "cancelled"):
            self.over = self.appraisal.state

    @invariant()
    def a_confirmed_conclusion_has_two_people(self) -> None:
        appraisal = self.appraisal
        if appraisal.state in ("concluded", "notified", "contested", "closed"):
            assert appraisal.conclusion is not None
            assert appraisal.grade == appraisal.conclusion.grade
            assert appraisal.overall == appraisal.conclusion.overall
            if not appraisal.revisions:
                assert appraisal.conclusion.confirmed_account != appraisal.conclusion.drafted_account
        if appraisal.state in ("planned", "running"):
            assert appraisal.conclusion is None
            assert appraisal.grade is None

    @invariant()
    def who_ran_had_a_team_and_a_model(self) -> None:
        if self.appraisal.state not in ("planned", "cancelled"):
            assert self.appraisal.model_id == "mdl-1"

    @invariant()
    def a_cadres_appraisal_is_not_closed_untold(self) -> None:
        if self.appraisal.state == "closed":
            assert any(entry.what == "notify" for entry in self.appraisal.timeline)


TestLifeOfAnAppraisal = LifeOfAnAppraisal.TestCase


def test_one_person_under_two_names_does_not_confirm_their_own_draft() -> None:
    appraisal = an_appraisal(State.RUNNING)
    wish = Draft("good", {"d": Decimal(80)}, "合成", "internal", "甲", "one", DAY)
    appraisals.draft(appraisal, wish, SCALE, by("one"))
    with pytest.raises(NotIndependent):
        appraisals.confirm(appraisal, "乙", DAY, by("one"))
    with pytest.raises(NotAnother):
        appraisals.confirm(appraisal, "甲", DAY, by("two"))
    appraisals.confirm(appraisal, "乙", DAY, by("one"), on_paper=True)
    assert appraisal.state == "concluded"


def test_two_names_for_one_appraiser_make_no_team_of_two() -> None:
    appraisal = an_appraisal()
    appraisal.appraiser_ids = ["a", "a"]
    with pytest.raises(TeamTooSmall):
        appraisals.start(appraisal, "mdl-1", 2, "规则", DAY, by("x"))


def test_a_team_is_closed_untold_and_a_cadre_is_not() -> None:
    appraisals.close(an_appraisal(State.CONCLUDED, SubjectKind.TEAM), DAY, by("x"))
    with pytest.raises(NotifyFirst):
        appraisals.close(an_appraisal(State.CONCLUDED), DAY, by("x"))


def test_nobody_closes_a_cadres_appraisal_by_hand_while_a_review_can_be_asked_for() -> None:
    appraisals.must_close_by_hand(an_appraisal(State.CONCLUDED, SubjectKind.TEAM))
    for state in (State.CONCLUDED, State.NOTIFIED):
        with pytest.raises(NotifyFirst):
            appraisals.must_close_by_hand(an_appraisal(state))
