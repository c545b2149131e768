"""A service's connections to the broker, as the broker sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from servicekit.publish import HEARTBEAT, collapse, connect
from tests.support.rabbit import Vhost

SERVING_AGAIN = 30
"""Seconds within which all are served again after the broker is back, at whatever address."""


def test_silence_is_noticed_soon_enough_to_serve_again_in_time(vhost: Vhost, poll: Callable[..., Any]) -> None:
    """A broker gives up a silent connection, and with it a consumer that is gone, after up to three heartbeats."""
    with connect(vhost.amqp_uri, "a test"):
        seen = poll(lambda: [one for one in vhost.connections() if "timeout" in one], 20)
    assert [(one["user_provided_name"], one["timeout"]) for one in seen] == [("a test", HEARTBEAT)]
    assert 3 * HEARTBEAT < SERVING_AGAIN


def test_a_connection_that_has_gone_is_not_opened_anew_behind_its_users_back(vhost: Vhost) -> None:
    link = connect(vhost.amqp_uri, "a test")
    link.channel()
    # As another greenlet leaves it that has failed to write: for the client the connection is closed.
    link.connection.collect()
    for use in (lambda: link.drain_events(timeout=0.1), link.heartbeat_check, link.channel):
        with pytest.raises(ConnectionResetError):
            use()
    collapse(link)
