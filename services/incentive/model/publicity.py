"""Publicity (公示) on working days, and objections (异议) to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.errors import field_error
from services.incentive.errors.publicity import (
    ObjectionResolved,
    OwnObjection,
    PublicityInFuture,
    PublicityTooShort,
)
from services.incentive.model.nominations import Act, Nomination, take
from services.incentive.model.saga import Step


@dataclass
class Objection:
    """An objection to a nomination that is public: lodged by anybody who is signed in, resolved by somebody else."""

    id: str
    nomination_id: str
    cadre_id: str
    grounds: str
    text: str
    lodged_by: str
    lodged_at: datetime
    unit_ids: list[str] = field(default_factory=list)
    anonymous: bool = False
    state: str = "open"
    basis: str | None = None
    resolved_by: str | None = None
    resolved_at: datetime | None = None
    synthetic: bool = False
    version: int = 0


def begin(
    nomination: Nomination,
    begins: date,
    days: int,
    *,
    last: date,
    provisional: bool,
    today: date,
    basis: str | None,
    least: int,
    article: str,
    act: Act,
) -> None:
    """Make a nomination public for working days after `begins`, which itself does not count, until `last`.

    Raises PublicityTooShort, and PublicityInFuture for a day to come or for an earlier one without a basis.
    """
    if days < least:
        wrong = field_error("/working_days", "too-short", f"不少于{least}个工作日", f"At least {least} working days")
        raise PublicityTooShort(errors=[wrong], least=least, article=article)
    if begins > today or (begins < today and not basis):
        zh = "公示从当日开始；补录以前的公示须写明依据（basis）"
        en = "Publicity begins today; an earlier one is recorded with a basis"
        raise PublicityInFuture(zh, en, errors=[field_error("/begins", "begins", zh, en)], today=today.isoformat())
    take(nomination, Step.PUBLICISE, act, note=basis)
    nomination.publicity_begins, nomination.publicity_days = begins, days
    nomination.publicity_ends, nomination.provisional = last, provisional


def resolve(objection: Objection, upheld: bool, basis: str, act: Act) -> None:
    """Uphold or dismiss an objection. Raises ObjectionResolved, and OwnObjection for the one who lodged it."""
    if objection.state != "open":
        raise ObjectionResolved(state=objection.state)
    if objection.lodged_by == act.by:
        raise OwnObjection()
    objection.state = "upheld" if upheld else "dismissed"
    objection.basis, objection.resolved_by, objection.resolved_at = basis, act.by, act.at
