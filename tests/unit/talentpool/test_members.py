"""The life of a member: its table, and what holds of members and places whatever comes in whatever order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.errors import Problem
from servicekit.lifecycle import MOST_ENTRIES, Mark, trace
from services.talentpool.errors.members import Restricted
from services.talentpool.model import members as model
from services.talentpool.model import plans
from services.talentpool.model.members import Member, Review, Standing
from services.talentpool.model.plans import Batch, Tier
from services.talentpool.vocabulary.member_life import BACK, BEFORE, IN_POOL, LIFE, OPEN, State, Step
from services.talentpool.vocabulary.members import Decision
from services.talentpool.vocabulary.plans import BatchStep

TODAY = date(2026, 3, 2)
MARK = Mark(datetime(2026, 3, 2, tzinfo=UTC), "tester")
PEOPLE = 5
QUOTA = 4
CATEGORIES = ("a", "b")


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_can_be_ended_by_a_person_and_ends_with_the_cadres_service(state: State) -> None:
    assert LIFE.after(state, Step.WITHDRAW if state in BEFORE else Step.LEAVE) not in OPEN
    assert LIFE.after(state, Step.GONE) not in OPEN


def test_what_is_not_open_goes_on_only_where_a_vetting_a_review_or_the_roster_is_put_right() -> None:
    back = [step for step in Step if step in BACK.values()]
    assert LIFE.steps_from(State.REFUSED) == [Step.VETTING_REOPENED, *back[:3]]
    assert LIFE.steps_from(State.PROMOTED) == [Step.CORRECT_REVIEW, Step.ANNUL_REVIEW, *back[2:]]
    again = [Step.RETURN, Step.RETURN_TO_KEY_TRAINING]
    assert LIFE.steps_from(State.LEFT) == [Step.CORRECT_REVIEW, Step.ANNUL_REVIEW, *again, *back[2:]]
    assert set(LIFE.final) == {State.WITHDRAWN, State.LAPSED}


def test_only_an_admission_leads_into_the_pool_and_a_review_that_is_put_right() -> None:
    into = {
        (row.on, state) for row in LIFE.rows for state in row.come_from if row.to in IN_POOL and state not in IN_POOL
    }
    back = {(step, state) for step in (BACK[one] for one in IN_POOL) for state in (State.LEFT, State.PROMOTED)}
    back |= {(Step.RETURN, State.LEFT), (Step.RETURN_TO_KEY_TRAINING, State.LEFT)}
    assert into == {(Step.ADMIT, State.VETTED), *back}


@given(st.integers(1940, 2010), st.integers(1, 12), st.integers(18, 70))
def test_one_ages_out_in_the_month_after_the_birthday_beyond_the_limit(year: int, month: int, limit: int) -> None:
    day = model.ages_out(model.born(f"{year}-{month:02}", year), limit)
    assert day is not None
    assert (day.year * 12 + day.month - 1) - (year * 12 + month - 1) == (limit + 1) * 12 + 1
    # Where only the year is known, nobody ages out earlier than they may.
    by_year = model.ages_out(model.born("", year), limit)
    assert by_year is not None
    assert by_year >= day
    assert model.reasons(on=day, ages_out_on=day, limit=limit, article="x")[0].code == "too-old"


def test_an_unknown_birth_is_a_reason_of_its_own() -> None:
    assert model.ages_out(model.born("", 0), 45) is None
    (reason,) = model.reasons(on=TODAY, ages_out_on=None, limit=45, article="x")
    assert reason.code == "birth-unknown"


@pytest.mark.parametrize(
    ("before", "now", "promoted"),
    [("141", "132", True), ("141", "141", False), ("132", "141", False), (None, "142", True), ("141", None, False)],
)
def test_the_lower_code_is_the_higher_level(before: str | None, now: str | None, promoted: bool) -> None:
    assert model.is_promotion(before, now) is promoted


def test_a_restriction_without_effects_bars_everything_and_one_of_awards_does_not_bar_the_pool() -> None:
    assert model.bars_pool(True, [])
    assert model.bars_pool(True, ["pool"])
    assert not model.bars_pool(True, ["award"])
    assert not model.bars_pool(False, ["pool"])


def test_nobody_is_admitted_whose_standing_bars_it_and_nothing_is_filled() -> None:
    tier, batch = Tier("t", "p", "k", 1), Batch("b", "p", "t", "一", 1, 1, TODAY, TODAY)
    plans.hold(tier, 1)
    member = Member("m", "c", "p", "t", "b", "s", "a", "B", "依据", state=State.VETTED)
    barred = Standing("c", barred=True, effects=["pool"], since=TODAY)
    with pytest.raises(Restricted) as refused:
        model.admit(member, tier, batch, barred, MARK, level=None, category="a", grade="A", basis="x")
    assert refused.value.facts == {"cadre_id": "c", "since": "2026-03-02", "effects": ["pool"]}
    assert (tier.filled, tier.reserved, member.state) == (0, 1, State.VETTED)


def test_where_the_rule_keeps_a_promoted_members_place_it_stays_filled() -> None:
    tier = Tier("t", "p", "k", 1, filled=1, filled_by_category={"a": 1})
    member = Member("m", "c", "p", "t", "b", "s", "a", "B", "依据", state=State.IN_POOL, holds_place=True)
    model.end(member, tier, Step.PROMOTED, MARK, "promoted", gives=False)
    assert (member.state, member.holds_place, member.counts, tier.filled) == (State.PROMOTED, True, False, 1)


def test_a_timeline_does_not_grow_without_end_by_events_that_change_nothing() -> None:
    member = Member("m", "c", "p", "t", "b", "s", "a", "B", "依据")
    for _ in range(MOST_ENTRIES + 50):
        model.vetting_concluded(member, "m.9", 1, "passed", [], MARK)
    assert len(member.timeline) == MOST_ENTRIES
    trace(member, "changed", MARK)
    assert len(member.timeline) == MOST_ENTRIES + 1


class Pool(RuleBasedStateMachine):
    """Members of two tiers and one batch; every command, event and review comes in any order, twice or late."""

    who = st.integers(0, PEOPLE - 1)

    def __init__(self) -> None:
        super().__init__()
        self.tiers = {
            "upper": Tier("upper", "pln", "u", 1, rank=1),
            "lower": Tier("lower", "pln", "l", QUOTA, {"a": 1}, rank=2),
        }
        self.batch = Batch("bat", "pln", "lower", "一", 1, 3, date(2026, 1, 1), date(2026, 12, 31))
        plans.hold(self.tiers["lower"], self.batch.places)
        self.all = [
            Member(f"m{i}", f"c{i}", "pln", "lower", "bat", "s", CATEGORIES[i % 2], "B", "依据") for i in range(PEOPLE)
        ]
        self.standings = [Standing(f"c{i}") for i in range(PEOPLE)]
        self.ended: dict[str, State] = {}

    def _tier(self, i: int) -> Tier:
        return self.tiers[self.all[i].tier_id]

    @rule(i=who)
    def vetting_is_asked_for(self, i: int) -> None:
        try:
            model.must_not_be_barred(self.standings[i])
            model.take(self.all[i], Step.REQUEST_VETTING, MARK)
        except Problem:
            return

    @rule(i=who, outcome=st.sampled_from([*model.VETTING_STEPS, "passed", "passed"]), late=st.booleans())
    def vetting_is_concluded(self, i: int, outcome: str, late: bool) -> None:
        member = self.all[i]
        before = member.state
        round = max(member.round - late, 0)
        newer = member.vetting_sequence + 1
        step = model.vetting_concluded(member, f"{member.id}.{round}", newer, outcome, ["x"], MARK)
        if late or round == 0:
            assert (step, member.state) == (None, before)

    @rule(i=who, late=st.booleans())
    def vetting_is_opened_again(self, i: int, late: bool) -> None:
        member = self.all[i]
        before = member.state
        again = model.vetting_reopened(member, f"{member.id}.{member.round}", member.vetting_sequence + 1 - late, MARK)
        assert member.state is (State.VETTING if again else before)
        assert not (again and late), "older word changes nothing"

    @rule(i=who, category=st.sampled_from(CATEGORIES))
    def is_admitted(self, i: int, category: str) -> None:
        decided = {"level": "141", "category": category, "grade": "A", "basis": "x"}
        tier = self.tiers["lower"]
        before = (tier.filled, tier.reserved, dict(tier.filled_by_category), self.batch.admitted, self.all[i].state)
        try:
            model.admit(self.all[i], tier, self.batch, self.standings[i], MARK, **decided)
        except Problem:
            after_ = (tier.filled, tier.reserved, dict(tier.filled_by_category), self.batch.admitted, self.all[i].state)
            assert after_ == before
            return
        assert not self.standings[i].barred

    @rule(i=who, category=st.sampled_from(CATEGORIES))
    def goes_all_the_way(self, i: int, category: str) -> None:
        self.vetting_is_asked_for(i)
        self.vetting_is_concluded(i, "passed", False)
        self.is_admitted(i, category)

    @rule(i=who, begins=st.booleans())
    def key_training(self, i: int, begins: bool) -> None:
        try:
            if begins:
                model.begin_key_training(self.all[i], self.standings[i], MARK, "x")
                assert not self.standings[i].barred
            else:
                model.take(self.all[i], Step.END_KEY_TRAINING, MARK)
        except Problem:
            return

    @rule(i=who, barred=st.booleans())
    def a_restriction_begins_or_ends(self, i: int, barred: bool) -> None:
        standing, member = self.standings[i], self.all[i]
        standing.barred, standing.effects = barred, ["pool"] if barred else []
        held = member.holds_place
        if not member.over:
            model.follow(member, standing, MARK)
            if barred and LIFE.may(member, Step.RESTRICTION_BEGAN):
                model.take(member, Step.RESTRICTION_BEGAN, MARK, reason="restricted")
        assert member.holds_place is held

    @rule(i=who, step=st.sampled_from([Step.LEAVE, Step.GONE, Step.PROMOTED, Step.BATCH_CLOSED, Step.WITHDRAW]))
    def ends(self, i: int, step: Step) -> None:
        try:
            model.end(self.all[i], self._tier(i), step, MARK, "reason", gives=True)
        except Problem:
            assert not LIFE.may(self.all[i], step)

    @rule(i=who)
    def is_nominated_again(self, i: int) -> None:
        if self.all[i].over:
            self.ended.pop(self.all[i].id, None)
            self.all[i] = Member(
                f"{self.all[i].id}x", f"c{i}", "pln", "lower", "bat", "s", CATEGORIES[i % 2], "B", "依据"
            )

    @rule(i=who, decision=st.sampled_from([Decision.KEEP, Decision.UPGRADE, Decision.DOWNGRADE]))
    def is_reviewed(self, i: int, decision: Decision) -> None:
        member, old = self.all[i], self._tier(i)
        new = None
        if decision is not Decision.KEEP:
            new = self.tiers["upper" if decision is Decision.UPGRADE else "lower"]
        review = Review("r", member.id, member.cadre_id, "pln", old.id, 2026, "A", decision, "x", "p", TODAY)
        before = {key: (tier.filled, dict(tier.filled_by_category)) for key, tier in self.tiers.items()}
        try:
            model.check_review(member, review, old, new, MARK)
            model.record_review(member, review, old, new, MARK)
        except Problem:
            assert {k: (tier.filled, dict(tier.filled_by_category)) for k, tier in self.tiers.items()} == before

    @rule(quota=st.integers(0, 6))
    def the_quota_is_changed(self, quota: int) -> None:
        lower = self.tiers["lower"]
        before = (lower.quota, lower.quota_by_category)
        try:
            plans.change_quota(lower, quota, {"a": min(1, quota)}, "x", MARK)
        except Problem:
            lower.quota, lower.quota_by_category = before

    @rule(places=st.integers(1, 4))
    def the_batch_ends_and_another_begins(self, places: int) -> None:
        lower = self.tiers["lower"]
        plans.end(lower, self.batch, BatchStep.END, MARK, "x")
        assert not plans.end(lower, self.batch, BatchStep.END, MARK, "twice")
        try:
            plans.hold(lower, places)
        except Problem:
            return
        self.batch = Batch("bat", "pln", "lower", "二", 2, places, date(2026, 1, 1), date(2026, 12, 31))

    @invariant()
    def what_is_filled_is_who_is_in_the_pool(self) -> None:
        for key, tier in self.tiers.items():
            inside = [one for one in self.all if one.tier_id == key and one.state in IN_POOL]
            assert tier.filled == len(inside) == sum(one.holds_place for one in self.all if one.tier_id == key)
            for category in CATEGORIES:
                assert tier.filled_by_category.get(category, 0) == sum(one.category == category for one in inside)

    @invariant()
    def never_above_the_quota(self) -> None:
        for tier in self.tiers.values():
            assert tier.free >= 0
            for category, places in tier.quota_by_category.items():
                assert tier.filled_by_category.get(category, 0) <= places
        assert self.tiers["lower"].reserved == self.batch.left >= 0

    @invariant()
    def whoever_is_over_stays_so_and_holds_nothing(self) -> None:
        for member in self.all:
            if member.over:
                assert self.ended.setdefault(member.id, member.state) is member.state
                assert not member.holds_place
                assert not member.counts

    @invariant()
    def the_flag_says_what_holds(self) -> None:
        for member, standing in zip(self.all, self.standings, strict=True):
            if standing.barred and not member.over:
                assert member.state in (State.CANDIDATE, *IN_POOL)


TestPool = Pool.TestCase
TestPool.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
