"""Publicity (公示) on working days, and objections (异议) to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.errors import field_error
from servicekit.lifecycle import Mark, hands_of
from services.incentive.errors.publicity import (
    PublicityBeforeElection,
    PublicityInFuture,
    PublicityTooShort,
)
from services.incentive.model.nominations import Nomination, take
from services.incentive.vocabulary import nomination_life
from services.incentive.vocabulary.publicity import LIFE, LODGE, State, Step

# fmt: on


@dataclass
class Objection:
    """An objection to a nomination that is public: lodged by anybody who is signed in, resolved by somebody else."""

    id: str
    nomination_id: str
    cadre_id: str
    grounds: str
    text: str
    lodged_by: str
    """The account; of an anonymous one what stands for it, see `Reading.veil`."""
    lodged_at: datetime
    """Of an anonymous one the hour."""
    unit_ids: list[str] = field(default_factory=list)
    anonymous: bool = False
    state: State = State.OPEN
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
    mark: Mark,
    summary: str | None = None,
) -> None:
    """Make a nomination public for working days after `begins`, which itself does not count, until `last`.

    `summary` are the merits as everybody may read them.

    Raises PublicityTooShort, PublicityInFuture for a day to come or for an earlier one without a basis, and
    PublicityBeforeElection for a day before the meeting that elected the nominee.
    """
    if days < least:
        wrong = field_error("/working_days", "too-short", f"不少于{least}个工作日", f"At least {least} working days")
        raise PublicityTooShort(errors=[wrong], least=least, article=article)
    if begins > today or (begins < today and not basis):
        zh = "公示从当日开始；补录以前的公示须写明依据"
        en = "Publicity begins today; an earlier one is recorded with a basis"
        raise PublicityInFuture(zh, en, errors=[field_error("/begins", "begins", zh, en)], today=today.isoformat())
    if nomination.elected_on is not None and begins < nomination.elected_on:
        zh = f"公示不得早于票决之日（{nomination.elected_on}）"
        en = f"Publicity does not begin before the election of {nomination.elected_on}"
        wrong = field_error("/begins", "before-election", zh, en)
        raise PublicityBeforeElection(zh, en, errors=[wrong], elected_on=nomination.elected_on.isoformat())
    take(nomination, nomination_life.Step.PUBLICISE, mark, note=basis)
    nomination.publicity_begins, nomination.publicity_days = begins, days
    nomination.publicity_ends, nomination.provisional = last, provisional
    nomination.publicity_summary = summary


def must_be_long_enough(nomination: Nomination, ends: date, least: date, article: str) -> None:
    """Raises PublicityTooShort where its end is moved before the rule's last day, let alone before it began."""
    if ends < least:
        zh = f"公示自{nomination.publicity_begins}起，按规定不得早于{least}结束（{article}）"
        en = f"Publicity began on {nomination.publicity_begins}; by rule it does not end before {least} ({article})"
        wrong = field_error("/due_on", "too-short", zh, en)
        raise PublicityTooShort(zh, en, errors=[wrong], least=least.isoformat(), article=article)


def merits_for_everybody(summary: str | None, merits: str, classification: str) -> str | None:
    """The merits that a notice shows: those entered for publicity, else the nomination's where they are public."""
    return summary or (merits if classification == "public" else None)


def resolve(objection: Objection, upheld: bool, basis: str, mark: Mark, *, own: bool) -> None:
    """Uphold or dismiss an objection; `own` is whether whoever does so has lodged it.

    Raises ObjectionResolved, and NotIndependent for the one who lodged it.
    """
    step = Step.UPHOLD if upheld else Step.DISMISS
    LIFE.advance(objection, step, mark, hands=hands_of((mark.by if own else objection.lodged_by, LODGE)))
    objection.basis, objection.resolved_by, objection.resolved_at = basis, mark.by, mark.at
