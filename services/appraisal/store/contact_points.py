"""Collections: contact points (干部工作联系点)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
