"""Ciphers of the gateway's own: what it keeps of people for some days is sealed by a secret of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymongo.asynchronous.database import AsyncDatabase

from servicekit.cursors import secret_of_async

if TYPE_CHECKING:
    from servicekit.crypto import FieldCipher


async def cipher_of(db: AsyncDatabase[dict[str, Any]], name: str) -> FieldCipher:
    """The cipher by the secret of this name."""
    # Loaded by whoever seals: 8 MB that a gateway without imports and exports does not need.
    from servicekit.crypto import FieldCipher

    return FieldCipher(await secret_of_async(db, name))
