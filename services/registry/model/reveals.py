"""Identity numbers that were shown in full (查看完整号码): to whom, of whom, why, and how many a day at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from services.registry.errors.cadres import TooManyReveals
from services.registry.model.rules import Rules


@dataclass
class Reveal:
    """One number that was shown."""

    cadre_id: str
    reason: str
    at: datetime


@dataclass
class RevealsOfDay:
    """What one account was shown on one day; `id` is made of both."""

    id: str
    account: str
    day: date
    shown: list[Reveal] = field(default_factory=list)
    version: int = 0


@dataclass
class MissesOfDay:
    """How often one account asked on one day for a number that is nobody's whom it may see, or entered one that is
    somebody's whom it may not; `id` is made of both."""

    id: str
    account: str
    day: date
    ends_at: datetime
    """When it counts no more, and goes."""
    count: int = 0
    version: int = 0


@dataclass
class NumbersTried:
    """Which numbers that agree in region and birth one account has named in vain; `id` is made of the account and of
    what they agree in, which can be read off nothing here."""

    id: str
    account: str
    ends_at: datetime
    """When they count no more, and go."""
    tried: list[str] = field(default_factory=list)
    """By their blind index, one more than the rule allows at most."""
    version: int = 0


def id_of(account: str, day: date) -> str:
    """The id of what an account is shown, or asks in vain, on a day."""
    return f"{account}:{day.isoformat()}"


def show(kept: RevealsOfDay, reveal: Reveal, rules: Rules) -> None:
    """Note that a number is shown. Raises TooManyReveals past rule `registry.number_reveals_per_day`."""
    most = int(rules["registry.number_reveals_per_day"].value)
    if len(kept.shown) >= most:
        raise TooManyReveals(f"每日最多{most}次", f"At most {most} a day", most=most)
    kept.shown.append(reveal)
