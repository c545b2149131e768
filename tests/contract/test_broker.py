"""Connections to the broker, as the broker sees them."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.broker import HEARTBEAT, connect
from tests.contract.stub import until
from tests.support.rabbit import Vhost

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("query", "seconds"), [("", HEARTBEAT), ("?heartbeat=3", 3)])
async def test_a_connection_is_named_and_silence_on_it_is_noticed(own_vhost: Vhost, query: str, seconds: int) -> None:
    name = f"a test of {seconds} s"
    async with await connect(own_vhost.amqp_uri + query, name):
        found: list[dict[str, Any]] = []

        def seen() -> bool:
            found[:] = [one for one in own_vhost.connections() if one.get("user_provided_name") == name]
            return bool(found and "timeout" in found[0])

        await until(seen, 20)
        assert [one["timeout"] for one in found] == [seconds]
