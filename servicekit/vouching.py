"""Signed calls (ADR 0046): who calls vouches for what is asked, for whom, and until when; every service verifies it.

A token is an Ed25519 signature over the operation, the request's id, where the answer goes, the deadline, the
principal, everything else that bears on what is done, and the digest of the body: it is good for this one request,
until its deadline. Whose key it is says the ring that all are told; what each may call, and in whose name, says the
release (`callers.json`). The gateway speaks for anybody, as it knows who has signed in. Others speak for themselves
alone (`system:projector`), or for whom the gateway has given them a grant: an account, operations, keys, an end.

Both files are read again when they change, so that keys are replaced without a stop.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from servicekit import logs, principal, signing
from servicekit.config import ConfigurationError, Settings
from servicekit.errors import Forbidden, Unavailable
from servicekit.principal import Principal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

log = logs.get(__name__)

TOKEN, GRANT = "cadre.token", "cadre.grant"
"""Headers."""
BOUND = (
    "cadre.deadline",
    "cadre.principal",
    "cadre.key",
    "cadre.if_match",
    "cadre.after",
    "cadre.request_id",
    GRANT,
)
"""Headers that are signed: all that bears on what is done."""
LONGEST = 120.0
"""Seconds that a token may be good for at most."""
ANYBODY = "gateway"
"""Who may call everything, and in anybody's name."""
AGAIN = 1.0
"""Seconds between looks whether a file has changed."""
_VERSION = "v1"
"""Ed25519, and nothing else: what is signed how is not for the token to say."""
_CALL, _GRANT, _LINK = b"cadre call v1\n", b"cadre grant v1\n", b"cadre link v1\n"


class NotVouched(Unavailable):
    """The call bears no signature of a process that may call so; whoever has signed in is not at fault."""

    code = "not-vouched"
    zh = "系统内部调用未通过签名验证"
    en = "A call inside the platform was not vouched for"
    advice_zh = "请稍后再试；如持续出现，请联系系统管理员检查各进程的调用密钥。"
    advice_en = "Try again later; if it lasts, an operator should look at the keys with which processes sign calls."


class NotGranted(Forbidden):
    """The gateway has not granted that this be done for somebody else, or does so no longer; it stays refused."""

    code = "not-granted"
    zh = "代办授权无效或已失效"
    en = "The grant to act for somebody is not valid, or has ended"
    advice_zh = "请重新提交这项导入或撤销。"
    advice_en = "Hand the import in again, or ask again to undo it."


class Kept:
    """What a file says, read again when that has changed; or what never changes."""

    def __init__(self, read: Callable[[str], Any], path: str = "", text: str = "") -> None:
        self._read = read
        self._path = path
        self._mark: tuple[int, ...] = ()
        self._looked = 0.0
        self._said: Any = None if path else read(text)

    def said(self, *, at_once: bool = False) -> Any:
        """What it says now, at the latest a second late or `at_once`; what it said before, while it cannot be read.

        Raises ConfigurationError where it was never read.
        """
        waits = self._said is not None and not at_once and time.monotonic() < self._looked + AGAIN
        if not self._path or waits:
            return self._said
        self._looked = time.monotonic()
        try:
            found = Path(self._path).stat()
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
            if mark != self._mark:
                self._said, self._mark = self._read(Path(self._path).read_text()), mark
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            if self._said is None:
                raise ConfigurationError(f"{self._path} cannot be read: {wrong}") from None
            log.warning("keys of calls cannot be read; those before hold", file=self._path, error=repr(wrong))
        return self._said


def _from_environment(name: str, read: Callable[[str], Any], environment: Mapping[str, str] | None) -> Kept | None:
    environment = os.environ if environment is None else environment
    text, path = environment.get(name, ""), environment.get(f"{name}_FILE", "")
    if not text and not path:
        return None
    try:
        kept = Kept(read, "" if text else path, text)
        kept.said()
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise ConfigurationError(f"{name} cannot be read: {wrong}") from None
    return kept


def _of_call(target: str, request: str, reply_to: str, headers: Mapping[str, Any], body: bytes) -> bytes:
    """What is signed of a call; no two calls have the same."""
    parts = [target, request, reply_to, *(headers.get(name) for name in BOUND)]
    told = [b"" if part is None else b"=" + str(part).encode() for part in parts]
    told.append(hashlib.blake2b(body, digest_size=32).digest())
    return _CALL + b"".join(len(one).to_bytes(4, "big") + one for one in told)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def id_of(public: bytes) -> str:
    """By what a key is called."""
    return hashlib.sha256(public).hexdigest()[:16]


