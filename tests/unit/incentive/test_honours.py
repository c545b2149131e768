"""Honours, grants, tolerance and ceremonies: whatever is done in whatever order, only the tables' steps are taken."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import Conflict
from services.incentive import certificates
from services.incentive.model import honours, measures, retirement, tolerance
from services.incentive.model.honours import Bar, Decision, Honour, HonourState, HonourStep, open_reviews

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2025, 7, 1)
DAYS = st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))


def an_honour() -> Honour:
    return Honour("hon", "nom", "cad", ["unt"], "prg", "city", "bat", "f", DAY, "n")


@given(st.lists(st.sampled_from(list(HonourStep))))
def test_an_honour_takes_only_the_steps_of_its_table(steps: list[HonourStep]) -> None:
    honour = an_honour()
    for step in steps:
        before, taken = honour.state, len(honour.decisions)
        try:
            honours.take(honour, Decision(step, "人", NOW, "据"))
        except Conflict:
            assert honours.after(before, step) is None
            assert (honour.state, len(honour.decisions)) == (before, taken)
        else:
            assert before is not HonourState.REVOKED
            assert honour.state is honours.after(before, step)


@given(DAYS, st.none() | DAYS, st.booleans())
def test_a_review_is_opened_exactly_for_a_bar_that_covers_the_day_and_only_once(
    begins: date, ends: date | None, counts: bool
) -> None:
    honour, bar = an_honour(), Bar("rst", begins, ends, counts, 1)
    opened = open_reviews([honour], [bar], NOW)
    assert bool(opened) == (counts and begins <= DAY and (ends is None or ends >= DAY))
    if opened:
        honours.take(honour, Decision(HonourStep.KEEP, "人", NOW, "据"))
        assert not open_reviews([honour], [bar], NOW)


@given(st.lists(st.sampled_from(["accept", "reject", "withdraw", "decide", "appeal", "decide_appeal"])))
def test_an_application_never_leaves_a_final_state(steps: list[str]) -> None:
    application = tolerance.Application("tol", "cad", [], "m", tolerance.Distinction.EXPLORATION, "f")
    for step in steps:
        before = application.state
        try:
            tolerance.take(application, step)
        except Conflict:
            assert application.state is before
        else:
            assert application.state is tolerance.after(before, step)
            assert before not in (tolerance.State.FINAL, tolerance.State.REJECTED, tolerance.State.WITHDRAWN)


def test_a_grant_and_a_ceremony_are_settled_once() -> None:
    grant = measures.Grant("grt", "msr", "cad", [], "人", "据", DAY)
    assert measures.end(grant)
    assert not measures.end(grant)
    with pytest.raises(Conflict):
        measures.revoke(grant, "人", "据")
    ceremony = retirement.Ceremony("crm", "t", DAY, "p")
    retirement.take(ceremony, "hold")
    with pytest.raises(Conflict):
        retirement.take(ceremony, "cancel")


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"short").decode()])
def test_a_malformed_signing_key_is_named(text: str) -> None:
    with pytest.raises(certificates.BadSigningKey, match="HONOUR_SIGNING_KEY"):
        certificates.seed_from_environment({"HONOUR_SIGNING_KEY": text})
