"""Collections: letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
