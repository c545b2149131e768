"""Collections: appeals (申诉) against restrictions and conclusions."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
