"""Collections: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
