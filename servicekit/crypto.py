"""What is stored encrypted: sealed by the first key of a ring, opened by any, and found by a keyed hash (blind index).

A ring (密钥环) is one secret with a key a line, the key in force first: base64 of 32 bytes, and before it the name of
its suite where that is not `aes`, as `sm4 c2…`. Two rings are told to a process: FIELD_KEY, of the three services that
share the seal of identity numbers and the like, and DATA_KEY, the process's own, for what it keeps of answers and
files. A key is rotated by a new line above the old one, which goes when nothing lies under it any more (ADR 0049).
What seals and what makes an index are derived from a key, so that neither reveals the other. Losing the keys loses
what they sealed; they are never written to a log or a database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from servicekit.config import ConfigurationError, secret
from servicekit.marks import FIRST, NAMED, OF_PERSON

KEY_BYTES = 32
FIELD_KEY, DATA_KEY = "FIELD_KEY", "DATA_KEY"
_NONCE_BYTES = 12
_MARK_BYTES = 16
PERSONAL = "personal"
"""What stands for the name of a key where each person has their own."""
_ID_BYTES = 4


class BadKey(ConfigurationError):
    """A key is missing or is not 32 bytes in base64."""


class Unreadable(ValueError):
    """A sealed value was made with another key, for another owner, or was changed since."""


class Aead(Protocol):
    """Encryption that also tells whether anything was changed."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The ciphertext with its mark."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plaintext. Raises InvalidTag."""


class Sm4Gcm:
    """SM4 (GB/T 32907) in Galois/Counter mode, as AESGCM is called."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The ciphertext with its mark."""
        sealing = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data or b"")
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plaintext. Raises InvalidTag."""
        if len(data) < _MARK_BYTES:
            raise InvalidTag
        opening = Cipher(self._algorithm, modes.GCM(nonce, data[-_MARK_BYTES:])).decryptor()
        opening.authenticate_additional_data(associated_data or b"")
        return opening.update(data[:-_MARK_BYTES]) + opening.finalize()


@dataclass(frozen=True)
class Suite:
    """Algorithms that are used together (算法套件)."""

    name: str
    aead: Callable[[bytes], Aead]
    key_bytes: int
    """Of the encryption's key."""
    hash: Callable[[], hashes.HashAlgorithm]

    def derived(self, key: bytes, purpose: bytes, length: int = KEY_BYTES) -> bytes:
        """A key for one purpose alone (HKDF)."""
        return HKDF(algorithm=self.hash(), length=length, salt=None, info=purpose).derive(key)

    def mac(self, key: bytes, content: bytes) -> bytes:
        """A keyed hash (HMAC)."""
        if self is AES:
            return hmac.digest(key, content, "sha256")
        made = HMAC(key, self.hash())
        made.update(content)
        return made.finalize()


AES: Final = Suite("aes", AESGCM, 32, hashes.SHA256)
"""AES-256-GCM, HMAC-SHA-256."""
SM4: Final = Suite("sm4", Sm4Gcm, 16, hashes.SM3)
"""国密: SM4-GCM, HMAC-SM3."""
SUITES: Final = {suite.name: suite for suite in (AES, SM4)}
_NUMBERS: Final = {AES.name: b"\x01", SM4.name: b"\x02"}
_NUMBERED: Final = {number: SUITES[name] for name, number in _NUMBERS.items()}


class Key:
    """One key of a ring, with what is derived from it."""

    def __init__(self, material: bytes, suite: Suite = AES) -> None:
        if len(material) != KEY_BYTES:
            raise BadKey(f"A key must hold {KEY_BYTES} bytes, not {len(material)}")
        self.suite = suite
        self.aead = suite.aead(suite.derived(material, b"cadre field sealing v1", suite.key_bytes))
        self.id = suite.derived(material, b"cadre key id v1", _ID_BYTES)
        """What a sealed value names it by; says nothing of it."""
        self.index = suite.derived(material, b"cadre blind index v1")
        self.receipts = suite.derived(material, b"cadre receipt fingerprint v1")

    @property
    def name(self) -> str:
        """Its id, for people."""
        return self.id.hex()


