"""Collections: appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
