"""Collections: talks (谈话) of an appraisal."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
