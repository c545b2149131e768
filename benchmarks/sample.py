"""An event as the registry's are: the state of a synthetic cadre, without names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

SOURCE = "sample"
EVENT = "cadre.changed.v1"

STATE: dict[str, Any] = {
    "cadre_id": "cad-000000",
    "unit_id": "unt-01h8xk3v9q",
    "unit_ids": ["unt-01h8xk3v9a", "unt-01h8xk3v9m", "unt-01h8xk3v9q"],
    "status": "serving",
    "post_level": "142",
    "level_since": "2019-07-01",
    "rank": "section_rank_1",
    "county_level_or_above": False,
    "post_ids": ["pst-01h8xk3v7c"],
    "in_post_since": "2021-03-15",
    "management": "city",
    "sex": "1",
    "birth_year": 1978,
    "ethnicity": "01",
    "education_level": "21",
    "synthetic": True,
}


def state(number: int) -> dict[str, Any]:
    return {**STATE, "cadre_id": f"cad-{number:06d}"}


def event(number: int, uid: str) -> dict[str, Any]:
    """The event as it stands in a journal entry."""
    return {
        "id": f"{uid}.0",
        "type": EVENT,
        "subject": f"cad-{number:06d}",
        "sequence": number + 1,
        "time": datetime.now(UTC),
        "data": state(number),
    }
