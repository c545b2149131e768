"""Selections for leading posts: what holds whatever comes in whatever order, and what each step asks for."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from servicekit.errors import Problem
from servicekit.lifecycle import By, Mark
from servicekit.people import Status
from services.registry.errors.selections import BadFigures, NoQuorum, SelectionDay, UnknownRecord
from services.registry.model import selection_put_right, vettings
from services.registry.model import selections as model
from services.registry.model.person import Restriction, StatusChange
from services.registry.model.selections import Selection
from services.registry.model.vettings import Vetting
from services.registry.vocabulary.selection_life import ASKING, LIFE, OPEN, PASSED, STOPPED, WITH_CANDIDATE, State, Step
from services.registry.vocabulary.selections import POST_FILLED, TRANSFERRED
from tests.unit.registry.people import RULES, TODAY, a_cadre

MARK = Mark(datetime(2026, 1, 15, tzinfo=UTC), "tester")
BASIS = "合成纪要"
BEGAN = TODAY - timedelta(days=60)
IDS = ("cad-1", "cad-2")


def day(number: int) -> date:
    """The day of a step, so many days after the proposal."""
    return BEGAN + timedelta(days=number)


def recommendation(*ids: str, **more: Any) -> dict[str, Any]:
    votes = [{"cadre_id": id, "votes": 20} for id in ids]
    return {"form": "meeting", "entitled": 40, "took_part": 38, "votes": votes, "passed": True, **more}


def inspection(first: date, last: date, **more: Any) -> dict[str, Any]:
    period = {"begins": first.isoformat(), "ends": last.isoformat()}
    return {**period, "inspectors": ["甲", "乙"], "file": "合成材料", "passed": True, "cadre_id": None, **more}


def decision(entitled: int = 9, present: int = 8, agreed: int = 7) -> dict[str, Any]:
    return {"body": "合成会议", "entitled": entitled, "present": present, "agreed": agreed}


def conclusion(outcome: str, on: date) -> dict[str, Any]:
    return {"state": "concluded", "outcome": outcome, "reasons": [], "concluded_on": on.isoformat()}


def a_selection(upto: State = State.PROPOSED) -> Selection:
    """A selection of one candidate that has come to a state on the way, a day for each step."""
    cadre = a_cadre()
    made = Selection("sel", "pst-1", ["unt-1"], "合成部门")
    model.propose(made, day(0), BASIS, MARK, TODAY)
    steps = [
        lambda: model.recommend(made, day(1), BASIS, recommendation(*IDS), MARK, TODAY),
        lambda: model.consider(made, [cadre], day(2), BASIS, MARK, TODAY, RULES),
        lambda: model.inspect(made, BASIS, inspection(day(3), day(5)), MARK, TODAY, RULES),
        lambda: model.take(made, Step.REQUEST_VETTING, MARK),
        lambda: model.hear_vetting(made, "sel.1", 3, conclusion("passed", day(6)), MARK, RULES),
        lambda: model.decide(made, day(7), BASIS, decision(), MARK, TODAY, RULES),
        lambda: publicise(made, day(8)),
        lambda: model.happen(made, Step.PERIOD_ENDED, MARK),
    ]
    for step in steps:
        if made.state is upto:
            return made
        step()
    assert made.state is upto
    return made


def publicise(selection: Selection, begins: date) -> None:
    last = begins + timedelta(days=7)
    model.publicise(selection, begins, 5, BASIS, last=last, provisional=False, mark=MARK, today=TODAY, rules=RULES)


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_can_be_ended_by_whoever_moved_it_and_by_the_post(state: State) -> None:
    assert LIFE.after(state, Step.WITHDRAW) is State.WITHDRAWN
    assert LIFE.after(state, Step.POST_GONE) is State.CLOSED


def test_what_is_not_open_ends_but_for_a_record_that_was_wrong() -> None:
    put_right = {Step.PUT_RIGHT, Step.VETTING_REOPENED}
    put_right |= {Step.IN_FACT_RECOMMENDED, Step.IN_FACT_INSPECTED, Step.IN_FACT_DECIDED}
    for state in set(State) - set(OPEN):
        assert set(LIFE.steps_from(state)) <= put_right
    assert [state for state in set(State) - set(OPEN) if set(LIFE.steps_from(state)) != {Step.PUT_RIGHT}] == [
        State.REFUSED
    ]


def test_nobody_comes_to_the_post_but_after_the_publicity() -> None:
    ways = {(row.on, row.come_from) for row in LIFE.rows if row.to is State.APPOINTED}
    assert ways == {(Step.APPOINT, (State.PUBLICISED,))}


class Saga(RuleBasedStateMachine):
    """Two selections for one post with two candidates, and supervision's side: news waits in a bag and is delivered in
    any order, again and again; what comes over a candidate follows at once, as in the registry's transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.cadres = {id: a_cadre(id=id) for id in IDS}
        self.all = [Selection(f"s{n}", "pst-1", ["unt-1"], "合成部门") for n in range(2)]
        for one in self.all:
            model.propose(one, TODAY, BASIS, MARK, TODAY)
        self.bag: list[tuple[Selection, str, int, dict[str, Any]]] = []
        self.told: dict[str, int] = {}
        self.last: dict[str, tuple[int, str | None]] = {}
        """Of each request the newest news that was delivered: its number and the outcome."""
        self.over: dict[str, State] = {}

    which = st.integers(0, 1)

    def _free(self, id: str) -> bool:
        return model.what_stops(self.cadres[id], TODAY, RULES) is None

    def _try(self, one: Selection, step: Step, candidates: tuple[str, ...], good: bool) -> None:
        kept = copy.deepcopy(one)
        try:
            self._person(one, step, candidates, good)
        except Problem:
            vars(one).update(vars(kept))  # The unit of work of a command that is refused is thrown away.

    def _person(self, one: Selection, step: Step, candidates: tuple[str, ...], good: bool) -> None:
        if step is Step.RECOMMEND:
            model.recommend(one, TODAY, BASIS, recommendation(*candidates, passed=good), MARK, TODAY)
        elif step is Step.CONSIDER:
            model.consider(one, [self.cadres[id] for id in candidates], TODAY, BASIS, MARK, TODAY, RULES)
        elif step is Step.INSPECT:
            figures = inspection(TODAY, TODAY, passed=good, cadre_id=candidates[0])
            model.inspect(one, BASIS, figures, MARK, TODAY, RULES)
        elif step is Step.REQUEST_VETTING:
            model.take(one, step, MARK)
        elif step is Step.DECIDE:
            model.decide(one, TODAY, BASIS, decision(agreed=8 if good else 2), MARK, TODAY, RULES)
        elif step is Step.PUBLICISE:
            publicise(one, TODAY - timedelta(days=0))
            one.publicity_ends = TODAY - timedelta(days=1)
        elif step is Step.OBJECT:
            model.object_to(one, TODAY, "合成反映", MARK, TODAY)
        elif step in (Step.DISMISS, Step.UPHOLD):
            model.settle(one, str(len(one.objections)), step is Step.UPHOLD, BASIS, MARK)
        elif step is Step.APPOINT:
            model.must_be_ready(one, [self.cadres[id] for id in one.cadre_ids], TODAY, TODAY, RULES)
            model.take_up(one, TODAY, "合成文件", BASIS, MARK)
            for other in self.all:
                model.happen(other, Step.POST_GONE, MARK, POST_FILLED)
        elif step is Step.RESUME:
            model.resume(one, [self.cadres[id] for id in one.cadre_ids], BASIS, MARK, TODAY, RULES)
        elif step is Step.WITHDRAW:
            model.withdraw(one, TODAY, BASIS, MARK, TODAY)

    @rule(
        n=which,
        step=st.sampled_from([row.on for row in LIFE.rows if row.by is By.PERSON and row.on is not Step.PUT_RIGHT]),
        candidates=st.sampled_from([IDS, IDS[:1], IDS[1:]]),
        good=st.sampled_from([True, True, True, False]),
    )
    def a_person_acts(self, n: int, step: Step, candidates: tuple[str, ...], good: bool) -> None:
        self._try(self.all[n], step, candidates, good)

    @rule(n=which)
    def all_goes_well_up_to_the_vetting(self, n: int) -> None:
        for step in (Step.RECOMMEND, Step.CONSIDER, Step.INSPECT, Step.REQUEST_VETTING):
            self._try(self.all[n], step, IDS if step is Step.RECOMMEND else IDS[n:][:1], True)

    @rule(n=which)
    def all_goes_well_from_the_vetting_on(self, n: int) -> None:
        for step in (Step.DECIDE, Step.PUBLICISE):
            self._try(self.all[n], step, IDS[:1], True)
        model.happen(self.all[n], Step.PERIOD_ENDED, MARK)
        self._try(self.all[n], Step.APPOINT, IDS[:1], True)

    @rule(n=which, outcome=st.sampled_from(["passed", "passed", "passed_with_remarks", "refused", "deferred", None]))
    def supervision_says_something(self, n: int, outcome: str | None) -> None:
        one = self.all[n]
        if one.request_id is None:
            return
        number = self.told[one.request_id] = self.told.get(one.request_id, 0) + 1
        news = conclusion(outcome, TODAY) if outcome else {"state": "open", "outcome": None, "concluded_on": None}
        self.bag.append((one, one.request_id, number, news))

    @precondition(lambda self: self.bag)
    @rule(pick=st.integers(0, 10_000), stays=st.booleans())
    def something_is_delivered(self, pick: int, stays: bool) -> None:
        place = pick % len(self.bag)
        one, request, number, news = self.bag[place] if stays else self.bag.pop(place)
        before = one.state
        step = model.hear_vetting(one, request, number, news, MARK, RULES)
        assert step is None or (request == one.request_id and LIFE.after(before, step) is one.state)
        if step is Step.VETTING_REOPENED:
            self.over.pop(one.id, None)  # The vetting had refused it, and weighs it anew.
        if before not in OPEN and one.state in OPEN:
            self._candidates_are_looked_at(one)
        if step is not None or (one.state in STOPPED and one.stood_at and one.vetting_sequence == number):
            self.last[request] = (number, news["outcome"])

    @rule(id=st.sampled_from(IDS), gone=st.booleans())
    def something_comes_over_a_cadre_or_ends(self, id: str, gone: bool) -> None:
        cadre = self.cadres[id]
        if gone:
            cadre.status = Status.SERVING if cadre.status is Status.RETIRED else Status.RETIRED
            cadre.append("statuses", StatusChange(status=cadre.status, on="2025-01-01"))
        else:
            barred = Restriction("rst", ("promotion",), TODAY, None, 1)
            barred = replace(barred, annulled=any(not one.annulled for one in cadre.restrictions))
            cadre.restrictions = [barred]
        for one in self.all:
            if id in one.cadre_ids and one.state in OPEN:
                if reason := model.what_stops(cadre, TODAY, RULES):
                    model.stop(one, id, MARK, reason, model.stopped_by(cadre, TODAY, RULES))
                else:
                    model.happen(one, Step.RELEASE, MARK)

    @rule(id=st.sampled_from(IDS))
    def a_cadre_is_moved(self, id: str) -> None:
        for one in self.all:
            if one.cadre_ids == [id]:
                model.happen(one, Step.MOVED, MARK, TRANSFERRED)

    @rule(n=which, step=st.sampled_from([Step.PERIOD_ENDED, Step.VETTING_LAPSED]))
    def a_day_is_over(self, n: int, step: Step) -> None:
        model.happen(self.all[n], step, MARK)

    @rule(n=which, pick=st.integers(0, 100), good=st.booleans())
    def a_record_is_put_right(self, n: int, pick: int, good: bool) -> None:
        one = self.all[n]
        record = one.records[pick % len(one.records)]
        passed = {"passed": good}
        given = {"agreed": 8 if good else 1} if record.step == Step.DECIDE else passed
        kept = copy.deepcopy(one)
        try:
            selection_put_right.put_right(one, record.number, None, given, BASIS, MARK, TODAY, RULES)
        except Problem:
            vars(one).update(vars(kept))
            return
        if one.state is not kept.state:
            self.over.pop(one.id, None)
            self._candidates_are_looked_at(one)

    def _candidates_are_looked_at(self, one: Selection) -> None:
        for id in list(one.cadre_ids):
            if one.state in WITH_CANDIDATE and (reason := model.what_stops(self.cadres[id], TODAY, RULES)):
                model.stop(one, id, MARK, reason)

    @invariant()
    def whoever_is_barred_or_gone_does_not_go_on(self) -> None:
        for one in self.all:
            if one.state in OPEN and any(not self._free(id) for id in one.cadre_ids):
                assert one.state in (State.HELD, State.PROPOSED, State.RECOMMENDED)

    @invariant()
    def what_stands_on_a_vetting_has_one_that_was_passed(self) -> None:
        for one in self.all:
            if one.state in PASSED or one.state is State.APPOINTED:
                assert self.last[str(one.request_id)][1] in vettings.PASSED
                assert one.asked_id == one.cadre_ids[0]
                assert one.fresh_until is not None

    @invariant()
    def from_the_inspection_on_there_is_one_candidate(self) -> None:
        for one in self.all:
            if one.state in WITH_CANDIDATE:
                assert one.cadre_ids
                assert set(one.cadre_ids) <= set(one.recommended_ids)
            if one.state in (State.INSPECTED, *ASKING, *PASSED, State.LAPSED, State.HELD, State.APPOINTED):
                assert len(one.cadre_ids) == 1

    @invariant()
    def what_is_over_stays_so_unless_a_record_was_wrong_or_its_vetting_is_opened_again(self) -> None:
        for one in self.all:
            assert self.over.get(one.id, one.state) is one.state
            if one.state not in OPEN:
                self.over[one.id] = one.state

    @invariant()
    def one_post_is_taken_up_once(self) -> None:
        assert sum(one.state is State.APPOINTED for one in self.all) <= 1

    @invariant()
    def no_record_is_lost(self) -> None:
        for one in self.all:
            assert sorted(int(record.number) for record in one.records) == list(range(1, len(one.records) + 1))


