"""Who manages (管理权限): the authority that a post is under, from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Authority:
    """What was said of a post's authority (区管、市管、县管、单位管理), by which document and by whom.

    It holds from a day on, until a later day of which something else was said; of one day the last word counts.
    """

    code: str
    since: date | None = None
    """None: ever since."""
    document: str = ""
    by: str = ""
    at: datetime | None = None


def on_day(said: Sequence[Authority], day: date) -> Authority:
    """The word that holds on a day; the first holds ever since."""
    reached = [(one.since or date.min, place) for place, one in enumerate(said) if (one.since or date.min) <= day]
    return said[max(reached)[1]]
