"""Collections: measures (激励措施) and what was granted of them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
