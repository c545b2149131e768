"""Collections: joint conferences (会商联席): agenda, attendance, minutes, resolutions that become tasks."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
