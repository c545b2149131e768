"""Honours: a review for exactly the restrictions that cover the day; and the key that certificates are signed with."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incentive import certificates
from services.incentive.model import honours
from services.incentive.model.honours import Bar, open_reviews
from services.incentive.vocabulary.honours import Decision, Honour, HonourStep

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2025, 7, 1)
DAYS = st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))


def an_honour() -> Honour:
    return Honour("hon", "nom", "cad", ["unt"], "prg", "city", "bat", "f", DAY, "n")


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


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_missing_or_malformed_signing_key_is_named(text: str) -> None:
    with pytest.raises(certificates.BadSigningKey, match="HONOUR_SIGNING_KEY"):
        certificates.seed_from_environment({"HONOUR_SIGNING_KEY": text})
