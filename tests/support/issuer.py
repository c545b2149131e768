"""An identity provider that says whatever a test wants: what a real one would never say, too."""

from __future__ import annotations

import hmac
import secrets
import warnings
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import orjson
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from gateway.oidc import Issuer, OidcSettings
from gateway.oidc_rows import OidcSignIn
from servicekit import clock
from tests.contract.gateway_app import PASSWORD, App

URL = "https://login.example.gov.cn"
CLIENT = "cadre-platform"
BACK = "https://cadre.example.gov.cn/signed-in"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
TOLD = OidcSettings(URL, CLIENT, BACK)
KINDS: dict[str, Any] = {
    "RS256": lambda: RSAKey.generate_key(2048),
    "PS256": lambda: RSAKey.generate_key(2048),
    "ES256": lambda: ECKey.generate_key("P-256"),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519"),
}
RSA = KINDS["RS256"]()
"""Takes long to make."""


def part(content: Any) -> str:
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    return urlsafe_b64encode(body).decode().rstrip("=")


def signed(header: dict[str, Any], claims: dict[str, Any], key: Any) -> str:
    registry = jws.JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return jws.serialize_compact(header, orjson.dumps(claims), key, registry=registry)


def signed_by_password(header: dict[str, Any], claims: dict[str, Any], password: bytes) -> str:
    """With what the library would not take as a password: the text of a public key."""
    said = f"{part(header)}.{part(claims)}"
    return f"{said}.{part(hmac.digest(password, said.encode(), 'sha256'))}"


@dataclass
class Forge:
    """Answers for the issuer; `asked` counts how often which of its places was called."""

    keys: dict[str, Any] = field(default_factory=lambda: {"k-1": RSA})
    algorithm: str = "RS256"
    metadata: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Identity token and code challenge of each code."""

    def claims(self, nonce: Any, **other: Any) -> dict[str, Any]:
        now = int(clock.now().timestamp())
        said = {"iss": URL, "sub": "u-1", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce, **other}
        return {name: value for name, value in said.items() if value is not None}

    def token(self, nonce: Any, kid: str = "k-1", **other: Any) -> str:
        return signed({"alg": self.algorithm, "kid": kid}, self.claims(nonce, **other), self.keys[kid])

    def logout(self, kid: str = "k-1", **other: Any) -> str:
        """A logout token, which is new each time."""
        said = {"nonce": None, "events": {LOGOUT: {}}, "jti": secrets.token_hex(8), **other}
        return signed({"alg": self.algorithm, "kid": kid, "typ": "logout+jwt"}, self.claims(**said), self.keys[kid])

    def code(self, token: str, challenge: str) -> str:
        code = secrets.token_urlsafe(8)
        self.codes[code] = token, challenge
        return code

    async def answer(self, request: httpx.Request) -> httpx.Response:
        place = request.url.path
        self.asked[place] = self.asked.get(place, 0) + 1
        if place in self.away:
            raise httpx.ConnectError("away")
        if place == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks"}
            return httpx.Response(200, json={"issuer": URL, **{k: URL + v for k, v in places.items()}, **self.metadata})
        if place == "/jwks":
            keys = [{**key.as_dict(private=False), "kid": kid} for kid, key in self.keys.items()]
            return httpx.Response(200, json={"keys": keys})
        assert place == "/token"
        sent = dict(parse_qsl((await request.aread()).decode()))
        token, challenge = self.codes.get(sent["code"], ("", ""))
        verified = part(sha256(sent["code_verifier"].encode()).digest())
        if not token or challenge != verified:
            return httpx.Response(400, json={"error": "invalid_grant"})
        return httpx.Response(200, json={"access_token": "at", "token_type": "Bearer", "id_token": token})


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun: what the browser is sent with, and the ticket."""

    url: str
    ticket: str

    def sent(self, name: str) -> str:
        return parse_qs(urlsplit(self.url).query)[name][0]


def use(app: App, forge: Forge, monkeypatch: Any, told: OidcSettings = TOLD) -> Forge:
    """The issuer is the forge from now on."""
    sign_in = OidcSignIn(Issuer(told, httpx.MockTransport(forge.answer)), app.core.accounts)
    monkeypatch.setattr(app.core, "oidc", sign_in)
    return forge


async def begin(app: App) -> Begun:
    answer = await app.client.post("/v1/session/oidc", json={})
    assert answer.status_code == 200, answer.text
    return Begun(answer.json()["authorization_url"], answer.json()["ticket"])


async def complete(app: App, begun: Begun, code: str, **other: Any) -> httpx.Response:
    sent = {"code": code, "state": begun.sent("state"), "ticket": begun.ticket, **other}
    return await app.client.post("/v1/session/oidc/completion", json=sent)


async def sign_in(app: App, forge: Forge, **claims: Any) -> httpx.Response:
    """Signs in with what the forge says in its token."""
    begun = await begin(app)
    nonce = claims.pop("nonce", begun.sent("nonce"))
    code = forge.code(forge.token(nonce, **claims), begun.sent("code_challenge"))
    return await complete(app, begun, code)


async def signs_out(app: App, token: str) -> httpx.Response:
    """The issuer says that somebody has signed out."""
    return await app.client.post("/v1/session/oidc/back-channel-logout", data={"logout_token": token})


async def linked(app: App, subject: str, role: str = "training_officer", issuer: str = URL) -> str:
    """An account that is linked to a subject, by two administrators in fact."""
    name = f"l-{secrets.token_hex(5)}"
    account = await app.core.accounts.create({"name": name, "roles": [role]}, PASSWORD, "test", "")
    identity = {"issuer": issuer, "subject": subject}
    await app.core.db.accounts.update_one({"_id": account["_id"]}, {"$set": {"identity": identity}})
    return str(account["_id"])
