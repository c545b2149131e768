"""Reviews entered with mistakes and put right: the member and the places are as if entered right at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from servicekit.lifecycle import Mark
from services.talentpool.errors.members import ReviewUnchanged, WrongReview
from services.talentpool.model import members, reviews
from services.talentpool.model.members import Member, Review
from services.talentpool.model.plans import Tier
from services.talentpool.vocabulary.member_life import State
from services.talentpool.vocabulary.members import Decision

TODAY = date(2026, 3, 2)
MARK = Mark(datetime(2026, 3, 2, tzinfo=UTC), "tester")
YEARS = 5
Said = tuple[str, Decision, str | None]
"""The grade, the decision, and the tier that it moves to."""


def reviews_of(path: list[tuple[str, int]]) -> list[Said]:
    """Reviews that find the grades and lead through the tiers of these ranks, from the middle one on."""
    said: list[Said] = []
    rank = 2
    for grade, to in path:
        decision = Decision.KEEP if to == rank else Decision.UPGRADE if to < rank else Decision.DOWNGRADE
        said.append((grade, decision, None if to == rank else f"t{to}"))
        rank = to
    return said


paths = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 3)), min_size=YEARS, max_size=YEARS).map(reviews_of)


class Entered:
    """A member of the middle tier with these reviews, one a year."""

    def __init__(self, said: list[Said]) -> None:
        self.tiers = {f"t{rank}": Tier(f"t{rank}", "pln", f"k{rank}", 5, rank=rank) for rank in (1, 2, 3)}
        self.tiers["t2"].filled, self.tiers["t2"].filled_by_category = 1, {"a": 1}
        self.member = Member("m", "c", "pln", "t2", "bat", "s", "a", "B", "依据", state=State.IN_POOL, holds_place=True)
        self.member.admitted_on = date(2000, 1, 1)
        self.reviews: list[Review] = []
        for place, (grade, decision, to) in enumerate(said):
            old, new = self.tiers[self.member.tier_id], self.tiers[to] if to else None
            review = Review(f"r{place}", "m", "c", "pln", old.id, 2010 + place, grade, decision, "x", "p", TODAY, to)
            members.check_review(self.member, review, old, new, MARK)
            members.record_review(self.member, review, old, new, MARK)
            self.reviews.append(review)

    def put_right(self, place: int, said: Said) -> None:
        review, names = self.reviews[place], ("grade", "decision", "to_tier_id")
        before = {name: getattr(review, name) for name in names}
        try:
            reviews.correct(review, dict(zip(names, said, strict=True)), "x", MARK)
            reviews.follow(self.member, self.reviews, self.tiers)
        except ReviewUnchanged:
            return
        except WrongReview:
            vars(review).update(before)
            reviews.follow(self.member, self.reviews, self.tiers)

    def as_it_is(self) -> list[object]:
        member = self.member
        return [
            (member.tier_id, member.grade, member.last_review_year, member.last_decision),
            [(one.tier_id, one.grade, one.decision, one.to_tier_id) for one in self.reviews],
            {id: (tier.filled, tier.filled_by_category.get("a", 0)) for id, tier in self.tiers.items()},
        ]


@given(paths, paths, st.permutations(range(YEARS)))
def test_reviews_put_right_in_any_order_are_as_if_entered_right(
    mistaken: list[Said], meant: list[Said], order: list[int]
) -> None:
    entered = Entered(mistaken)
    for place in order:
        entered.put_right(place, meant[place])
    # What fits in no order goes over keeping everybody where they are.
    if any((one.grade, one.decision, one.to_tier_id) != to for one, to in zip(entered.reviews, meant, strict=True)):
        for place in reversed(range(YEARS)):
            entered.put_right(place, ("A", Decision.KEEP, None))
        for place in range(YEARS):
            entered.put_right(place, meant[place])
    assert entered.as_it_is() == Entered(meant).as_it_is()
