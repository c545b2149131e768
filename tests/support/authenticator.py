"""A software authenticator (WebAuthn), and the browser around it: as good ones are, unless it is told otherwise."""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import httpx
import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.utils import websafe_decode, websafe_encode

from gateway.account_passkeys import Passkeys
from gateway.passkeys import PasskeySettings
from tests.contract.gateway_app import PASSWORD, App
from tests.contract.test_account_changes import holding
from tests.contract.test_accounts import bearer

DOMAIN = "cadre.example.gov.cn"
ORIGIN = f"https://{DOMAIN}"
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


def _signed_by(key: Any, content: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(content, ec.ECDSA(hashes.SHA256()))
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    return bytes(key.sign(content))


def _published(key: Any) -> CoseKey:
    kinds = {ec.EllipticCurvePrivateKey: ES256, rsa.RSAPrivateKey: RS256, ed25519.Ed25519PrivateKey: EdDSA}
    kind = next(made for of, made in kinds.items() if isinstance(key, of))
    return kind.from_cryptography_key(key.public_key())


def elliptic() -> Any:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Authenticator:
    """One passkey; copy it to have a clone."""

    key: Any = field(default_factory=elliptic)
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    counter: int = 0
    counts: bool = True
    user: bytes = b""
    origin: str = ORIGIN
    domain: str = DOMAIN
    flags: int = PRESENT | VERIFIED
    within: bool = False
    """Whether the page is shown within another's."""

    def but(self, **other: Any) -> Authenticator:
        return replace(self, **other)

    def makes(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says of a new passkey."""
        self.user = websafe_decode(options["user"]["id"])
        public = cbor.encode(_published(self.key))
        data = self._data(MADE) + bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = {"attestationObject": attestation, "clientDataJSON": self._page("webauthn.create", options["challenge"])}
        return self._answer(said) | {"authenticatorAttachment": "platform"}

    def signs(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says as somebody signs in."""
        self.counter += self.counts
        page, data = self._page("webauthn.get", options["challenge"]), self._data()
        signature = _signed_by(self.key, data + sha256(page).digest())
        said = {"authenticatorData": data, "clientDataJSON": page, "signature": signature, "userHandle": self.user}
        return self._answer(said)

    def _page(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.within}
        return orjson.dumps(said)

    def _data(self, more: int = 0) -> bytes:
        return sha256(self.domain.encode()).digest() + struct.pack(">BI", self.flags | more, self.counter)

    def _answer(self, said: dict[str, bytes]) -> dict[str, Any]:
        return {
            "id": websafe_encode(self.credential),
            "rawId": websafe_encode(self.credential),
            "type": "public-key",
            "response": {name: websafe_encode(value) for name, value in said.items()},
            "clientExtensionResults": {},
        }


@dataclass
class Holder:
    """Somebody with a passkey, and the session in which it was made."""

    app: App
    account: dict[str, Any]
    token: str
    passkey: Authenticator
    recovery: list[str]


def offer(app: App, monkeypatch: Any) -> None:
    """Passkeys are configured from now on."""
    told = PasskeySettings(DOMAIN, frozenset({ORIGIN}))
    monkeypatch.setattr(app.core, "passkeys", Passkeys(told, app.core.accounts))


async def by_password(app: App, account: dict[str, Any]) -> dict[str, Any]:
    answer = await app.client.post("/v1/session", json={"name": account["name"], "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def begin_making(app: App, token: str, password: str = PASSWORD, **proof: Any) -> httpx.Response:
    ask = {"current_password": password, **proof}
    return await app.client.post("/v1/session/passkeys/registration", json=ask, headers=bearer(token))


async def make(app: App, token: str, ticket: str, credential: dict[str, Any], name: str = "电脑") -> httpx.Response:
    wish = {"ticket": ticket, "credential": credential, "name": name}
    return await app.client.post("/v1/session/passkeys", json=wish, headers=bearer(token))


async def register(app: App, token: str, new: Authenticator, name: str = "电脑", **proof: Any) -> httpx.Response:
    begun = await begin_making(app, token, **proof)
    assert begun.status_code == 200, begun.text
    return await make(app, token, begun.json()["ticket"], new.makes(begun.json()["options"]), name)


async def holder(app: App, role: str = "training_officer", **passkey: Any) -> Holder:
    account, own = await holding(app, role), Authenticator(**passkey)
    token = (await by_password(app, account))["token"]
    made = await register(app, token, own)
    assert made.status_code == 201, made.text
    return Holder(app, account, made.json()["token"], own, made.json()["recovery_codes"])


async def begin(app: App) -> dict[str, Any]:
    answer = await app.client.post("/v1/session/passkey", json={})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def shown(app: App, passkey: Authenticator) -> dict[str, Any]:
    """A passkey as it is shown beside the password, where it is asked for anew."""
    begun = await begin(app)
    return {"passkey": {"ticket": begun["ticket"], "credential": passkey.signs(begun["options"])}}


async def complete(app: App, ticket: str, credential: Any) -> httpx.Response:
    wish = {"ticket": ticket, "credential": credential}
    return await app.client.post("/v1/session/passkey/completion", json=wish)


async def sign_in(app: App, passkey: Authenticator) -> httpx.Response:
    begun = await begin(app)
    return await complete(app, begun["ticket"], passkey.signs(begun["options"]))
