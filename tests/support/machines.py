"""Service accounts for tests: proposed by one, approved by another, with a secret by whoever answers for them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.rights import SECURITY_ADMINISTRATOR, SYSTEM_ADMINISTRATOR
from tests.contract.gateway_app import PASSWORD, App

PROPOSER, APPROVER = SYSTEM_ADMINISTRATOR.name, SECURITY_ADMINISTRATOR.name
TOKEN = "/v1/oauth/token"
GRANT = {"grant_type": "client_credentials"}


@dataclass(frozen=True)
class Person:
    """Somebody with an account that holds, signed in."""

    id: str
    token: str

    async def send(self, app: App, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        return await app.client.request(method, path, headers=headers, **request)


async def a_person(app: App, role: str = "training_officer", **wish: Any) -> Person:
    name = f"o-{secrets.token_hex(5)}"
    account = await app.core.accounts.create({"name": name, "roles": [role], **wish}, PASSWORD, "test", "")
    begun = await app.client.post("/v1/session", json={"name": name, "password": PASSWORD})
    return Person(account["_id"], begun.json()["token"])


@dataclass(frozen=True)
class Machine:
    """A service account that is approved, with a secret."""

    id: str
    secret: str
    secret_id: str
    owner: Person

    async def ask(self, app: App, client: httpx.AsyncClient | None = None, **form: str) -> httpx.Response:
        """Ask for a token, with id and secret by HTTP Basic."""
        return await (client or app.client).post(TOKEN, data=GRANT | form, auth=(self.id, self.secret))

    async def token(self, app: App, **form: str) -> str:
        answer = await self.ask(app, **form)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    async def send(self, app: App, method: str, path: str, **request: Any) -> httpx.Response:
        """A request with a new token."""
        headers = {"authorization": f"Bearer {await self.token(app)}", **request.pop("headers", {})}
        return await app.client.request(method, path, headers=headers, **request)


async def proposed(app: App, owner: Person | None = None, **wish: Any) -> dict[str, Any]:
    """A new service account that waits for its approval."""
    body = {
        "name": f"m-{secrets.token_hex(5)}",
        "purpose": "虚构对接",
        "owner_id": (owner or await a_person(app)).id,
        "scopes": ["training.read"],
        "reach": "all",
        **wish,
    }
    answer = await app.send("POST", "/v1/service-accounts", PROPOSER, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def decide(app: App, machine_id: str, approved: bool = True, role: str = APPROVER, **wish: Any) -> httpx.Response:
    path = f"/v1/service-accounts/{machine_id}"
    seen = await app.send("GET", path, PROPOSER)
    headers = {"if-match": seen.headers["etag"]}
    return await app.send("POST", f"{path}/decision", role, json={"approved": approved, **wish}, headers=headers)


async def shown(app: App, machine_id: str) -> dict[str, Any]:
    return (await app.send("GET", f"/v1/service-accounts/{machine_id}", PROPOSER)).json()


async def change(app: App, machine_id: str, **wish: Any) -> httpx.Response:
    path = f"/v1/service-accounts/{machine_id}"
    headers = {"if-match": (await app.send("GET", path, PROPOSER)).headers["etag"]}
    return await app.send("PATCH", path, PROPOSER, json=wish, headers=headers)


async def make_secret(app: App, owner: Person, machine_id: str, **wish: Any) -> httpx.Response:
    return await owner.send(app, "POST", f"/v1/service-accounts/{machine_id}/secrets", json=wish)


async def a_machine(app: App, owner: Person | None = None, **wish: Any) -> Machine:
    """A service account that is approved, with a secret."""
    owner = owner or await a_person(app)
    made = await proposed(app, owner, **wish)
    assert (await decide(app, made["id"])).status_code == 204
    secret = (await make_secret(app, owner, made["id"])).json()
    return Machine(made["id"], secret["client_secret"], secret["id"], owner)
