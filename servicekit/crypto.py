"""Fields that are stored encrypted and can still be found by equality: AES-256-GCM and a keyed blind index.

One key per installation, `FIELD_KEY` (base64, 32 bytes); the keys for sealing and for the index are derived from it, so
that neither reveals the other. Losing the key loses the fields; it is never written to a log or a database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from servicekit.config import ConfigurationError, secret

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class BadKey(ConfigurationError):
    """FIELD_KEY is missing or is not 32 bytes in base64."""


class Unreadable(ValueError):
    """A sealed value was made with another key, for another owner, or was changed since."""


class FieldCipher:
    """Seals fields and makes blind indexes, with keys derived from one master key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BadKey(f"FIELD_KEY must hold {KEY_BYTES} bytes, not {len(key)}")
        self._seal = AESGCM(_derive(key, b"cadre field sealing v1"))
        self._index = _derive(key, b"cadre blind index v1")
        self.receipts = _derive(key, b"cadre receipt fingerprint v1")
        """What the fingerprints of commands are keyed with: a sealed field cannot be guessed from its command's."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> FieldCipher:
        """The cipher of this installation. Raises BadKey saying how to make a key."""
        text = secret("FIELD_KEY", environment)
        if not text:
            raise BadKey("FIELD_KEY is not set; make one with: openssl rand -base64 32")
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise BadKey("FIELD_KEY is not base64") from error
        return cls(key)

    def seal(self, text: str, owner: str) -> bytes:
        """Encrypt `text`, bound to its `owner` (e.g. collection, field and id): moved to another, it does not open."""
        return self.seal_bytes(text.encode(), owner)

    def seal_bytes(self, content: bytes, owner: str) -> bytes:
        """The same for what is no text."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._seal.encrypt(nonce, content, owner.encode())

    def open(self, sealed: bytes, owner: str) -> str:
        """Decrypt what `seal` made for the same owner. Raises Unreadable."""
        return self.open_bytes(sealed, owner).decode()

    def open_bytes(self, sealed: bytes, owner: str) -> bytes:
        """Decrypt what `seal_bytes` made for the same owner. Raises Unreadable."""
        if sealed[:1] != _VERSION:
            raise Unreadable("unknown format of a sealed field")
        nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._seal.decrypt(nonce, rest, owner.encode())
        except InvalidTag as error:
            raise Unreadable("a sealed field does not open with this key and owner") from error

    def blind(self, text: str) -> str:
        """A keyed fingerprint for an equality search: the same for the same text, useless without the key."""
        return base64.urlsafe_b64encode(hmac.digest(self._index, text.encode(), "sha256")).decode().rstrip("=")


def receipt_key(environment: Mapping[str, str] | None = None) -> bytes:
    """`FieldCipher.receipts`; empty in a process without FIELD_KEY, which has nothing sealed. Raises BadKey."""
    return FieldCipher.from_environment(environment).receipts if secret("FIELD_KEY", environment) else b""


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
