"""The broker from outside, by its management API: virtual hosts of one's own, queues, connections."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from local import broker


@dataclass(frozen=True)
class Vhost:
    """A virtual host that belongs to one test alone."""

    amqp_uri: str
    management: str
    name: str

    @classmethod
    def make(cls, amqp_uri: str, management: str) -> Vhost:
        name = f"t-{secrets.token_hex(4)}"
        broker.add_vhost(management, name)
        return cls(urlunsplit(urlsplit(amqp_uri)._replace(path=f"/{name}")), management, name)

    def remove(self) -> None:
        """Delete it with all it holds; its connections are closed."""
        broker.remove_vhost(self.management, self.name)

    def queues(self) -> dict[str, dict[str, Any]]:
        """Name → the management API's row (type, durable, arguments, messages some seconds old, consumers)."""
        return {row["name"]: row for row in broker.ask(self.management, "GET", f"/api/queues/{self.name}")}

    def connections(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = broker.ask(self.management, "GET", f"/api/vhosts/{self.name}/connections")
        return found

    def close_connections(self) -> int:
        """Close every client connection, as an operator or a failing node would. Answers how many."""
        open_now = self.connections()
        for each in open_now:
            broker.ask(self.management, "DELETE", f"/api/connections/{quote(each['name'], safe='')}")
        return len(open_now)