class Signer:
    """Signs a process's calls with its own key, the first one in its file."""

    def __init__(self, key: Kept) -> None:
        self._key = key

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Signer | None:
        """With CALL_KEY_FILE; None where there is none. Raises ConfigurationError where it is no key."""
        kept = _from_environment("CALL_KEY", _Own.read, environment)
        return None if kept is None else cls(kept)

    def token(self, target: str, request: str, reply_to: str, headers: Mapping[str, Any], body: bytes) -> str:
        """What vouches for a call with these headers."""
        own: _Own = self._key.said()
        return f"{_VERSION}.{own.id}.{_text(own.sign(_of_call(target, request, reply_to, headers, body)))}"

    def grant(self, whom: Principal, targets: Iterable[str], keys: str, until: float) -> str:
        """That another process may call these operations for somebody, with keys that begin so, until then."""
        own: _Own = self._key.said()
        told = orjson.dumps({"principal": whom.to_wire(), "targets": sorted(targets), "keys": keys, "until": until})
        return f"{_VERSION}.{own.id}.{_text(told)}.{_text(own.sign(_GRANT + told))}"

    @property
    def id(self) -> str:
        """By what the key is called with which it signs now."""
        own: _Own = self._key.said()
        return own.id

    @property
    def of_documents(self) -> signing.Signer:
        """The same key for what anybody verifies by its public half: no document is taken for a call, nor the other
        way round, as what is signed of a call begins otherwise than any JWS."""
        own: _Own = self._key.said()
        return own.of_documents

    def link(self, content: bytes) -> tuple[str, str]:
        """By which key, and how, a link of this process's chain is signed; see `servicekit.chain`."""
        own: _Own = self._key.said()
        return own.id, _text(own.sign(_LINK + content))


@dataclass
class _Own:
    """A private key; what signs with it is loaded when it is first needed, as it is large."""

    key: bytes
    _loaded: Ed25519PrivateKey | None = None
    _id: str = ""

    @classmethod
    def read(cls, text: str) -> _Own:
        key = base64.b64decode(text.split()[0] if text.strip() else "", validate=True)
        if len(key) != 32:
            raise ValueError(f"a key is 32 bytes in base64, not {len(key)}")
        return cls(key)

    @property
    def id(self) -> str:
        self._load()
        return self._id

    @functools.cached_property
    def of_documents(self) -> signing.Signer:
        return signing.signer_from(self.key)

    def sign(self, content: bytes) -> bytes:
        return self._load().sign(content)

    def _load(self) -> Ed25519PrivateKey:
        if self._loaded is None:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

            self._loaded = Ed25519PrivateKey.from_private_bytes(self.key)
            self._id = id_of(self._loaded.public_key().public_bytes_raw())
        return self._loaded


def _ring(text: str) -> dict[str, tuple[str, Ed25519PublicKey]]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found = {}
    for id, one in orjson.loads(text).items():
        public = base64.b64decode(one["public"], validate=True)
        if id_of(public) != id:
            raise ValueError(f"{id} is not the name of its key")
        found[id] = (str(one["who"]), Ed25519PublicKey.from_public_bytes(public))
    return found


Callers = Mapping[str, Mapping[str, Iterable[str]]]
"""Of each process besides the gateway: what it may call in its `own` name, and what for whom a grant names
(`granted`)."""


def callers_beside(folder: Path) -> Callers:
    """What the release says of who calls, in a file beside the services; nobody but the gateway where there is none."""
    try:
        told: Callers = orjson.loads((folder / "callers.json").read_bytes())
    except FileNotFoundError:
        return {}
    return told


