"""The processes' accounts on the broker, with the rights that the code declares, for one test's virtual host."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from local import broker
from servicekit.config import with_password
from services import NAMES
from tests.support.rabbit import Vhost
from tools import broker_accounts

PROCESSES = [*NAMES, "projector", "importer", "gateway", "migration"]


@dataclass
class Accounts:
    """The accounts of `deploy/rabbitmq/accounts.json` in a virtual host of their own, with names of their own."""

    vhost: Vhost
    mark: str
    password: str

    @classmethod
    def of(cls, amqp_uri: str, management_uri: str) -> Accounts:
        return cls(Vhost.make(amqp_uri, management_uri), f"t-{secrets.token_hex(4)}-", secrets.token_hex(8))

    def uri(self, process: str) -> str:
        address = urlsplit(self.vhost.amqp_uri)
        account = f"amqp://{self.mark}{process}@{address.hostname}:{address.port}/{self.vhost.name}"
        return with_password(account, self.password)

    def make(self) -> None:
        said = broker_accounts.rights()
        ask = self.vhost.management
        for exchange in said["exchanges"]:
            kind = {"type": exchange["type"], "durable": True}
            broker.ask(ask, "PUT", f"/api/exchanges/{self.vhost.name}/{exchange['name']}", kind)
        for row in said["permissions"]:
            user = self.mark + row["user"]
            broker.ask(ask, "PUT", f"/api/users/{user}", {"password": self.password, "tags": ""})
            rights = {key: row[key] for key in ("configure", "write", "read")}
            broker.ask(ask, "PUT", f"/api/permissions/{self.vhost.name}/{user}", rights)
        for row in said["topic_permissions"]:
            rights = {key: row[key] for key in ("exchange", "write", "read")}
            user = self.mark + row["user"]
            broker.ask(ask, "PUT", f"/api/topic-permissions/{self.vhost.name}/{user}", rights)

    def remove(self) -> None:
        for process in PROCESSES:
            broker.ask(self.vhost.management, "DELETE", f"/api/users/{self.mark}{process}")
        self.vhost.remove()
