"""Reviews put right (更正年度评议): what was entered stays to be seen; grade, tier, place and membership follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicekit.errors import field_error
from servicekit.lifecycle import Mark
from servicekit.revisions import Revision, change
from services.talentpool.errors.members import ReviewUnchanged, WrongReview
from services.talentpool.model import members, plans
from services.talentpool.model.members import Member, Review
from services.talentpool.model.plans import Tier
from services.talentpool.vocabulary.member_life import LIFE, State, Step
from services.talentpool.vocabulary.members import Decision

MOST_REVIEWS = 110
"""One a year, of the years that a review can be of."""
BY_REVIEW = "review"
"""The reason (离库原因) of who was let go by a review."""


def correct(review: Review, right: Mapping[str, Any], basis: str, mark: Mark) -> None:
    """Put a review right; before is kept. Raises ReviewUnchanged."""
    revision = Revision(mark.at, mark.by, basis)
    if not change(review, right, "", revision):
        raise ReviewUnchanged(review_id=review.id)
    review.revisions.append(revision)


def annul(review: Review, basis: str, mark: Mark) -> None:
    """Let a review count no more that was entered for the wrong member (作废); it stays to be seen."""
    review.counts, review.annulled_by, review.annulled_because = False, mark.by, basis


def tier_after(reviews: Sequence[Review], tiers: Mapping[str, Tier], tier_id: str) -> str:
    """The tier after these reviews, in the order in which they were entered; each says in which it found the member.

    `tier_id` is the tier before the first of them.

    Raises WrongReview where one of them does not fit what stands before it: that one is put right first.
    """
    for review in reviews:
        review.tier_id = tier_id
        members.check_move(review, tiers[tier_id], tiers[review.to_tier_id] if review.to_tier_id else None)
        if review.decision is Decision.LEAVE and review is not reviews[-1]:
            zh, en = "其后另有评议，不能改为离库", "There are later reviews: the member has not left by this one"
            raise WrongReview(zh, en, errors=[field_error("/decision", "reviewed-since", zh, en)])
        tier_id = review.to_tier_id or tier_id
    return tier_id


def follow(member: Member, entered: Sequence[Review], tiers: Mapping[str, Tier]) -> None:
    """Let grade and tier be as those reviews say that count. Raises WrongReview, and QuotaExceeded for want of a place.

    `entered` are all that counted until now, in the order in which they were entered.
    """
    first, reviews = entered[0], [one for one in entered if one.counts]
    if reviews:
        newest = max(reviews, key=lambda one: one.year)
        member.grade, member.last_review_year, member.last_decision = newest.grade, newest.year, newest.decision
    else:
        member.grade, member.last_review_year, member.last_decision = first.grade_before or member.grade, None, None
    tier_id = tier_after(reviews, tiers, first.tier_id)
    if tier_id == member.tier_id:
        return
    if member.holds_place:
        plans.move(tiers[member.tier_id], tiers[tier_id], member.category)
    member.tier_id = tier_id


def let_go(member: Member, reviews: Sequence[Review]) -> bool:
    """Whether it is by the last review that the member has left."""
    by_it = reviews[-1].decision is Decision.LEAVE
    return by_it and member.state is State.LEFT and member.reason == BY_REVIEW


def come_back(member: Member, tier: Tier, mark: Mark, basis: str) -> Step:
    """Let a member who was let go by mistake be where they were, with a place; the step that it was.

    Raises QuotaExceeded where no place is free.
    """
    left = max(place for place, entry in enumerate(member.timeline) if entry.what == Step.LEAVE)
    key_training = member.timeline[left - 1].state == State.KEY_TRAINING
    step = Step.RETURN_TO_KEY_TRAINING if key_training else Step.RETURN
    LIFE.must(member, step, member_id=member.id)
    plans.take_again(tier, member.category)
    members.take(member, step, mark, note=basis)
    member.holds_place = member.counts = True
    member.ended_on = None
    return step