class FieldCipher:
    """Seals by the first key of a ring, opens by any of them, and makes blind indexes."""

    def __init__(self, *keys: Key | bytes) -> None:
        self.keys: Sequence[Key] = [key if isinstance(key, Key) else Key(key) for key in keys]
        self._by_id = {key.id: key for key in self.keys}
        self._current = self.keys[0]
        self._head = NAMED + self._current.id
        self.receipts = self.keys[-1].receipts
        """With what fingerprints of commands were keyed before they were sealed."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, name: str = FIELD_KEY) -> FieldCipher:
        """The cipher by the ring of this name. Raises BadKey saying how to make a key."""
        text = secret(name, environment)
        if not text:
            raise BadKey(f"{name} is not set; make one with: openssl rand -base64 32")
        try:
            return cls(*(_read(line) for line in text.splitlines() if line.strip()))
        except BadKey as wrong:
            raise BadKey(f"{name}: {wrong}") from None

    @property
    def current(self) -> str:
        """The name of the key in force."""
        return self._current.name

    def seal(self, text: str, owner: str) -> bytes:
        """Encrypt `text`, bound to its `owner` (e.g. collection, field and id): moved to another, it does not open."""
        return self.seal_bytes(text.encode(), owner)

    def seal_bytes(self, content: bytes, owner: str) -> bytes:
        """The same for what is no text."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._current.aead.encrypt(nonce, content, self._head + owner.encode())

    def open(self, sealed: bytes, owner: str) -> str:
        """Decrypt what `seal` made for the same owner. Raises Unreadable."""
        return self.open_bytes(sealed, owner).decode()

    def open_bytes(self, sealed: bytes, owner: str) -> bytes:
        """Decrypt what `seal_bytes` made for the same owner. Raises Unreadable."""
        if sealed[:1] == FIRST:
            # From before keys had names: whichever of the ring it was.
            rest = sealed[1:]
            for key in reversed(self.keys):
                if key.suite is AES and (content := _opened(key, rest, owner.encode())) is not None:
                    return content
            raise Unreadable("a sealed field does not open with any key of the ring and this owner")
        if sealed[:1] != NAMED:
            raise Unreadable("unknown format of a sealed field")
        head, rest = sealed[: 1 + _ID_BYTES], sealed[1 + _ID_BYTES :]
        named = self._by_id.get(head[1:])
        if named is None:
            raise Unreadable(f"sealed by the key {head[1:].hex()}, which is not in the ring")
        if (content := _opened(named, rest, head + owner.encode())) is None:
            raise Unreadable("a sealed field does not open with its key and this owner")
        return content

    def is_current(self, sealed: bytes) -> bool:
        """Whether it lies under the key in force, or a person's own by the algorithms in force."""
        return sealed.startswith((self._head, OF_PERSON + _NUMBERS[self.suite.name]))

    @property
    def suite(self) -> Suite:
        """The algorithms in force."""
        return self._current.suite

    def blind(self, text: str) -> str:
        """A keyed fingerprint for an equality search: the same for the same text, useless without the key.

        By the last key of the ring, so that a new key before it leaves what is found by equality findable.
        """
        key = self.keys[-1]
        return base64.urlsafe_b64encode(key.suite.mac(key.index, text.encode())).decode().rstrip("=")


class PersonKey:
    """The key of one person (一人一密), of each suite: what lies under it is gone when it is destroyed.

    What is sealed tells in clear of which kind it is, so that one whose key is gone can be spoken of.
    """

    _MARKS = 3

    def __init__(self, material: bytes) -> None:
        self._material = material
        self._aeads: dict[str, Aead] = {}

    def seal(self, content: bytes, owner: str, suite: Suite, kind: bytes) -> bytes:
        """Encrypt what is of a kind (a byte), bound to its `owner` as `FieldCipher.seal` does."""
        head, nonce = OF_PERSON + _NUMBERS[suite.name] + kind, os.urandom(_NONCE_BYTES)
        return head + nonce + self._aead(suite).encrypt(nonce, content, head + owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """Decrypt what `seal` made for the same owner. Raises Unreadable."""
        head, rest = sealed[: self._MARKS], sealed[self._MARKS :]
        suite = _NUMBERED.get(head[1:2])
        if suite is None:
            raise Unreadable("unknown format of a sealed field")
        try:
            return self._aead(suite).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head + owner.encode())
        except (InvalidTag, ValueError):
            raise Unreadable("a sealed field does not open with its person's key and this owner") from None

    def _aead(self, suite: Suite) -> Aead:
        if suite.name not in self._aeads:
            key = suite.derived(self._material, b"cadre person sealing v1", suite.key_bytes)
            self._aeads[suite.name] = suite.aead(key)
        return self._aeads[suite.name]


def key_of(sealed: bytes) -> str:
    """The name of the key by which something is sealed; empty from before keys had names. Raises Unreadable."""
    if sealed[:1] == FIRST:
        return ""
    if sealed[:1] == OF_PERSON:
        return PERSONAL
    if sealed[:1] != NAMED:
        raise Unreadable("unknown format of a sealed field")
    return bytes(sealed[1 : 1 + _ID_BYTES]).hex()


def receipt_key(environment: Mapping[str, str] | None = None) -> bytes:
    """`FieldCipher.receipts`; empty in a process without FIELD_KEY, which has nothing sealed. Raises BadKey."""
    return FieldCipher.from_environment(environment).receipts if secret(FIELD_KEY, environment) else b""


def _opened(key: Key, rest: bytes, bound: bytes) -> bytes | None:
    try:
        return key.aead.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        return None


def _read(line: str) -> Key:
    *named, text = line.split()
    suite = SUITES.get(named[0] if named else AES.name)
    if suite is None or len(named) > 1:
        raise BadKey(f"a line is a key, or one of {', '.join(SUITES)} and a key")
    try:
        return Key(base64.b64decode(text, validate=True), suite)
    except binascii.Error as error:
        raise BadKey("a key is base64") from error
