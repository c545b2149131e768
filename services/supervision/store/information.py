"""Collections: the information link (信息联通): items shared under agreements, field by field, every reading logged."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
