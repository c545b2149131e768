"""Ciphers and signatures of the gateway's own, by secrets of its database: what it keeps of people for some days is
sealed, and what it says of an export's file (导出清单) is signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson
from pymongo.asynchronous.database import AsyncDatabase

from servicekit.cursors import secret_of_async

if TYPE_CHECKING:
    from servicekit.crypto import FieldCipher


MANIFESTS: Final = "export_manifests"
"""The secret by which exports' manifests are signed."""
SIGNATURE: Final = "signature"
_SIGNED = (
    *("id", "path", "query", "form", "columns", "group_by", "reason", "created_by", "created_at"),
    *("decided_by", "decided_at", "approved", "note"),
)
"""Of an export that is done, besides its manifest."""


def signature_of(export: Mapping[str, Any], secret: bytes) -> str:
    """The signature (HMAC-SHA-256) of what an export that is done says of itself and its file.

    Raises KeyError for what is no such export.
    """
    manifest = {name: value for name, value in export["manifest"].items() if name != SIGNATURE}
    said = {**{name: export[name] for name in _SIGNED}, "manifest": manifest}
    return hmac.new(secret, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), hashlib.sha256).hexdigest()


async def cipher_of(db: AsyncDatabase[dict[str, Any]], name: str) -> FieldCipher:
    """The cipher by the secret of this name."""
    # Loaded by whoever seals: 8 MB that a gateway without imports and exports does not need.
    from servicekit.crypto import FieldCipher

    return FieldCipher(await secret_of_async(db, name))