TestSaga = Saga.TestCase
TestSaga.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)


@example(8, 8, 4)
@example(9, 6, 5)
@example(9, 5, 5)
@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_meeting_decides_with_two_thirds_present_and_more_than_half_of_those_entitled(
    entitled: int, present: int, agreed: int
) -> None:
    selection = a_selection(State.VETTED)
    figures = decision(entitled, present, agreed)

    def decided() -> State:
        model.decide(selection, day(7), BASIS, figures, MARK, TODAY, RULES)
        return selection.state

    if present > entitled or agreed > present:
        with pytest.raises(BadFigures):
            decided()
    elif Fraction(present, entitled) < Fraction(2, 3):
        with pytest.raises(NoQuorum):
            decided()
    else:
        assert decided() is (State.DECIDED if agreed * 2 > entitled else State.REFUSED)
        assert selection.counting(Step.DECIDE)[-1].figures == figures


def test_a_step_is_dated_after_the_one_before_it_and_not_in_the_future() -> None:
    selection = a_selection(State.RECOMMENDED)
    for wrong in (day(0), TODAY + timedelta(days=1)):
        with pytest.raises(SelectionDay):
            model.consider(selection, [a_cadre()], wrong, BASIS, MARK, TODAY, RULES)
    model.consider(selection, [a_cadre()], day(1), BASIS, MARK, TODAY, RULES)
    assert [record.on for record in selection.records] == [day(0), day(1), day(1)]


