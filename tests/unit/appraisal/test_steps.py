"""The state tables of appraisals, notices, mechanisms, talks and contact points: nothing happens that they lack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.errors import Problem
from services.appraisal.errors.appraisals import NotifyFirst, TeamTooSmall
from services.appraisal.errors.common import NotAnother, StepNotPossible
from services.appraisal.errors.notices import NotIndependent, TooLate
from services.appraisal.model import appraisals, notices
from services.appraisal.model.appraisals import APPRAISAL_STATES, APPRAISAL_STEPS, Appraisal
from services.appraisal.model.conclusions import Draft, Scale
from services.appraisal.model.contact_points import CONTACT_STATES, CONTACT_STEPS
from services.appraisal.model.evidence import SubjectKind
from services.appraisal.model.mechanisms import MECHANISM_STATES, MECHANISM_STEPS, Kind
from services.appraisal.model.notices import NOTICE_STATES, NOTICE_STEPS, Notice, Outcome, Request, Terms
from services.appraisal.model.steps import Mark, Row, must
from services.appraisal.model.talks import TALK_STATES, TALK_STEPS

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
SCALE = Scale("mdl-1", 1, {"d": Decimal(1)})
TERMS = Terms(30, "第九十五条", 15, "第九十五条", 30)
TABLES: list[tuple[Sequence[Row], Sequence[str]]] = [
    (APPRAISAL_STEPS, APPRAISAL_STATES),
    (NOTICE_STEPS, NOTICE_STATES),
    (MECHANISM_STEPS, MECHANISM_STATES),
    (TALK_STEPS, TALK_STATES),
    (CONTACT_STEPS, CONTACT_STATES),
]


def by(account: str) -> Mark:
    return Mark(NOW, account)


def an_appraisal(state: str = "planned", kind: SubjectKind = SubjectKind.CADRE) -> Appraisal:
    made = Appraisal("apr", "KC-1", "合成", Kind.DAILY, kind, "sub", ["unt"], ["a", "b"], DAY, DAY + timedelta(days=30))
    made.state = state
    return made


def a_notice(state: str = "delivered") -> Notice:
    made = Notice("ntc", "apr", "cad", ["unt"], "good", "合成", "internal", "x", DAY, DAY + timedelta(days=10))
    made.state = state
    return made


def a_request(on: date = DAY, who: str = "cadre", late_basis: str | None = None) -> Request:
    return Request("合成", "internal", who, on, on + timedelta(days=30), late_basis)


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_every_state_is_reached_and_no_step_leads_two_ways(table: Sequence[Row], states: Sequence[str]) -> None:
    assert {row.source for row in table} | {row.target for row in table} == set(states)
    assert len({(row.source, row.on) for row in table}) == len(table)
    reached = {states[0]}
    for _ in states:
        reached |= {row.target for row in table if row.source in reached}
    assert reached == set(states)


@pytest.mark.parametrize(("table", "states"), TABLES)
@given(data=st.data())
def test_a_step_that_is_not_in_the_table_is_refused_with_those_that_are(
    table: Sequence[Row], states: Sequence[str], data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from(list(states)))
    on = data.draw(st.sampled_from(sorted({row.on for row in table})))
    targets = [row.target for row in table if (row.source, row.on) == (state, on)]
    if targets:
        assert must(table, state, on) == targets[0]
        return
    with pytest.raises(StepNotPossible) as refused:
        must(table, state, on)
    assert refused.value.facts["allowed"] == sorted({row.on for row in table if row.source == state})


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

    @rule(on=st.sampled_from(["notify", "contest", "settle"]))
    def told(self, on: str) -> None:
        self._try(lambda: appraisals.step(APPRAISAL_STEPS, self.appraisal, on, by("x")))

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
    appraisal = an_appraisal("running")
    wish = Draft("good", {"d": Decimal(80)}, "合成", "internal", "甲", "one", DAY)
    appraisals.draft(appraisal, wish, SCALE, by("one"))
    with pytest.raises(NotAnother):
        appraisals.confirm(appraisal, "乙", DAY, by("one"))
    with pytest.raises(NotAnother):
        appraisals.confirm(appraisal, "甲", DAY, by("two"))
    appraisals.confirm(appraisal, "乙", DAY, by("one"), same_account=True)
    assert appraisal.state == "concluded"


def test_two_names_for_one_appraiser_make_no_team_of_two() -> None:
    appraisal = an_appraisal()
    appraisal.appraiser_ids = ["a", "a"]
    with pytest.raises(TeamTooSmall):
        appraisals.start(appraisal, "mdl-1", 2, "规则", DAY, by("x"))


def test_a_team_is_closed_untold_and_a_cadre_is_not() -> None:
    appraisals.close(an_appraisal("concluded", SubjectKind.TEAM), DAY, by("x"))
    with pytest.raises(NotifyFirst):
        appraisals.close(an_appraisal("concluded"), DAY, by("x"))


@given(st.integers(min_value=-5, max_value=60), st.booleans())
def test_a_review_is_in_time_until_its_last_day_is_over(later: int, admitted: bool) -> None:
    notice = a_notice()
    notices.acknowledge(notice, DAY, TERMS.first, by("cadre"))
    request = a_request(DAY + timedelta(days=later), late_basis="合成" if admitted else None)
    if later <= TERMS.first or admitted:
        notices.ask_review(notice, request, TERMS, by("cadre"))
        assert notice.pending is request
        return
    with pytest.raises(TooLate):
        notices.ask_review(notice, request, TERMS, by("cadre"))
    assert notice.state == "acknowledged"


def test_no_period_runs_before_the_cadre_knows() -> None:
    notice = a_notice()
    assert not notices.expire(notice, by("clock"))
    assert notices.miss_acknowledgement(notice, by("clock"))
    assert notice.last_day is None
    notices.ask_review(notice, a_request(DAY + timedelta(days=300)), TERMS, by("cadre"))
    assert notice.acknowledged_on == DAY + timedelta(days=300)


@pytest.mark.parametrize("judge", ["drafter", "cadre"])
def test_nobody_decides_what_they_had_a_part_in(judge: str) -> None:
    notice = a_notice()
    notices.ask_review(notice, a_request(), TERMS, by("cadre"))
    with pytest.raises(NotIndependent):
        notices.decide(notice, Outcome.UPHELD, "某人", "合成", {"drafter"}, DAY, by(judge))
    notices.decide(notice, Outcome.UPHELD, "某人", "合成", {"drafter"}, DAY, by("judge"))
    notices.begin_second(notice, TERMS.second)
    assert notice.last_day == DAY + timedelta(days=15)
    notices.complain(notice, a_request(DAY + timedelta(days=15)), TERMS, by("cadre"))
    with pytest.raises(NotIndependent):
        notices.decide(notice, Outcome.UPHELD, "某人", "合成", {"drafter"}, DAY, by("judge"))


def test_a_missing_decision_is_escalated_up_to_the_highest_level() -> None:
    notice = a_notice()
    notices.ask_review(notice, a_request(), TERMS, by("cadre"))
    assert [notices.escalate(notice, 2, by("clock")) for _ in range(3)] == [True, False, False]
    assert (notice.overdue, notice.level) == (True, 2)
    notices.withdraw_review(notice, DAY, by("cadre"))
    assert (notice.overdue, notice.level, notice.pending) == (False, 0, None)
