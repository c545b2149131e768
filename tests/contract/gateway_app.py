"""The gateway's application in the test's own process, over real servers, with a client that signs in by role."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gateway import passwords
from gateway.app import build
from gateway.rights import SECURITY_ADMINISTRATOR, SYSTEM_ADMINISTRATOR
from gateway.route import Route
from gateway.settings import OPTIONAL, GatewaySettings
from servicekit.config import Settings
from servicekit.vouching import Signer
from tests.contract.stub import until
from tests.support import hashing
from tests.support.platform import EVERYTHING, UNBOUND, holder_of
from tests.support.vouched import key

KEEPER = SYSTEM_ADMINISTRATOR.name
"""The role of whoever proposes accounts and runs the platform."""
PATIENCE = 60.0
"""Seconds that the gateway may take to be ready on a busy machine; what fails here fails every test of the session."""
PASSWORD = "Steppe-wind-9-over-grass"
BINDINGS = {"agency_liaison": {"unit_id": "u-1"}, "unit_officer": {"unit_id": "u-1"}, "cadre": {"cadre_id": "c-1"}}


class App:
    """`await app.get("/v1/…", role="cadre")`."""

    def __init__(self, front: Any, client: httpx.AsyncClient) -> None:
        self.front = front
        self.core = front.core
        self.client = client
        self._tokens: dict[str, str] = {}

    async def token(self, role: str) -> str:
        """A session of an account with this role alone, or of an officer of every branch."""
        if role not in self._tokens:
            name = f"{role}-{secrets.token_hex(3)}"
            roles = UNBOUND if role == EVERYTHING else [role]
            wish = {"name": name, "roles": roles, **BINDINGS.get(role, {})}
            await self.core.accounts.create(wish, PASSWORD, "test", "")
            answer = await self.client.post("/v1/session", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            self._tokens[role] = answer.json()["token"]
        return self._tokens[role]

    def take_over(self, role: str, token: str) -> None:
        """From now on a role's requests have this session."""
        self._tokens[role] = token

    def reader_of(self, path: str) -> str:
        """Which role to read with what is at an address."""
        found = self.core.table.find(path.partition("?")[0])
        assert found is not None, path
        return holder_of(found[0]["GET"][0].route.right)

    async def approve(self, change_id: str) -> dict[str, Any]:
        """What is proposed for an account holds."""
        path, wish = f"/v1/account-changes/{change_id}/decision", {"approved": True}
        answer = await self.send("POST", path, SECURITY_ADMINISTRATOR.name, json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, method: str, path: str, role: str | None = None, **request: Any) -> httpx.Response:
        """One request as a role; without one, signed out."""
        headers = dict(request.pop("headers", {}))
        if role is not None:
            headers["authorization"] = f"Bearer {await self.token(role)}"
        return await self.client.request(method, path, headers=headers, **request)


@asynccontextmanager
async def running(
    amqp_uri: str, mongo_uri: str, prefix: str, routes: Iterable[Route] | None = None, **settings: Any
) -> Any:
    """The application, started, ready, and stopped at the end."""
    shared = Settings(amqp_uri=amqp_uri, mongo_uri=mongo_uri, database_prefix=prefix)
    wait = settings.pop("wait", True)
    told = {
        "rate_limit": "none",
        "anonymous_rate_limit": "none",
        "access_log": "off",
        "second_factor": OPTIONAL,
        **settings,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "argon2id", hashing.quick)
        front = build(GatewaySettings(shared=shared, **told), routes)
    # A stand-in is not asked beside what a test asks it.
    front.core.sign_in_rules._fresh_until = math.inf
    front.core.rpc.signer = Signer.from_environment({"CALL_KEY": key()})
    await front.core.start()
    try:
        if wait:
            await until(lambda: front.core.prepared and front.core.rpc.connected, PATIENCE)
        transport = httpx.ASGITransport(app=front)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield App(front, client)
    finally:
        await front.core.stop()