def test_a_meeting_before_the_conclusion_of_the_vetting_is_taken_only_as_entered_afterwards() -> None:
    selection = a_selection(State.VETTED)
    selection.vetted_on = TODAY
    with pytest.raises(SelectionDay):
        model.decide(selection, day(7), BASIS, decision(), MARK, TODAY, RULES)
    later = TODAY + timedelta(days=200)
    model.decide(selection, day(7), BASIS, decision(), MARK, later, RULES)
    assert selection.state is State.DECIDED


@pytest.mark.parametrize(
    ("figures", "pointer"),
    [
        (recommendation(*IDS, took_part=41), "/took_part"),
        (recommendation(*IDS, took_part=19), "/votes/0/votes"),
        (recommendation("cad-1", "cad-1"), "/votes/1/cadre_id"),
        (recommendation(), "/votes"),
    ],
)
def test_figures_of_a_recommendation_that_contradict_each_other_are_refused(
    figures: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(BadFigures) as refused:
        model.recommend(a_selection(), day(1), BASIS, figures, MARK, TODAY)
    assert refused.value.errors[0].pointer == pointer


def test_a_decision_that_was_miscounted_refuses_and_one_that_was_not_is_had_back() -> None:
    selection = a_selection(State.PUBLICITY)
    number = selection.counting(Step.DECIDE)[0].number
    step = selection_put_right.put_right(selection, number, None, {"agreed": 4}, "票数误录", MARK, TODAY, RULES)
    assert (step, selection.state, selection.reason) == (Step.IN_FACT_NOT, State.REFUSED, "not_decided")
    kept, right = [record for record in selection.records if record.step == Step.DECIDE]
    assert (kept.put_right and kept.put_right.basis, kept.figures["agreed"]) == ("票数误录", 7)
    assert (right.instead_of, right.figures["agreed"], right.on) == (kept.number, 4, kept.on)
    with pytest.raises(UnknownRecord):
        selection_put_right.put_right(selection, kept.number, None, {"agreed": 7}, BASIS, MARK, TODAY, RULES)
    step = selection_put_right.put_right(selection, right.number, None, {"agreed": 7}, BASIS, MARK, TODAY, RULES)
    assert (step, selection.state, selection.reason) == (Step.IN_FACT_DECIDED, State.DECIDED, None)


def test_a_record_that_is_put_right_keeps_its_place_among_the_days() -> None:
    selection = a_selection(State.DECIDED)
    number = selection.counting(Step.DECIDE)[0].number
    with pytest.raises(SelectionDay):
        selection_put_right.put_right(selection, number, day(4), {}, BASIS, MARK, TODAY, RULES)
    assert selection_put_right.put_right(selection, number, day(6), {}, BASIS, MARK, TODAY, RULES) is None
    assert (selection.state, selection.counting(Step.DECIDE)[0].on) == (State.DECIDED, day(6))
    with pytest.raises(BadFigures):
        selection_put_right.put_right(selection, "1", None, {"agreed": 4}, BASIS, MARK, TODAY, RULES)


def test_an_answer_to_an_earlier_request_and_older_news_change_nothing() -> None:
    selection = a_selection(State.VETTING)
    model.happen(selection, Step.MOVED, MARK, TRANSFERRED)
    model.resume(selection, [a_cadre()], BASIS, MARK, TODAY, RULES)
    model.inspect(selection, BASIS, inspection(day(8), day(9)), MARK, TODAY, RULES)
    model.take(selection, Step.REQUEST_VETTING, MARK)
    assert model.hear_vetting(selection, "sel.1", 9, conclusion("passed", TODAY), MARK, RULES) is None
    assert model.hear_vetting(selection, "sel.2", 4, conclusion("deferred", TODAY), MARK, RULES)
    assert model.hear_vetting(selection, "sel.2", 3, conclusion("passed", TODAY), MARK, RULES) is None
    assert selection.state is State.DEFERRED
    model.hear_vetting(selection, "sel.2", 6, conclusion("passed", TODAY), MARK, RULES)
    assert (selection.state, selection.fresh_until) == (State.VETTED, TODAY + timedelta(days=180))


def a_vetting(outcome: str, concluded_on: date) -> Vetting:
    return Vetting("vet", "cad-1", "concluded", outcome, concluded_on)


@pytest.mark.parametrize(
    ("newest", "says"),
    [
        (None, "没有任前联审结论"),
        (Vetting("vet", "cad-1", "open", None, None), "尚未作出结论"),
        (a_vetting("refused", TODAY), "未通过"),
        (a_vetting("deferred", TODAY), "未通过"),
        (a_vetting("passed", TODAY - timedelta(days=181)), "有效至"),
        (a_vetting("passed", TODAY + timedelta(days=1)), "晚于任职时间"),
        (a_vetting("passed", TODAY - timedelta(days=180)), ""),
        (a_vetting("passed_with_remarks", TODAY), ""),
    ],
)
def test_a_leading_post_wants_a_vetting_that_is_passed_and_fresh(newest: Vetting | None, says: str) -> None:
    found = vettings.against(newest, TODAY.isoformat(), RULES)
    assert [finding.rule for finding in found] == ([vettings.RULE] if says else [])
    assert not found or (says in found[0].zh and "选拔任用工作条例" in found[0].cited)


def test_of_a_day_that_is_known_to_the_month_the_whole_month_counts() -> None:
    month = f"{TODAY:%Y-%m}"
    assert vettings.against(a_vetting("passed", TODAY), month, RULES) == []
    assert vettings.against(a_vetting("passed", TODAY + timedelta(days=31)), month, RULES) != []


@pytest.mark.parametrize(
    ("level", "role", "held", "leading"),
    [
        ("132", "deputy", "141", True),
        ("131", "member", "132", True),
        ("141", "chief", "142", False),
        (None, "deputy", "132", True),
        (None, "member", "132", False),
        (None, "chief", None, False),
    ],
)
def test_which_posts_want_one(level: str | None, role: str, held: str | None, leading: bool) -> None:
    assert vettings.is_leading(level, role, held, RULES) == leading


def test_what_is_entered_from_its_document_wants_none() -> None:
    back = [TODAY - timedelta(days=days) for days in (91, 90, 0, -1)]
    assert [vettings.is_back_entry(on, TODAY, RULES) for on in back] == [True, False, False, False]


def test_what_can_be_done_now_follows_the_objections() -> None:
    selection = a_selection(State.PUBLICISED)
    assert Step.APPOINT in model.possible(selection)
    model.object_to(selection, day(9), "合成反映", MARK, TODAY)
    assert Step.APPOINT not in model.possible(selection)
    assert {Step.DISMISS, Step.UPHOLD} <= set(model.possible(selection))


def test_one_of_several_candidates_drops_out_and_the_only_one_holds_it() -> None:
    first, second = (a_cadre(id=id) for id in IDS)
    selection = a_selection(State.RECOMMENDED)
    model.consider(selection, [first, second], day(2), BASIS, MARK, TODAY, RULES)
    assert model.stop(selection, first.id, MARK, "retired")
    assert (selection.state, selection.cadre_ids) == (State.CONSIDERED, [second.id])
    assert model.stop(selection, second.id, MARK, "restricted")
    assert (selection.state, selection.reason) == (State.HELD, "restricted")


def test_what_stops_a_candidate_is_an_effect_period_or_the_end_of_the_service() -> None:
    cadre = a_cadre()
    assert model.what_stops(cadre, TODAY, RULES) is None
    cadre.restrictions = [Restriction("rst", ("promotion",), TODAY, None, 1)]
    assert model.what_stops(cadre, TODAY, RULES) == "restricted"
    cadre.status = Status.DECEASED
    assert model.what_stops(cadre, TODAY, RULES) == "deceased"
