"""Nominations: what holds whatever comes in whatever order, twice or late."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.errors import Problem
from servicekit.lifecycle import By, Mark
from services.incentive.model import nominations as model
from services.incentive.model.nominations import Nomination
from services.incentive.model.programmes import Batch
from services.incentive.vocabulary.nomination_life import BACK, LIFE, OPEN, State, Step
from services.incentive.vocabulary.programmes import Level

MARK = Mark(datetime(2026, 3, 2, tzinfo=UTC), "tester")
BY_HAND = [row.on for row in LIFE.rows if row.by in (By.PERSON, By.FOLLOWS) and row.to is not None]
"""The steps by which a person, or something that a person does, takes a nomination on."""
ON = date(2026, 3, 2)
PEOPLE = 4
QUOTA = 2


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_can_be_ended_by_a_person_and_by_the_batch(state: State) -> None:
    assert LIFE.after(state, Step.WITHDRAW) is State.WITHDRAWN
    assert LIFE.after(state, Step.BATCH_CLOSED) is State.EXPIRED


def test_what_is_not_open_is_final_but_for_a_count_or_a_vetting_that_is_put_right() -> None:
    assert set(State) - set(OPEN) == {*LIFE.final, State.NOT_ELECTED, State.REFUSED}
    assert LIFE.steps_from(State.NOT_ELECTED) == [Step.ELECT]
    assert LIFE.steps_from(State.REFUSED) == [Step.VETTING_REOPENED, *dict.fromkeys(BACK.values())]


def test_only_a_clearance_names() -> None:
    assert {(row.on, row.come_from) for row in LIFE.rows if row.to is State.NAMED} == {
        (Step.CLEARANCE_GIVEN, (State.NAMING,))
    }


class Saga(RuleBasedStateMachine):
    """Nominations of one batch, and supervision's side of each cadre: events wait in a bag and are delivered in any
    order, again and again; a clearance is decided by supervision on what is true there at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.batch = Batch(
            "bat", "prg", "一", 1, Level.CITY, QUOTA, date(2026, 1, 1), date(2026, 12, 31), ["a", "b"], {"a": 1}
        )
        self.all = [Nomination(f"n{i}", "bat", "prg", "city", f"c{i}", "u", "ab"[i % 2], "事迹") for i in range(PEOPLE)]
        self.restricted = [False] * PEOPLE
        self.sequence = [0] * PEOPLE
        self.heard = [0] * PEOPLE
        self.barred = [False] * PEOPLE
        self.bag: list[tuple[int, str, object]] = []
        self.said = 0
        self.given: set[str] = set()
        self.ended: dict[str, State] = {}
        self.named_by: dict[str, str | None] = {}

    who = st.integers(0, PEOPLE - 1)

    def _command(self, i: int, step: Step) -> None:
        try:
            if step is Step.PROPOSE_NAMING:
                model.propose_naming(self.all[i], self.batch, MARK)
            elif step is Step.WITHDRAW:
                model.withdraw(self.all[i], self.batch, MARK, "撤回")
            elif step in (Step.ELECT, Step.NOT_ELECT):
                model.ballot_decided(self.all[i], self.batch, step is Step.ELECT, ON, MARK, "4/4")
            else:
                model.take(self.all[i], step, MARK)
        except Problem:
            return
        if step is Step.PROPOSE_NAMING:
            self.bag.append((i, "clearance_wish", self.all[i].clearance_id))
        if self.all[i].state is State.VETTING:
            self.bag.append((i, "vetting_wish", self.all[i].request_id))

    @rule(
        i=who,
        step=st.sampled_from(BY_HAND),
    )
    def a_person_acts(self, i: int, step: Step) -> None:
        if step in (Step.SUBMIT, Step.RESUME, Step.REQUEST_AGAIN, Step.ELECT) and self.barred[i]:
            return
        self._command(i, step)

    @rule(i=who)
    def all_goes_well_up_to_the_naming(self, i: int) -> None:
        for step in (Step.SUBMIT, Step.VETTING_PASSED, Step.ELECT, Step.PUBLICISE, Step.PERIOD_ENDED):
            if step in (Step.VETTING_PASSED, Step.PERIOD_ENDED):
                model.happen(self.all[i], step, MARK, self.batch)
            elif not self.barred[i]:
                self._command(i, step)
        self._command(i, Step.PROPOSE_NAMING)

    @rule(i=who)
    def a_restriction_begins_or_ends(self, i: int) -> None:
        self.restricted[i] = not self.restricted[i]
        self.sequence[i] += 1
        self.bag.append((i, "standing", (self.sequence[i], self.restricted[i])))

    @rule(i=who)
    def publicity_is_over(self, i: int) -> None:
        model.happen(self.all[i], Step.PERIOD_ENDED, MARK, self.batch)

    @rule(i=who)
    def retires(self, i: int) -> None:
        if self.sequence[i] % 3 == 2:
            model.happen(self.all[i], Step.INELIGIBLE, MARK, self.batch)

    @rule(pick=st.integers(0, 10_000), outcome=st.sampled_from([*model.VETTING_STEPS, "passed"]), stays=st.booleans())
    def something_is_delivered(self, pick: int, outcome: str, stays: bool) -> None:
        if not self.bag:
            return
        place = pick % len(self.bag)
        i, kind, what = self.bag[place] if stays else self.bag.pop(place)
        nomination = self.all[i]
        if kind == "vetting_wish":
            self.said += 1
            self.bag.append((i, "vetting", (what, self.said, outcome)))
        elif kind == "clearance_wish":
            self.bag.append((i, "clearance", (what, not self.restricted[i])))
            if not self.restricted[i]:
                self.given.add(str(what))
        elif kind == "vetting":
            request, sequence, concluded = what  # type: ignore[misc]
            heard = nomination.vetting_sequence if request == nomination.request_id else -1
            if model.vetting_concluded(nomination, request, sequence, concluded, [], MARK, self.batch):
                assert sequence > heard, "older word changes nothing"
            if concluded != "deferred":
                self.said += 1
                self.bag.append((i, "reopened", (request, self.said)))
        elif kind == "reopened":
            request, sequence = what  # type: ignore[misc]
            if model.vetting_reopened(nomination, request, sequence, MARK, self.batch):
                assert nomination.state is State.VETTING
                self.ended.pop(nomination.id, None)
        elif kind == "clearance":
            request, given = what  # type: ignore[misc]
            if model.clearance_answered(nomination, request, given, [], MARK, self.batch) and given:
                self.named_by[nomination.id] = request
        else:
            sequence, barred = what  # type: ignore[misc]
            if sequence > self.heard[i]:
                self.heard[i], self.barred[i] = sequence, barred
                step = Step.RESTRICTION_BEGAN if barred else Step.RESTRICTION_LIFTED
                model.happen(nomination, step, MARK, self.batch)

    @rule(data=st.integers(0, 40))
    def the_batch_closes(self, data: int) -> None:
        if data == 40:
            for nomination in self.all:
                model.happen(nomination, Step.BATCH_CLOSED, MARK, self.batch)

    @invariant()
    def the_quota_is_never_exceeded(self) -> None:
        naming = [n for n in self.all if n.state is State.NAMING]
        named = [n for n in self.all if n.state is State.NAMED]
        assert (self.batch.reserved, self.batch.named) == (len(naming), len(named))
        assert len(naming) + len(named) <= QUOTA
        assert sum(n.field == "a" for n in naming + named) <= 1

    @invariant()
    def nobody_is_named_but_by_a_clearance_given_while_unrestricted(self) -> None:
        for nomination in self.all:
            if nomination.state is State.NAMED:
                assert self.named_by[nomination.id] == nomination.clearance_id
                assert nomination.clearance_id in self.given

    @invariant()
    def what_is_over_stays_so(self) -> None:
        for nomination in self.all:
            assert self.ended.get(nomination.id, nomination.state) is nomination.state
            if nomination.state in LIFE.final:
                self.ended[nomination.id] = nomination.state

    @invariant()
    def what_is_heard_of_as_restricted_does_not_go_on(self) -> None:
        for i, nomination in enumerate(self.all):
            if self.barred[i]:
                assert nomination.over or nomination.state in (State.DRAFT, State.STOPPED)

    @invariant()
    def everything_open_can_be_ended(self) -> None:
        assert all(nomination.over or LIFE.may(nomination, Step.WITHDRAW) for nomination in self.all)


TestSaga = Saga.TestCase
TestSaga.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)


def test_a_clearance_of_an_earlier_proposal_does_not_name() -> None:
    batch = Batch("bat", "prg", "一", 1, Level.CITY, QUOTA, date(2026, 1, 1), date(2026, 12, 31), ["a"])
    nomination = Nomination("n", "bat", "prg", "city", "c", "u", "a", "事迹", state=State.PUBLICISED)
    model.propose_naming(nomination, batch, MARK)
    model.happen(nomination, Step.RESTRICTION_BEGAN, MARK, batch)
    nomination.state = State.PUBLICISED  # Lifted, resumed and all done again.
    model.propose_naming(nomination, batch, MARK)
    assert not model.clearance_answered(nomination, "n.c1", True, [], MARK, batch)
    assert (nomination.state, nomination.timeline[-1].ignored) == (State.NAMING, True)
    assert model.clearance_answered(nomination, "n.c2", True, [], MARK, batch)
    assert (nomination.state, batch.reserved, batch.named) == (State.NAMED, 0, 1)
