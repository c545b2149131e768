"""The manifest of an export (导出清单): who took what out, when, why and with whose consent, and what the file is.

Signed once the file is there, with the key by which the gateway signs its calls at that moment (Ed25519), whose public
half is kept for ever: a manifest is verified by whoever has the public keys, long after the key was replaced.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson

from gateway import naming
from servicekit import clock
from servicekit.errors import Unavailable
from servicekit.schema import plain
from servicekit.signing import from_base64url, public_jwk

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import Hash

    from gateway.core import Core
    from gateway.request import Request
    from servicekit.vouching import Signer as Vouching

Document = dict[str, Any]
TYPE: Final = "cadre-export+jws"
KEYS: Final = "export_keys"
"""The collection of the public keys."""
OF_THE_FILE: Final = ("name", "media_type", "size", "sha256", "sm3")
"""What a manifest says of the file itself."""


class NotSigned(Unavailable):
    """The gateway has no key to sign with, as its calls are not signed yet."""

    code = "exports/not-signed"
    zh = "缺少签名密钥，导出清单尚不能签名"
    en = "There is no key yet to sign the manifest with"


@dataclass
class Digests:
    """Of a file, as it is written: SHA-256, and SM3 besides where the key in force is one of 国密."""

    with_sm3: bool
    size: int = 0
    _sha256: Any = field(default_factory=hashlib.sha256)
    _sm3: Hash | None = None

    def __post_init__(self) -> None:
        if self.with_sm3:
            from cryptography.hazmat.primitives import hashes

            self._sm3 = hashes.Hash(hashes.SM3())

    def update(self, piece: bytes) -> None:
        """The file goes on."""
        self.size += len(piece)
        self._sha256.update(piece)
        if self._sm3 is not None:
            self._sm3.update(piece)

    def told(self) -> Document:
        """At the end of the file."""
        sm3 = None if self._sm3 is None else self._sm3.finalize().hex()
        return {"size": self.size, "sha256": self._sha256.hexdigest(), "sm3": sm3}


def said(
    job: Mapping[str, Any],
    wish: Mapping[str, Any],
    note: str | None,
    columns: Sequence[str],
    file: Mapping[str, Any],
    names: Mapping[str, Any],
) -> Document:
    """What is said of an export that is done; `file` is what is kept of it, `names` are those of accounts."""

    def who(account: str | None) -> Document | None:
        return {"id": account, "name": names.get(account, {}).get("name")} if account else None

    return {
        "export_id": job["_id"],
        "created_by": who(job["account"]),
        "created_at": plain(job["at"]),
        "reason": wish["reason"],
        "approved": job["approved"],
        "decided_by": who(job["decided_by"]),
        "decided_at": plain(job["decided_at"]),
        "note": note,
        **{name: wish[name] for name in ("path", "query")},
        "form": job["form"],
        "columns": list(columns),
        **{name: wish["sheet"].get(name) for name in ("group_by", "heading")},
        "rows": file["rows"],
        "file": {name: file[name] for name in OF_THE_FILE},
        "made_at": plain(file["ended_at"]),
        "until": plain(file["until"]),
    }


def signer_of(core: Core) -> Vouching:
    """The gateway's key. Raises NotSigned."""
    if core.rpc.signer is None:
        raise NotSigned(retry_after=5)
    return core.rpc.signer


async def signed(request: Request, manifest: Mapping[str, Any]) -> str:
    """The manifest as a compact JWS, by a key whose public half is kept. Raises NotSigned."""
    vouches = signer_of(request.core)
    signer = await asyncio.to_thread(lambda: vouches.of_documents)
    once = {"$setOnInsert": {"x": signer.public["x"], "since": clock.now()}}
    await request.db[KEYS].update_one({"_id": signer.kid}, once, upsert=True)
    return signer.sign(manifest, TYPE)


def payload_of(signed: str) -> Document:
    """What a manifest that was signed here says."""
    said: Document = orjson.loads(from_base64url(signed.split(".")[1]))
    return said


async def names_in(request: Request, *accounts: str | None) -> Mapping[str, Any]:
    """What accounts are called."""
    return await naming.names_of(request, [one for one in accounts if one and one[:3] in naming.KINDS])


async def public_keys(db: Any) -> list[Document]:
    """Every key by which a manifest was ever signed, the oldest first."""
    kept = await db[KEYS].find({}).to_list(1000)
    return [public_jwk(key["_id"], key["x"]) for key in sorted(kept, key=lambda key: key["since"])]
