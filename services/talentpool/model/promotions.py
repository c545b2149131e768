"""Promotions (提拔、职级晋升) of selected graduates: what lies above the level of entry, each counted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from servicekit.errors import field_error
from servicekit.standards import LEVEL_ORDER, RANK_ORDER
from services.talentpool.errors.graduates import NoPromotion, NotAPromotion, PromotionKnown
from services.talentpool.model.graduates import Graduate, Policy, Promotion, outside
from services.talentpool.vocabulary.graduates import PromotionKind, State


def is_above(kind: PromotionKind, to: str | None, policy: Policy) -> bool:
    """Whether a level or rank is above that of entry."""
    by_level = kind is PromotionKind.POST_LEVEL
    order, entry = (LEVEL_ORDER, policy.entry_level) if by_level else (RANK_ORDER, policy.entry_rank)
    return to in order and order.index(to) < order.index(entry)


def add_promotion(graduate: Graduate, promotion: Promotion, today: date, policy: Policy) -> None:
    """Put a promotion on record. Raises NotAPromotion, PromotionKnown and OutsideYears."""
    if not is_above(promotion.kind, promotion.to, policy):
        where = [field_error("/to", "not-above-entry", NotAPromotion.zh, NotAPromotion.en)]
        raise NotAPromotion(errors=where, entry_level=policy.entry_level, entry_rank=policy.entry_rank)
    if _known(graduate, promotion):
        raise PromotionKnown(to=promotion.to)
    on = promotion.on
    if on is None or not _within(graduate, on) or on > today.isoformat():
        raise outside(graduate, "/on")
    _add(graduate, promotion, policy)


def withdraw_promotion(graduate: Graduate, kind: PromotionKind, to: str, by: str, reason: str, policy: Policy) -> None:
    """Count a promotion no longer that was recorded wrongly; what the roster shows, the roster corrects.

    Raises NoPromotion.
    """
    for one in graduate.promotions:
        if (one.kind, one.to, one.source, one.withdrawn) == (kind, to, "record", None):
            one.withdrawn, one.withdrawn_by = reason, by
            _count(graduate, policy)
            return
    raise NoPromotion(to=to)


def see_promotions(graduate: Graduate, told: Mapping[str, object], policy: Policy) -> list[Promotion]:
    """The promotions that the roster's state shows and that are not on record; they are put on it.

    A cadre who comes into the roster with a level above that of entry has been promoted to it. What happened after
    the tracked years, or nobody knows when for one whose years are over, is not counted. What the roster has shown
    and now takes back is counted no longer.
    """
    seen = []
    for kind, what, when in (
        (PromotionKind.POST_LEVEL, "post_level", "level_since"),
        (PromotionKind.RANK, "rank", "rank_since"),
    ):
        to, since = told.get(what), told.get(when)
        setattr(graduate, what, to)
        on = str(since) if since else None
        _take_back(graduate, kind, str(to), on, policy)
        if not is_above(kind, str(to), policy):
            continue
        counts = _within(graduate, on) if on else graduate.state is State.TRACKING
        promotion = Promotion(kind, str(to), on, "roster", "registry")
        if counts and not _known(graduate, promotion):
            _add(graduate, promotion, policy)
            seen.append(promotion)
    return seen


def _take_back(graduate: Graduate, kind: PromotionKind, to: str, since: str | None, policy: Policy) -> None:
    """Strike what the roster has shown and now contradicts: that day there was no higher level, or it came earlier."""
    order = LEVEL_ORDER if kind is PromotionKind.POST_LEVEL else RANK_ORDER
    if since is None or to not in order:
        return

    def contradicted(one: Promotion) -> bool:
        if one.kind is not kind or one.source != "roster" or one.on is None or (one.to, one.on) == (to, since):
            return False
        shared = min(len(one.on), len(since))
        return order.index(to) >= order.index(one.to) and since[:shared] <= one.on[:shared]

    if any(contradicted(one) for one in graduate.promotions):
        graduate.promotions = [one for one in graduate.promotions if not contradicted(one)]
        _count(graduate, policy)


def _known(graduate: Graduate, promotion: Promotion) -> bool:
    return any(
        (one.kind, one.to) == (promotion.kind, promotion.to) for one in graduate.promotions if one.withdrawn is None
    )


def _within(graduate: Graduate, on: str) -> bool:
    """Whether a day that is known to the year, month or day lies within the tracked years."""
    first, last = graduate.entered_on.isoformat()[: len(on)], graduate.tracked_until.isoformat()[: len(on)]
    return first <= on <= last


def _add(graduate: Graduate, promotion: Promotion, policy: Policy) -> None:
    graduate.promotions.append(promotion)
    graduate.promotions.sort(key=lambda one: one.on or "")
    _count(graduate, policy)


def _count(graduate: Graduate, policy: Policy) -> None:
    graduate.promotion_count = sum(one.kind in policy.counted and one.withdrawn is None for one in graduate.promotions)
    graduate.promoted = graduate.promotion_count > 0
