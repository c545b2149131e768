"""What the gateway's processes seal: by DATA_KEY, which they share as they share a database, and which is in none."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from pymongo.asynchronous.database import AsyncDatabase

if TYPE_CHECKING:
    from servicekit.crypto import FieldCipher


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
