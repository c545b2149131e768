"""Passkeys (通行密钥, WebAuthn): what the platform asks an authenticator for, and what it believes of an answer.

A passkey is bound to this platform's name, so that a page of another name gets nothing from it, and asks whoever holds
it who they are: it stands for both factors. Which authenticator somebody has is not asked for (attestation: none).
Bytes are read and signatures verified by the library, which is loaded where somebody has a passkey and not before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from servicekit.config import ConfigurationError

if TYPE_CHECKING:
    from fido2.server import Fido2Server

Document = dict[str, Any]
T = TypeVar("T")
NAME: Final = "Cadre"
"""Under which name an authenticator lists the platform."""
ALGORITHMS: Final = (-7, -8, -257)
"""How an authenticator may sign, the best first: ES256, EdDSA, RS256."""
LONGEST_ID: Final = 1023
"""Bytes of a credential's id (WebAuthn, 4)."""


class Untrusted(Exception):
    """What came is not what was asked for, or is not vouched for; the reason is for the trail alone."""


@dataclass(frozen=True)
class PasskeySettings:
    """Where passkeys are good."""

    domain: str
    """The name that they are bound to (RP ID): the host of the pages, or a domain above it."""
    origins: frozenset[str]
    """The pages that ask for them: `https://cadre.city.example`."""

    def check(self) -> None:
        """Raises ConfigurationError naming the variable that is wrong."""
        if not self.origins:
            raise ConfigurationError("PASSKEY_ORIGINS is missing: the pages on which people sign in by a passkey")
        for origin in self.origins:
            parts = urlsplit(origin)
            host = parts.hostname or ""
            safe = parts.scheme == "https" or (parts.scheme, host) == ("http", "localhost")
            if not safe or origin != f"{parts.scheme}://{parts.netloc}":
                raise ConfigurationError(f"PASSKEY_ORIGINS must be like `https://cadre.city.example`: {origin}")
            if host != self.domain and not host.endswith(f".{self.domain}"):
                raise ConfigurationError(f"PASSKEY_DOMAIN must be the host of each origin, or above it: {origin}")


@dataclass(frozen=True, slots=True)
class Credential:
    """What an authenticator has made for the platform."""

    id: bytes
    data: bytes
    """With its public key, as the authenticator said it."""
    counter: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What an authenticator says as somebody signs in, before it is verified."""

    credential_id: bytes
    user: str
    """Whose passkey it is, as was said when it was made."""
    counter: int


class RelyingParty:
    """Asks authenticators, and judges what they answer."""

    def __init__(self, told: PasskeySettings) -> None:
        self.told = told

    def asks_to_make(self, account: Mapping[str, Any], known: Sequence[str], challenge: bytes) -> Document:
        """What a browser is told to make a passkey by, on an authenticator that has none of those that are `known`."""
        from fido2 import webauthn

        options, _ = self._server().register_begin(
            webauthn.PublicKeyCredentialUserEntity(
                id=account["_id"].encode(), name=account["name"], display_name=account["name"]
            ),
            [webauthn.PublicKeyCredentialDescriptor.from_dict({"type": "public-key", "id": one}) for one in known],
            resident_key_requirement=webauthn.ResidentKeyRequirement.REQUIRED,
            user_verification=webauthn.UserVerificationRequirement.REQUIRED,
            challenge=challenge,
        )
        return _plain(options.public_key)

    def asks_to_sign(self, challenge: bytes) -> Document:
        """What a browser is told to sign in by; whose passkey it will be is not known yet."""
        from fido2 import webauthn

        options, _ = self._server().authenticate_begin(
            user_verification=webauthn.UserVerificationRequirement.REQUIRED, challenge=challenge
        )
        return _plain(options.public_key)

    def made(self, answer: Mapping[str, Any], challenge: bytes) -> Credential:
        """The passkey that a browser's answer holds. Raises Untrusted."""

        def judge() -> Credential:
            _is_from_here(answer)
            data = self._server().register_complete(_asked(challenge), answer)
            made = data.credential_data
            assert made is not None
            if made.public_key.ALGORITHM not in ALGORITHMS or not 0 < len(made.credential_id) <= LONGEST_ID:
                raise ValueError("a kind of key that was not asked for")
            return Credential(made.credential_id, bytes(made), data.counter)

        return _believed(judge)

    def said(self, answer: Mapping[str, Any]) -> Shown:
        """Whose passkey it says it is, which is believed once `verify` has been. Raises Untrusted."""
        from fido2.webauthn import AuthenticationResponse

        def read() -> Shown:
            said = AuthenticationResponse.from_dict(answer)
            user = said.response.user_handle or b""
            return Shown(said.raw_id, user.decode(), said.response.authenticator_data.counter)

        return _believed(read)

    def verify(self, answer: Mapping[str, Any], challenge: bytes, data: bytes) -> None:
        """That the passkey with this `data` answers this challenge, here, and knows who holds it. Raises Untrusted."""
        from fido2.webauthn import AttestedCredentialData

        def judge() -> None:
            _is_from_here(answer)
            self._server().authenticate_complete(_asked(challenge), [AttestedCredentialData(data)], answer)

        _believed(judge)

    def _server(self) -> Fido2Server:
        from fido2.server import Fido2Server
        from fido2.webauthn import (
            AttestationConveyancePreference,
            PublicKeyCredentialParameters,
            PublicKeyCredentialRpEntity,
            PublicKeyCredentialType,
        )

        # It would log the ids of credentials.
        logging.getLogger("fido2").setLevel(logging.WARNING)
        server = Fido2Server(
            PublicKeyCredentialRpEntity(id=self.told.domain, name=NAME),
            attestation=AttestationConveyancePreference.NONE,
            verify_origin=lambda origin: _is_ours(origin, self.told.origins),
        )
        kind = PublicKeyCredentialType.PUBLIC_KEY
        server.allowed_algorithms = [PublicKeyCredentialParameters(type=kind, alg=one) for one in ALGORITHMS]
        return server


def _is_ours(origin: str, origins: frozenset[str]) -> bool:
    return origin in origins


def _is_from_here(answer: Mapping[str, Any]) -> None:
    """That the page was not shown within another's."""
    from fido2.utils import websafe_decode
    from fido2.webauthn import CollectedClientData

    if CollectedClientData(websafe_decode(answer["response"]["clientDataJSON"])).cross_origin is not False:
        raise ValueError("within another's page")


def _asked(challenge: bytes) -> Document:
    """What the library remembers of what was asked for."""
    from fido2.utils import websafe_encode
    from fido2.webauthn import UserVerificationRequirement

    return {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.REQUIRED}


def _believed(judge: Callable[[], T]) -> T:
    """What a judgement comes to. Raises Untrusted for whatever it fails by: what is read was made by a stranger."""
    try:
        return judge()
    except Exception as wrong:  # noqa: BLE001 - whatever a stranger's bytes come to is a refusal
        # Only the library's own words are known to quote nothing.
        raise Untrusted(str(wrong) if type(wrong) is ValueError else type(wrong).__name__) from None


def _plain(options: Mapping[str, Any]) -> Document:
    """Options as a browser reads them (`parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`)."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: plain(inner) for name, inner in value.items()}
        return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value

    return {name: plain(value) for name, value in options.items()}
