"""What holds of sign-ins before anybody has said anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.rights import ADMINISTRATORS
from gateway.settings import gateway_settings
from gateway.sign_in_rules import SHORTEST, SHORTEST_IDLE, SignInRules
from servicekit.config import ConfigurationError

NEEDED = {"AMQP_URI": "amqp://nobody@127.0.0.1:1/", "MONGO_URI": "mongodb://127.0.0.1:1"}


async def nobody_asked(*_: Any, **__: Any) -> Any:
    raise AssertionError


def test_as_shipped_administrators_need_a_second_factor_and_sessions_end() -> None:
    assert gateway_settings(NEEDED).second_factor == "by-rule"
    shipped = SignInRules(nobody_asked).last
    assert (shipped.second_factor, shipped.lasts, shipped.idle) == (
        ADMINISTRATORS,
        timedelta(hours=12),
        timedelta(minutes=30),
    )
    assert SignInRules(nobody_asked, optional=True).last.second_factor == frozenset()


def test_a_word_that_says_neither_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="SECOND_FACTOR"):
        gateway_settings(NEEDED | {"SECOND_FACTOR": "off"})


def test_no_rule_keeps_out_whoever_could_change_it_again() -> None:
    rules = SignInRules(nobody_asked)
    told = {"hours": 0, "idle_minutes": 0, "second_factor": []}
    bounds = rules._of({"code": f"registry.sign_in_{name}", "value": value} for name, value in told.items())
    assert (bounds.lasts, bounds.idle) == (SHORTEST, SHORTEST_IDLE)
