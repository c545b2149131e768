"""What a device (本机) is told as somebody signs in with it, so that it is known again and no stranger keeps it out.

Nothing is kept of it: it is signed for the account and its present password, and ends with either of them, or in time.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from gateway.attempts import KNOWN_FOR
from servicekit.cursors import secret_of_async


class Devices:
    """Gives them out and knows them again."""

    def __init__(self, db: AsyncDatabase[dict[str, Any]]) -> None:
        self._db = db
        self._secret = b""

    async def of(self, account: Mapping[str, Any]) -> str:
        """What a device shows from now on as it signs in to this account."""
        said = f"{int(time.time()):x}.{secrets.token_urlsafe(12)}"
        return f"{said}.{await self._mark(account, said)}"

    async def known(self, account: Mapping[str, Any] | None, device: str) -> str:
        """Which device of this account it is; empty for what was not given to it, or too long ago."""
        said, _, mark = device.rpartition(".")
        if account is None or not said or not device.isascii():
            return ""
        if not hmac.compare_digest(mark, await self._mark(account, said)):
            return ""
        given = int(said.partition(".")[0], 16)
        return said if given > time.time() - KNOWN_FOR.total_seconds() else ""

    async def _mark(self, account: Mapping[str, Any], said: str) -> str:
        if not self._secret:
            self._secret = await secret_of_async(self._db, "devices")
        return hmac.digest(self._secret, f"{account['_id']}|{account['hash']}|{said}".encode(), "sha256").hex()
