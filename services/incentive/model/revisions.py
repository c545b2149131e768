"""How something was put right (更正): what stood there before and since, by whom, when, on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Revision:
    """A correction; `before` and `after` have what has changed, by field."""

    at: datetime
    by: str
    basis: str
    before: dict[str, str]
    after: dict[str, str]
