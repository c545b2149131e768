"""The rules of the process around reports of personal matters: the order of the steps, states, who is listed."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.supervision.errors.personal_matters import (
    ContentsNotAccepted,
    ReportDayMissing,
    ReportStateNotPossible,
    StepOutOfOrder,
)
from services.supervision.model import checks
from services.supervision.model import personal_matters as model
from services.supervision.model.personal_matters import Campaign, Report, StepHeld, Told
from services.supervision.vocabulary.personal_matters import ReportState

SIX = {
    "guidance": "培训指导",
    "review": "严审把关",
    "test": "测试建档",
    "reminder": "发函提醒",
    "talk": "约谈本人",
    "warning": "案例警示",
}
DAY = date(2025, 3, 1)


@given(st.lists(st.sampled_from(list(SIX)), max_size=20))
def test_whatever_is_tried_the_steps_are_taken_in_order(tried):
    campaign = Campaign("pmp-1", "C", "T", 2025, DAY, DAY)
    for step in tried:
        allowed = model.next_steps(campaign, SIX)
        held = StepHeld(step, DAY, datetime.now(UTC), "a")
        if step in allowed:
            model.take_step(campaign, held, SIX, DAY)
        else:
            with pytest.raises(StepOutOfOrder) as refused:
                model.take_step(campaign, held, SIX, DAY)
            assert all(f"{SIX[one]}（“{one}”）" in refused.value.detail_zh for one in allowed)
    assert campaign.steps_held == list(SIX)[: len(campaign.steps_held)]


@given(st.lists(st.tuples(st.sampled_from(ReportState), st.booleans()), max_size=12))
def test_a_report_follows_the_table_and_its_day_agrees_with_its_state(told):
    report = Report("pmr-1", "pmp-1", "cad-1", DAY)
    for state, with_day in told:
        before = report.state
        try:
            model.update_report(report, Told(state, DAY if with_day else None), 80, DAY)
        except (ReportDayMissing, ReportStateNotPossible):
            assert report.state is before
        else:
            assert state in (before, *model.steps_to(before))
        assert (report.received_on is None) == (report.state in (ReportState.DUE, ReportState.EXEMPT))


@given(
    st.dictionaries(st.text("abc", min_size=1), st.just("u/1")),
    st.dictionaries(st.text("abc"), st.sampled_from(ReportState)),
)
def test_nobody_concerned_escapes_the_list_but_those_who_are_exempt(concerned, reports):
    listed = checks.population(concerned, reports.items(), {})
    exempt = {cadre_id for cadre_id, state in reports.items() if state is ReportState.EXEMPT}
    assert set(listed) == (set(concerned) | set(reports)) - exempt


@pytest.mark.parametrize("name", model.CONTENTS)
def test_contents_are_refused_even_when_empty_and_have_no_place_in_the_model(name):
    with pytest.raises(ContentsNotAccepted):
        model.refuse_contents({name: None})
    assert name not in {known.name for known in fields(Report)}
