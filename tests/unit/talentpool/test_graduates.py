"""Selected graduates: the tracked years, the stages in order, and promotions that are counted once each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.standards import RANK_ORDER
from services.talentpool.errors.graduates import (
    DoneThisYear,
    MentorFull,
    NotAPromotion,
    NotOutstanding,
    OnTheList,
    OutsideYears,
    PromotionKnown,
    TrackingOver,
)
from services.talentpool.model import graduates as model
from services.talentpool.model import mentors, promotions
from services.talentpool.model.graduate_timeline import timeline
from services.talentpool.model.graduates import (
    Assessment,
    Graduate,
    Interview,
    ListChange,
    Mentoring,
    Policy,
    Promotion,
)
from services.talentpool.model.mentors import MentorLoad
from services.talentpool.vocabulary.graduates import PromotionKind, State, Step

GRADES = {"excellent": "优秀", "competent": "称职"}
POLICY = Policy(
    years=10,
    entry_month=7,
    stages=((0, "village"), (2, "first_post"), (5, "growth"), (8, "mature")),
    entry_level="150",
    entry_rank="clerk_1",
    counted=frozenset({"post_level"}),
)
TODAY = date(2026, 5, 1)
STAGES = [stage for _, stage in POLICY.stages]


def a_graduate(year: int = 2020, today: date = TODAY) -> Graduate:
    return model.track("cad-1", ["unt-1"], year, today, POLICY, synthetic=True)


def an_interview(on: date) -> Interview:
    return Interview(on.year, on, "o", "合成人", "合成", "internal")


def an_assessment(year: int, grade: str = "excellent") -> Assessment:
    return Assessment(year, TODAY, "o", "合成人", grade, "合成", "internal")


def recorded(to: str, on: str | None, kind: PromotionKind = PromotionKind.POST_LEVEL) -> Promotion:
    return Promotion(kind, to, on, "record", "o", "合成文件", "internal")


@given(st.integers(1980, 2090), st.integers(-400, 4200))
def test_stages_follow_each_other_within_the_tracked_years(year: int, offset: int) -> None:
    first, last = model.period(year, POLICY)
    assert (first, last) == (date(year, 7, 1), date(year + 10, 6, 30))
    day = first + timedelta(days=offset)
    held = model.stage_on(first, day, POLICY)
    coming = model.next_stage_day(first, day, last, POLICY)
    if coming is not None:
        assert day < coming <= last
        assert STAGES.index(model.stage_on(first, coming, POLICY).stage) == STAGES.index(held.stage) + (day >= first)
        assert model.stage_on(first, coming - timedelta(days=1), POLICY) == held


def test_whoever_is_tracked_late_is_in_the_right_stage() -> None:
    assert [a_graduate(year).stage for year in (2025, 2023, 2020, 2017)] == STAGES
    over = a_graduate(2010)
    assert (over.state, over.ended_on, over.stage) == (State.ENDED, date(2020, 6, 30), "mature")
    assert a_graduate(2027).stage == "village"


def test_a_corrected_year_ends_or_reopens_the_tracking_and_brings_nobody_back_who_left() -> None:
    graduate = a_graduate(2020)
    for year, state, ended in ((2010, State.ENDED, date(2020, 6, 30)), (2019, State.TRACKING, None)):
        assert model.correct_year(graduate, year, TODAY, POLICY)
        assert (graduate.state, graduate.ended_on) == (state, ended)
    assert model.happen(graduate, Step.LEAVE, TODAY, "retired")
    assert model.correct_year(graduate, 2020, TODAY, POLICY)
    assert (graduate.state, graduate.ended_on) == (State.LEFT, TODAY)


LEVELS = st.sampled_from([None, "131", "132", "141", "142", "150", "160", "199"])
RANKS = st.sampled_from([None, *RANK_ORDER])


@given(st.lists(st.tuples(LEVELS, RANKS), max_size=15))
def test_each_level_and_rank_above_entry_is_counted_once(told: list[tuple[str | None, str | None]]) -> None:
    graduate = a_graduate()
    for month, (level, rank) in enumerate(told):
        state: dict[str, Any] = {
            "post_level": level,
            "level_since": f"{2023 + month // 12}-{month % 12 + 1:02}",
            "rank": rank,
            "rank_since": None,
        }
        promotions.see_promotions(graduate, state, POLICY)
        assert promotions.see_promotions(graduate, state, POLICY) == []
    levels = {level for level, _ in told if level in ("131", "132", "141", "142")}
    ranks = {rank for _, rank in told if rank not in (None, "clerk_1", "clerk_2")}
    found = [(one.kind.value, one.to) for one in graduate.promotions]
    assert sorted(found) == sorted([("post_level", one) for one in levels] + [("rank", str(one)) for one in ranks])
    assert (graduate.promotion_count, graduate.promoted) == (len(levels), bool(levels))


def test_promotions_after_the_years_or_at_an_unknown_time_are_not_counted_when_the_years_are_over() -> None:
    for since, counted in (("2021-01", False), (None, False), ("2020-06", True), ("2020", True), ("2009-01", False)):
        graduate = a_graduate(2010)
        promotions.see_promotions(graduate, {"post_level": "141", "level_since": since}, POLICY)
        assert graduate.promoted is counted, since


def test_an_earlier_promotion_is_recorded_once_and_only_above_entry() -> None:
    graduate = a_graduate()
    promotions.see_promotions(graduate, {"post_level": "141", "level_since": "2025-03"}, POLICY)
    promotions.add_promotion(graduate, recorded("142", "2023-03"), TODAY, POLICY)
    assert [one.to for one in graduate.promotions] == ["142", "141"]
    with pytest.raises(PromotionKnown):
        promotions.add_promotion(graduate, recorded("141", "2024-03"), TODAY, POLICY)
    for to in ("150", "160", "clerk_2", "999"):
        with pytest.raises(NotAPromotion):
            promotions.add_promotion(graduate, recorded(to, "2024-03"), TODAY, POLICY)
    for on in ("2019-01", "2031", "2026-06", None):
        with pytest.raises(OutsideYears):
            promotions.add_promotion(graduate, recorded("132", on), TODAY, POLICY)


def test_one_interview_and_one_assessment_a_year_and_none_after_the_years() -> None:
    graduate = a_graduate()
    model.interview(graduate, an_interview(date(2026, 3, 1)), TODAY)
    with pytest.raises(DoneThisYear):
        model.interview(graduate, an_interview(date(2026, 4, 1)), TODAY)
    with pytest.raises(OutsideYears):
        model.interview(graduate, an_interview(date(2026, 6, 1)), TODAY)
    with pytest.raises(OutsideYears):
        model.interview(graduate, an_interview(date(2020, 6, 30)), TODAY)
    model.assess(graduate, an_assessment(2025), TODAY)
    with pytest.raises(DoneThisYear):
        model.assess(graduate, an_assessment(2025), TODAY)
    with pytest.raises(OutsideYears):
        model.assess(graduate, an_assessment(2027), TODAY)
    over = a_graduate(2010)
    model.interview(over, an_interview(date(2015, 3, 1)), TODAY)
    with pytest.raises(TrackingOver):
        model.interview(over, an_interview(date(2020, 7, 1)), TODAY)
    with pytest.raises(OutsideYears):
        model.interview(over, an_interview(date(2009, 7, 1)), TODAY)
    with pytest.raises(TrackingOver):
        model.assess(graduate, an_assessment(2031), date(2031, 7, 1))


def test_a_year_without_interview_or_assessment_is_overdue_until_they_come() -> None:
    graduate = a_graduate()
    model.assess(graduate, an_assessment(2025), TODAY)
    assert model.fall_behind(graduate, 2025)
    assert not model.fall_behind(graduate, 2025)
    assert (graduate.overdue, graduate.behind) == (["interview:2025"], True)
    model.interview(graduate, an_interview(date(2025, 3, 1)), TODAY)
    assert (graduate.overdue, graduate.behind) == ([], False)


def test_key_training_is_for_the_outstanding_or_by_a_named_persons_override() -> None:
    graduate = a_graduate()
    change = ListChange(TODAY, "o", True, "合成")
    with pytest.raises(NotOutstanding) as refused:
        model.put_on_list(graduate, change, ["excellent"], GRADES, "合成规则", None)
    assert refused.value.facts["rule"] == "合成规则"
    assert refused.value.detail_zh == "尚无考核，要求优秀（合成规则）"
    model.assess(graduate, an_assessment(2024, "excellent"), TODAY)
    model.assess(graduate, an_assessment(2025, "competent"), TODAY)
    with pytest.raises(NotOutstanding, match="competent") as refused:
        model.put_on_list(graduate, change, ["excellent"], GRADES, "合成规则", None)
    assert refused.value.detail_zh == "最近一次考核为称职，要求优秀（合成规则）"
    model.put_on_list(graduate, change, ["excellent"], GRADES, "合成规则", ("合成人", "合成依据"))
    assert graduate.list_changes[0].override == model.Override("合成人", "合成依据", "合成规则")
    with pytest.raises(OnTheList):
        model.put_on_list(graduate, change, ["excellent"], GRADES, "合成规则", None)
    model.take_off_list(graduate, ListChange(TODAY, "o", False, "合成"))
    with pytest.raises(OnTheList):
        model.take_off_list(graduate, ListChange(TODAY, "o", False, "合成"))


@given(st.integers(1, 4), st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30))
def test_a_mentor_never_has_more_than_the_rule_allows(most: int, acts: list[tuple[bool, int]]) -> None:
    load = MentorLoad("cad-m")
    graduates = [a_graduate() for _ in range(6)]
    for number, graduate in enumerate(graduates):
        graduate.id = f"grd-{number}"
    for comes, number in acts:
        graduate = graduates[number]
        if not comes:
            if graduate.mentor_id:
                mentors.end(graduate, load, TODAY, "合成")
        elif graduate.mentor_id is None:
            full = len(load.graduate_ids) >= most
            try:
                mentors.assign(graduate, load, most, "合成", Mentoring("cad-m", TODAY, "o"))
            except MentorFull:
                assert full
        assert sorted(load.graduate_ids) == [one.id for one in graduates if one.mentor_id]
        assert len(load.graduate_ids) <= most


def test_the_timeline_is_in_the_order_of_the_days() -> None:
    graduate = a_graduate()
    promotions.see_promotions(graduate, {"post_level": "142", "level_since": "2023-01"}, POLICY)
    model.interview(graduate, an_interview(date(2026, 3, 1)), TODAY)
    mentors.assign(graduate, MentorLoad("cad-m"), 5, "合成", Mentoring("cad-m", date(2021, 1, 1), "o"))
    lines = timeline(graduate)
    assert [line.what for line in lines] == ["entered", "mentor", "promotion", "stage", "interview"]
    assert all(one.on <= other.on for one, other in pairwise(lines))


def test_a_corrected_year_moves_the_period() -> None:
    graduate = a_graduate(2010)
    assert not model.correct_year(graduate, 2010, TODAY, POLICY)
    assert model.correct_year(graduate, 2020, TODAY, POLICY)
    assert (graduate.state, graduate.tracked_until, graduate.stage) == (State.TRACKING, date(2030, 6, 30), "growth")


POSTS = st.sampled_from(["132", "141", "142"])
MONTHS = st.dates(date(2021, 1, 1), date(2025, 12, 31)).map(lambda day: day.isoformat()[:7])


@given(
    st.dictionaries(POSTS, MONTHS),
    st.dictionaries(POSTS, MONTHS),
    st.tuples(POSTS, MONTHS),
    st.lists(st.tuples(POSTS, MONTHS), max_size=3),
    st.data(),
)
def test_promotions_in_any_order_and_with_mistakes_that_are_withdrawn_are_those_recorded_rightly(
    right: dict[str, str], wrong: dict[str, str], roster: tuple[str, str], slips: list[tuple[str, str]], data: Any
) -> None:
    """What the roster shows in the end is what it is; what it showed before by mistake lay later, or it says so."""
    level, since = roster
    wrong = {to: on for to, on in wrong.items() if to not in right}
    slips = [(to, max(on, since)) for to, on in slips if to <= level]
    told: dict[str, Any] = {"post_level": level, "level_since": since, "rank": None, "rank_since": None}

    at_once = a_graduate()
    for to, on in sorted(right.items(), key=lambda one: one[1]):
        promotions.add_promotion(at_once, recorded(to, on), TODAY, POLICY)
    promotions.see_promotions(at_once, told, POLICY)

    other = a_graduate()
    for to, on in data.draw(st.permutations([*right.items(), *wrong.items()])):
        try:
            promotions.add_promotion(other, recorded(to, on), TODAY, POLICY)
        except PromotionKnown:
            assert any(one.to == to and one.source == "roster" for one in other.promotions)
        if slips and data.draw(st.booleans()):
            to, on = slips.pop()
            promotions.see_promotions(other, told | {"post_level": to, "level_since": on}, POLICY)
    promotions.see_promotions(other, told, POLICY)
    for to in data.draw(st.permutations(sorted(wrong))):
        if any((one.to, one.source) == (to, "record") for one in other.promotions):
            promotions.withdraw_promotion(other, PromotionKind.POST_LEVEL, to, "o", "误录", POLICY)
            promotions.see_promotions(other, told, POLICY)  # As the service does.
    for to, on in right.items():
        # What was not entered because the roster showed it by mistake is entered when it shows it no more.
        if not any(one.to == to and one.withdrawn is None for one in other.promotions):
            promotions.add_promotion(other, recorded(to, on), TODAY, POLICY)
    counting = [{one.to for one in each.promotions if one.withdrawn is None} for each in (other, at_once)]
    assert counting[0] == counting[1]
    assert (other.promotion_count, other.promoted) == (at_once.promotion_count, at_once.promoted)
