"""Collections: publicity (公示) on working days, and objections to it."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
