"""What the gateway's processes seal: by DATA_KEY, which they share as they share a database, and which is in none.

What is said of an export's file (导出清单) is signed besides, by a secret of the database.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson
from pymongo.asynchronous.database import AsyncDatabase

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


@functools.cache
def own_cipher() -> FieldCipher:
    """The cipher of this process, by its DATA_KEY. Raises BadKey."""
    # Loaded by whoever seals: 8 MB that a process which keeps nothing sealed does not need.
    from servicekit.crypto import DATA_KEY, FieldCipher

    return FieldCipher.from_environment(name=DATA_KEY)


def veiled(text: str) -> str:
    """What stands for a text that is not to be read: the same each time, and by whoever has the keys alone."""
    from servicekit import sealing

    return sealing.veiled(own_cipher(), text)


async def cipher_of(db: AsyncDatabase[dict[str, Any]], name: str) -> FieldCipher:
    """The same, which also opens what an earlier release sealed by the secret of this name in its database."""
    from servicekit.crypto import FieldCipher, Key

    own, before = own_cipher(), await db["secrets"].find_one({"_id": name})
    return own if before is None else FieldCipher(*own.keys, Key(bytes(before["value"])))
