"""Collection: restrictions (影响期), as supervision tells of them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.appraisal.model.restrictions import Restriction

RESTRICTIONS = Collection("restrictions", Restriction, [index("cadre_id", "begins")])
ALL: list[Collection[Any]] = [RESTRICTIONS]
