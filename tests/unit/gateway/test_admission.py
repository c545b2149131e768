"""Limits: requests in a period, and requests at once."""

from __future__ import annotations

import limits
import pytest

from gateway.admission import Gate, LimitReached, RateLimiter
from gateway.rpc import Overloaded


def test_an_account_has_its_own_allowance():
    limiter = RateLimiter(limits.parse("2/hour"))
    assert [limiter.take("a").remaining, limiter.take("a").remaining] == [1, 0]
    with pytest.raises(LimitReached) as reached:
        limiter.take("a")
    assert limiter.take("b").remaining == 1
    told = dict(reached.value.allowance.headers())
    assert told[b"x-ratelimit-limit"] == b"2"
    assert told[b"x-ratelimit-remaining"] == b"0"
    assert 0 < int(told[b"x-ratelimit-reset"]) <= 3601
    assert reached.value.problem.retry_after == int(told[b"x-ratelimit-reset"])


def test_no_limit_counts_nothing():
    assert RateLimiter(None).take("a") is None


def test_a_full_gate_refuses_at_once_and_opens_again():
    gate = Gate(1)
    gate.enter()
    with pytest.raises(Overloaded) as refused:
        gate.enter()
    assert refused.value.retry_after == 1
    gate.leave()
    gate.enter()
    assert gate.taken == 1
