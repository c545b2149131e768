"""A service's connections to the broker, as the broker sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from servicekit.publish import HEARTBEAT, connect
from tests.support.rabbit import Vhost

SERVING_AGAIN = 30
"""Seconds within which all are served again after the broker is back, at whatever address."""


def test_silence_is_noticed_soon_enough_to_serve_again_in_time(vhost: Vhost, poll: Callable[..., Any]) -> None:
    """A broker gives up a silent connection, and with it a consumer that is gone, after up to three heartbeats."""
    with connect(vhost.amqp_uri, "a test"):
        seen = poll(lambda: [one for one in vhost.connections() if "timeout" in one], 20)
    assert [(one["user_provided_name"], one["timeout"]) for one in seen] == [("a test", HEARTBEAT)]
    assert 3 * HEARTBEAT < SERVING_AGAIN
