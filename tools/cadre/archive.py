"""The archive of a backup: one file, compressed, then sealed in chunks whose order and end cannot be changed unseen.

    magic, length of the header, header (JSON), chunks

Each chunk is AES-256-GCM over up to a mebibyte. Its nonce is its number and whether it is the last one (the STREAM
construction), and the header is authenticated with each: what is cut, exchanged, repeated or changed does not open.
Within stand records: a letter, a length, and BSON.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tools.cadre.words import Refused

MAGIC = b"CADREBK1"
CHUNK = 1 << 20
LARGEST_RECORD = 64 << 20
_TAG = 16
_COST = {"n": 1 << 16, "r": 8, "p": 1}
_MOST_COST = 1 << 20


@dataclass(frozen=True)
class Secret:
    """What an archive is sealed with: a key of 32 bytes, or a passphrase."""

    key: bytes = b""
    passphrase: str = ""

    @classmethod
    def from_key_file(cls, path: Path) -> Secret:
        """Base64 of 32 bytes, as `openssl rand -base64 32` writes it. Raises Refused."""
        try:
            key = base64.b64decode(_read(path).strip(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != 32:
            raise Refused(
                "密钥文件应含三十二字节的随机数，以可打印形式存放",
                f"{path} must hold 32 bytes in base64",
                f"openssl rand -base64 32 > {path}; chmod 600 {path}",
            )
        return cls(key=key)

    @classmethod
    def from_passphrase(cls, text: str) -> Secret:
        """Raises Refused for one that is soon guessed."""
        if len(text) < 12:
            raise Refused("备份口令至少十二个字符", "A passphrase has 12 characters at least")
        return cls(passphrase=text)

    @classmethod
    def from_passphrase_file(cls, path: Path) -> Secret:
        return cls.from_passphrase(_read(path).decode("utf-8", "replace").rstrip("\r\n"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(f"无法读取文件：{path}", f"{path} cannot be read: {wrong.strerror}") from None


def _keys(secret: Secret, header: dict[str, object]) -> tuple[AESGCM, str]:
    """The cipher of one archive, and by what the right secret is known before anything is opened."""
    salt = base64.b64decode(str(header["salt"]))
    if secret.passphrase:
        cost = {name: int(str(header[name])) for name in _COST}
        if not (2 <= cost["n"] <= _MOST_COST and cost["r"] == 8 and cost["p"] == 1):
            raise Damaged()
        master = Scrypt(salt=salt, length=32, **cost).derive(secret.passphrase.encode())
    else:
        master = secret.key

    def derive(purpose: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=purpose).derive(master)

    return AESGCM(derive(b"cadre backup v1")), derive(b"cadre backup check v1").hex()[:32]


def _nonce(number: int, last: bool) -> bytes:
    return bytes(3) + struct.pack(">Q", number) + bytes([last])


class Damaged(Refused):
    """The archive was changed, or is not one."""

    def __init__(self) -> None:
        super().__init__(
            "备份文件已损坏或被改动，没有写入任何数据。请使用另一份备份",
            "The archive is damaged or was changed; nothing was written. Use another one",
        )


class CutShort(Refused):
    """The archive ends before its end."""

    def __init__(self) -> None:
        super().__init__(
            "备份文件不完整：写到一半就中断了，没有写入任何数据。请使用另一份备份，或重新备份",
            "The archive is incomplete: it was cut in the middle; nothing was written. Use another one, or make one "
            "anew",
        )


class Writer:
    """Writes an archive."""

    def __init__(self, file: BinaryIO, secret: Secret) -> None:
        header: dict[str, object] = {"format": 1, "salt": base64.b64encode(os.urandom(16)).decode()}
        if secret.passphrase:
            header |= {"kdf": "scrypt", **_COST}
        self._cipher, header["check"] = _keys(secret, header)
        text = json.dumps(header, sort_keys=True).encode()
        self._file, self._bound, self._number = file, hashlib.sha256(text).digest(), 0
        self._zip = zlib.compressobj(1)
        self._open = bytearray()
        file.write(MAGIC + struct.pack(">I", len(text)) + text)

    def record(self, letter: bytes, *parts: bytes) -> None:
        """Add a record."""
        self._add(letter + struct.pack(">I", sum(map(len, parts))))
        for part in parts:
            self._add(part)

    def _add(self, data: bytes) -> None:
        self._open += self._zip.compress(data)
        # One chunk stays open: the last must be known as such when it is sealed.
        while len(self._open) > CHUNK:
            self._seal(bytes(self._open[:CHUNK]), last=False)
            del self._open[:CHUNK]

    def end(self) -> None:
        """The end, without which the archive does not count."""
        self._open += self._zip.flush()
        while len(self._open) > CHUNK:
            self._seal(bytes(self._open[:CHUNK]), last=False)
            del self._open[:CHUNK]
        self._seal(bytes(self._open), last=True)

    def _seal(self, data: bytes, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), data, self._bound)
        self._file.write(struct.pack(">I", len(sealed)) + sealed)
        self._number += 1


class Reader:
    """Reads an archive; `records` raises CutShort or Damaged rather than ending early."""

    def __init__(self, file: BinaryIO, secret: Secret) -> None:
        self._file = file
        if (magic := file.read(len(MAGIC))) != MAGIC:
            if MAGIC.startswith(magic):
                raise CutShort()
            raise Refused("这不是本系统的备份文件", "This is no archive of `cadre backup`")
        text = self._exactly(struct.unpack(">I", self._exactly(4))[0], most=10_000)
        try:
            header = json.loads(text)
            if ("kdf" in header) != bool(secret.passphrase):
                raise _needs("kdf" in header)
            self._cipher, check = _keys(secret, header)
            same = hmac.compare_digest(check, str(header["check"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Damaged() from None
        if not same:
            raise Refused(
                "密钥或口令不是备份时所用的那一个",
                "The key or the passphrase is not the one that the archive was made with",
            )
        self._bound = hashlib.sha256(text).digest()

    def records(self) -> Iterator[tuple[bytes, bytes]]:
        """Every record, a letter and its bytes, each authenticated before it is handed out."""
        plain, open_ = self._plain(), bytearray()

        def take(size: int) -> bytes:
            while len(open_) < size:
                piece = next(plain, None)
                if piece is None:
                    raise Damaged()
                open_.extend(piece)
            taken = bytes(open_[:size])
            del open_[:size]
            return taken

        while True:
            while not open_:
                piece = next(plain, None)
                if piece is None:
                    return
                open_.extend(piece)
            letter, size = take(1), struct.unpack(">I", take(4))[0]
            if size > LARGEST_RECORD:
                raise Damaged()
            yield letter, take(size)

    def _plain(self) -> Iterator[bytes]:
        unzip, number, last = zlib.decompressobj(), 0, False
        while not last:
            size = struct.unpack(">I", self._exactly(4))[0]
            sealed = self._exactly(size, most=CHUNK + _TAG)
            data, last = self._opened(sealed, number)
            number += 1
            try:
                while data:
                    yield unzip.decompress(data, CHUNK)
                    data = unzip.unconsumed_tail
            except zlib.error:
                raise Damaged() from None
        if self._file.read(1) or not unzip.eof:
            raise Damaged()

    def _opened(self, sealed: bytes, number: int) -> tuple[bytes, bool]:
        for last in (False, True):
            try:
                return self._cipher.decrypt(_nonce(number, last), sealed, self._bound), last
            except InvalidTag:
                continue
        raise Damaged()

    def _exactly(self, size: int, most: int = 1 << 31) -> bytes:
        if size > most:
            raise Damaged()
        data = self._file.read(size)
        if len(data) < size:
            raise CutShort()
        return data


def _needs(passphrase: bool) -> Refused:
    if passphrase:
        return Refused(
            "这份备份用口令加密，请给出口令", "The archive was sealed with a passphrase", "--passphrase-file FILE"
        )
    return Refused(
        "这份备份用密钥文件加密，请给出密钥文件", "The archive was sealed with a key file", "--key-file FILE"
    )