class Verifier:
    """Verifies the calls that a service is asked."""

    def __init__(self, ring: Kept, callers: Callers) -> None:
        self._ring = ring
        self._callers = {who: {how: frozenset(rows) for how, rows in may.items()} for who, may in callers.items()}

    @classmethod
    def from_environment(cls, callers: Callers, environment: Mapping[str, str] | None = None) -> Verifier | None:
        """With CALL_KEYS_FILE; None where there is none. Raises ConfigurationError where it is no ring."""
        kept = _from_environment("CALL_KEYS", _ring, environment)
        return None if kept is None else cls(kept, callers)

    def verify(
        self,
        target: str,
        request: str,
        reply_to: str,
        headers: Mapping[str, Any],
        body: bytes,
        whom: Principal,
        *,
        now: float | None = None,
    ) -> str:
        """Who vouches for this call. Raises NotVouched or NotGranted."""
        now = time.time() if now is None else now
        token = headers.get(TOKEN)
        if not token:
            raise _refused("调用没有签名", "The call bears no token")
        version, _, rest = str(token).partition(".")
        id, _, signature = rest.partition(".")
        if version != _VERSION:
            raise _refused("签名的格式不被接受", "The token is of no form that is taken")
        who = self._verified(id, signature, _of_call(target, request, reply_to, headers, body))
        until = _seconds(headers.get("cadre.deadline"))
        if not now < until <= now + LONGEST:
            raise _refused("签名已过期，或有效期过长", "The token has expired, or would be good for too long")
        if who == ANYBODY:
            return who
        may = self._callers.get(who, {})
        if target in may.get("own", ()):
            if whom.roles == ("system",) and whom.account.partition(".")[0] == f"system:{who}":
                return who
        elif target in may.get("granted", ()):
            self._check_grant(headers.get(GRANT), target, headers.get("cadre.key"), whom, now)
            return who
        raise _refused("该进程不得以此身份发起这一调用", f"{who} may not call {target} as {whom.account}")

    def knows(self, id: str) -> bool:
        """Whether a key is in the ring."""
        return id in self._ring.said() or id in self._ring.said(at_once=True)

    def of_link(self, id: str, signature: str, content: bytes) -> str:
        """Who has signed a link of a chain. Raises NotVouched."""
        return self._verified(id, signature, _LINK + content)

    def _check_grant(self, grant: Any, target: str, key: Any, whom: Principal, now: float) -> None:
        """Raises NotGranted unless the gateway has granted just this."""
        version, _, rest = str(grant or "").partition(".")
        id, _, rest = rest.partition(".")
        text, _, signature = rest.partition(".")
        if version != _VERSION:
            raise NotGranted()
        try:
            told = _bytes(text)
            granted = orjson.loads(told)
            meant = (
                self._verified(id, signature, _GRANT + told) == ANYBODY
                and now < granted["until"]
                and target in granted["targets"]
                and principal.from_wire(granted["principal"]) == whom
                and (key is None or str(key).startswith(granted["keys"]))
            )
        except (NotVouched, ValueError, KeyError, TypeError) as wrong:
            raise NotGranted() from wrong
        if not meant:
            raise NotGranted()

    def _verified(self, id: str, signature: str, content: bytes) -> str:
        """Whose signature it is. Raises NotVouched."""
        from cryptography.exceptions import InvalidSignature

        known = self._ring.said().get(id) or self._ring.said(at_once=True).get(id)
        if known is None:
            raise _refused("签名密钥不在密钥表中", "The key of the token is not in the ring")
        who: str = known[0]
        try:
            known[1].verify(_bytes(signature), content)
        except (InvalidSignature, binascii.Error, ValueError):
            raise _refused("签名与调用内容不符", "The signature is not of this call") from None
        return who


def _seconds(text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0.0


def _refused(zh: str, en: str) -> NotVouched:
    return NotVouched(zh, en, retry_after=5)


def signer_of(settings: Settings) -> Signer | None:
    """With what this process signs. Raises ConfigurationError where it has nothing, and unsigned calls are refused."""
    signer = Signer.from_environment()
    if signer is None and not settings.takes_unsigned:
        raise ConfigurationError("CALL_KEY_FILE is not set: no service would take what this process asks (make env)")
    return signer


def verifier_of(settings: Settings, callers: Callers) -> Verifier | None:
    """What this service verifies calls with, None where it takes unsigned ones. Raises ConfigurationError."""
    if settings.takes_unsigned:
        log.warning("calls are taken that nobody vouches for: UNSIGNED_CALLS is for the time of an upgrade")
        return None
    verifier = Verifier.from_environment(callers)
    if verifier is None:
        raise ConfigurationError("CALL_KEYS_FILE is not set: no call could be verified (make env)")
    return verifier
