"""Honours of past years have no nomination and no number of a certificate: the indexes count those that have."""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At, replace_index
from services.incentive.store.honours import HONOURS


def migrate(at: At, _place: Any) -> Any:
    for name in ("certificate_number", "nomination_id"):
        replace_index(at.database, HONOURS, name)
    return None
