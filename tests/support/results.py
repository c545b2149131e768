"""What supervision tells of a published result, for the services that use it."""

from __future__ import annotations

import secrets
from typing import Any


def a_result(cadre_id: str | None, **more: Any) -> dict[str, Any]:
    """The data of an event: a problem of a level that stops appointments, awards and the pool, and warns appraisal."""
    return {
        "result_id": f"res-{secrets.token_hex(4)}",
        "mechanism": "results",
        "matter_id": "mat-1",
        "cadre_id": cadre_id,
        "unit_id": None,
        "unit_ids": ["unt-city", "unt-bureau"],
        "uses": ["appointment", "award", "pool", "appraisal"],
        "result": "problem_found",
        "level": 3,
        "stops": ["appointment", "award", "pool"],
        "warns": ["appraisal"],
        "published_on": "2026-03-02",
        "valid_until": "2090-12-31",
        "state": "in_force",
        "synthetic": True,
        **more,
    }


def warning(cadre_id: str | None, **more: Any) -> dict[str, Any]:
    """One of a level that only warns."""
    uses = ["appointment", "award", "pool", "appraisal"]
    return a_result(cadre_id, **{"result": "reminded", "level": 1, "stops": [], "warns": uses, **more})
