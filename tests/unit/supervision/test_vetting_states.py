"""Vetting and standing with events in any order, repeated and late: every state has a way to end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from servicekit.errors import Problem
from servicekit.lifecycle import Mark
from services.supervision.model import standing as standings
from services.supervision.model import vetting as model
from services.supervision.model.looked import LookedAt
from services.supervision.model.standing import Restriction, Standing
from services.supervision.model.vetting import Agency, Answer, Outcome, Vetting
from services.supervision.vocabulary import standing as words
from services.supervision.vocabulary import vetting as vetting_words
from services.supervision.vocabulary.looked import Book, Weight
from services.supervision.vocabulary.standing import LIFE, Step
from services.supervision.vocabulary.vetting import Opinion, Purpose, State

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MARK = Mark(NOW, "by")
AGENCIES = [Agency(f"a{n}", f"c{n}", "演示", f"u{n}", "other", [Purpose.AWARD]) for n in range(3)]
STRANGER = Agency("x", "x", "演示", "ux", "other", [])


NOTHING = [LookedAt(Book.MATTER, None, Weight.CLEAR, "nothing_found")]
RESTRICTED = [LookedAt(Book.RESTRICTION, "rst", Weight.STOP, "warning")]
REMARKED = [LookedAt(Book.LETTER, "let", Weight.REMARK, "open_inquiry")]


def said(agency: str, opinion: Opinion = Opinion.CLEAR) -> Answer:
    return Answer(agency, opinion, [], None, TODAY, f"by-{agency}", NOW)


def a_vetting() -> Vetting:
    vetting = Vetting("vet", "incentive", "nom.1", Purpose.AWARD, "c", ["u"], TODAY)
    model.ask(vetting, [*AGENCIES, STRANGER])
    return vetting


class VettingLife(RuleBasedStateMachine):
    """Answers, conclusions, reminders and withdrawals in any order."""

    @initialize()
    def begin(self) -> None:
        self.vetting = a_vetting()
        self.counted: dict[str, Opinion] = {}

    @rule(agency=st.sampled_from(["a0", "a1", "a2", "x"]), opinion=st.sampled_from(Opinion), replaces=st.booleans())
    def answer(self, agency: str, opinion: Opinion, replaces: bool) -> None:
        before = (self.vetting.state, self.vetting.outcome, list(self.vetting.answers))
        waits = model.waits_for_late_answers(self.vetting)
        try:
            reopened = model.answer(self.vetting, said(agency, opinion), MARK, replaces=replaces)
        except Problem:
            assert (self.vetting.state, self.vetting.outcome, self.vetting.answers) == before
            return
        assert agency != "x"
        kept = {one.agency_id for one in before[2]}
        missed = waits and agency not in kept
        weighs = before[1] in model.PASSED and opinion is not Opinion.CLEAR
        assert reopened is (missed or weighs)
        assert (self.vetting.state is State.OPEN) is (reopened or before[0] is State.OPEN)
        assert self.vetting.answers[-1].late is (before[0] is State.CONCLUDED)
        self.counted[agency] = opinion

    @rule(entry=st.sampled_from([LookedAt(Book.CHECK, "chk", weight, "concealed") for weight in Weight]))
    def learn(self, entry: LookedAt) -> None:
        was = self.vetting.outcome
        known = [(one.source, one.reference_id) for one in self.vetting.looked_at]
        again = model.learn(self.vetting, [entry], MARK, TODAY)
        assert again is (was in model.PASSED and entry.weight is not Weight.CLEAR)
        if again:
            assert ((entry.source, entry.reference_id) not in known) or known
            assert self.vetting.earlier[-1].outcome is was
            assert self.vetting.earlier[-1].looked_at[-1].learnt_on == TODAY

    @rule()
    def put_right(self) -> None:
        was, before = self.vetting.state, self.vetting.outcome
        try:
            model.put_right(self.vetting, "录入有误", MARK)
        except Problem:
            assert was is not State.CONCLUDED
            return
        assert (self.vetting.earlier[-1].outcome, self.vetting.earlier[-1].correction) == (before, "录入有误")

    @invariant()
    def nothing_of_a_conclusion_that_did_not_stay_is_left(self) -> None:
        if self.vetting.state is State.OPEN:
            left = (self.vetting.looked_at, self.vetting.approver, self.vetting.concluded_on)
            assert left == ([], None, None)

    @rule(
        outcome=st.sampled_from(Outcome),
        basis=st.sampled_from([None, "依据"]),
        number=st.integers(0, 2),
        approver=st.sampled_from([None, "批准人"]),
    )
    def conclude(self, outcome: Outcome, basis: str | None, number: int, approver: str | None) -> None:
        looked = [NOTHING, RESTRICTED, REMARKED][number]
        advised, why = model.advice(self.vetting, looked)
        assert why
        try:
            model.conclude(
                self.vetting, outcome, [], basis, "by", TODAY, looked=looked, approver=approver, overruling="理由"
            )
        except Problem:
            return
        unheard = bool(self.vetting.missing) and self.vetting.escalation == 0
        overruled = outcome in model.PASSED and (advised is Outcome.REFUSED or unheard)
        assert (self.vetting.approver, model.OVERRULED in self.vetting.reasons) == (
            ("批准人", True) if overruled else (None, False)
        )
        assert self.vetting.looked_at == looked
        assert basis or (outcome is advised and not self.vetting.missing)

    @precondition(lambda self: self.vetting.state is State.OPEN and self.vetting.missing)
    @rule()
    def put_off(self) -> None:
        model.defer(self.vetting, model.MISSING_OPINIONS, TODAY)

    @rule()
    def withdraw(self) -> None:
        was_open = self.vetting.state is State.OPEN
        assert model.cancel(self.vetting) is was_open

    @invariant()
    def each_answer_counts_once_as_it_was_last_given(self) -> None:
        assert {one.agency_id: one.opinion for one in self.vetting.answers} == self.counted
        assert len(self.vetting.answers) == len(self.counted)

    @invariant()
    def it_has_an_outcome_exactly_when_it_is_concluded(self) -> None:
        assert (self.vetting.outcome is not None) is (self.vetting.state is State.CONCLUDED)

    @invariant()
    def an_open_one_can_always_end(self) -> None:
        if self.vetting.state is State.OPEN:
            ends = {vetting_words.LIFE.after(State.OPEN, step) for step in vetting_words.LIFE.steps_from(State.OPEN)}
            assert {State.CONCLUDED, State.CANCELLED} <= ends


TestVettingLife = VettingLife.TestCase


class StandingLife(RuleBasedStateMachine):
    """Restrictions that begin, end, are lifted and annulled, while clearance is asked for."""

    @initialize()
    def begin(self) -> None:
        self.standing = Standing("c")
        self.restrictions: list[Restriction] = []
        self.today = TODAY

    @rule(first=st.integers(-20, 20), days=st.one_of(st.none(), st.integers(0, 30)))
    def impose(self, first: int, days: int | None) -> None:
        begins = self.today + timedelta(days=first)
        ends = None if days is None else begins + timedelta(days=days)
        id = f"r{len(self.restrictions)}"
        made = Restriction(id, "c", ["u"], "warning", ["award"], begins, ends, "依据", "by", NOW)
        standings.settle(made, self.standing, self.today)
        self.restrictions.append(made)

    @rule(days=st.integers(1, 15))
    def time_passes(self, days: int) -> None:
        for _ in range(days):
            self.today += timedelta(days=1)
            for one in self.restrictions:
                standings.settle(one, self.standing, self.today)

    @precondition(lambda self: self.restrictions)
    @rule(data=st.data(), step=st.sampled_from([Step.LIFT, Step.ANNUL]))
    def close(self, data: st.DataObject, step: Step) -> None:
        one = data.draw(st.sampled_from(self.restrictions))
        try:
            LIFE.move(one, step)
            standings.leave(self.standing, one)
        except Problem:
            assert one.state in (
                words.State.SCHEDULED,
                words.State.ENDED,
                words.State.ANNULLED,
            )

    @invariant()
    def clearance_is_given_exactly_when_none_is_in_force(self) -> None:
        in_force = [one for one in self.restrictions if one.state is words.State.IN_FORCE]
        given, reasons = standings.judge(self.standing, Purpose.AWARD)
        assert given is not bool(in_force)
        assert bool(reasons) is not given
        assert sorted(self.standing.restriction_ids) == sorted(one.id for one in in_force)

    @invariant()
    def what_is_in_force_has_begun_and_has_not_ended(self) -> None:
        for one in self.restrictions:
            if one.state is words.State.IN_FORCE:
                assert one.begins <= self.today
                assert one.ends is None or one.ends >= self.today


TestStandingLife = StandingLife.TestCase


def test_all_clear_concludes_by_itself_and_nothing_else_does():
    vetting = a_vetting()
    for agency in ("a0", "a1", "a2"):
        assert not model.concludes_itself(vetting, NOTHING, True)
        model.answer(vetting, said(agency), MARK)
    assert model.concludes_itself(vetting, NOTHING, True)
    assert not model.concludes_itself(vetting, RESTRICTED, True)
    assert not model.concludes_itself(vetting, REMARKED, True)
    assert not model.concludes_itself(vetting, NOTHING, False)
    assert model.advice(vetting, NOTHING) == (Outcome.PASSED, ["all_clear"])
    assert model.advice(vetting, REMARKED) == (Outcome.PASSED_WITH_REMARKS, ["on_record"])
    remark = a_vetting()
    for agency in ("a0", "a1", "a2"):
        model.answer(remark, said(agency, Opinion.REMARK), MARK)
    assert not model.concludes_itself(remark, NOTHING, True)
    with pytest.raises(Problem):
        model.conclude(remark, Outcome.PASSED, [], None, "by", TODAY, looked=NOTHING)


def test_a_conclusion_that_is_entered_afterwards_has_a_paper_and_rests_on_what_was_said_before():
    vetting = a_vetting()
    vetting.requested_on = TODAY - timedelta(days=30)
    for number, agency in enumerate(("a0", "a1", "a2")):
        given = said(agency)
        given.given_on = TODAY - timedelta(days=20 + number)
        model.answer(vetting, given, MARK)
    early, on, late = (TODAY - timedelta(days=ago) for ago in (21, 15, -1))
    assert model.concluded_day(vetting, None, None, TODAY) == TODAY
    assert model.concluded_day(vetting, on, "会议纪要", TODAY) == on
    refused = {}
    for day, basis in ((early, "会议纪要"), (late, "会议纪要"), (on, None)):
        with pytest.raises(Problem) as problem:
            model.concluded_day(vetting, day, basis, TODAY)
        refused[day] = problem.value.code
    assert refused == {early: "ends-before-it-begins", late: "day-not-come", on: "supervision/basis-missing"}
