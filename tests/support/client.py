"""A small client of the gateway: signed in as somebody, a new Idempotency-Key for each command unless one is given."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx

PASSWORD = "Grassland-Steel-2026!"
IDLE = 20 * 60.0
"""Seconds, less than rule `registry.sign_in_idle_minutes` says as it is shipped."""
FIRST_HALF = "Felt-and-iron-41"


class Client:
    """`get`, `post`, `patch`, `put`, `delete` of paths under /v1, answering httpx responses."""

    def __init__(
        self,
        base: str,
        token: str = "",
        language: str = "en",
        opened: Callable[..., Client] | None = None,
        again: Callable[[], str] | None = None,
    ) -> None:
        self.again = again
        """Signs in anew, where nothing was asked for so long that the session is over."""
        self._used = time.monotonic()
        self.opened = opened
        """Makes accounts and signs them in, where the platform is a test's own: see `Platform.opened`."""
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
        self.http = httpx.Client(base_url=base, headers=headers, timeout=30.0, trust_env=False)

    def sign_in(self, name: str, password: str) -> str:
        """The token of a new session. AssertionError with the answer where it is refused."""
        answer = self.http.post("/v1/session", json={"name": name, "password": password})
        assert answer.status_code in (200, 201), answer.text
        token: str = answer.json()["token"]
        return token

    def request(
        self, method: str, path: str, *, key: str | None = None, if_match: Any = None, **more: Any
    ) -> httpx.Response:
        if self.again is not None and time.monotonic() - self._used > IDLE:
            self.http.headers["Authorization"] = f"Bearer {self.again()}"
        self._used = time.monotonic()
        headers = dict(more.pop("headers", None) or {})
        if method == "POST":
            headers.setdefault("Idempotency-Key", key or secrets.token_hex(12))
        if if_match is not None:
            headers["If-Match"] = if_match if isinstance(if_match, str) else f'"{if_match}"'
        return self.http.request(method, path if path.startswith("/v1") else f"/v1{path}", headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> httpx.Response:
        return self.request("POST", path, json=json, **more)

    def patch(self, path: str, json: Any = None, **more: Any) -> httpx.Response:
        return self.request("PATCH", path, json=json, **more)

    def put(self, path: str, json: Any = None, **more: Any) -> httpx.Response:
        return self.request("PUT", path, json=json, **more)

    def delete(self, path: str, **more: Any) -> httpx.Response:
        return self.request("DELETE", path, **more)

    def make(self, path: str, json: Any, **more: Any) -> dict[str, Any]:
        """POST what must succeed; answers its body."""
        answer = self.post(path, json, **more)
        assert answer.is_success, f"POST {path}: {answer.status_code} {answer.text}"
        body: dict[str, Any] = answer.json()
        return body

    def close(self) -> None:
        self.http.close()


def open_account(anonymous: Client, system: Client, security: Client, name: str, **wish: Any) -> str:
    """Have an account proposed and approved, and give it PASSWORD; the token of its session."""
    made = system.make("/accounts", {"name": name, "password": FIRST_HALF, **wish})
    decided = security.make(f"/account-changes/{made['change_id']}/decision", {"approved": True})
    given = FIRST_HALF + decided["password"]
    token = anonymous.sign_in(name, given)
    signed_in = {"Authorization": f"Bearer {token}"}
    wish = {"current_password": given, "new_password": PASSWORD}
    own = anonymous.post("/session/password", wish, headers=signed_in)
    assert own.status_code == 204, own.text
    return token
