"""Collections: decisions on tolerance (容错认定), as incentive tells them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.supervision.model.tolerance import Tolerance

TOLERANCES = Collection("tolerances", Tolerance, [index("cadre_id", "_id")])

ALL: list[Collection[Any]] = [TOLERANCES]
