"""Collections: mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
