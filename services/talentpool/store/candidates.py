"""Collections: the read model of the roster that searches are answered from."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
