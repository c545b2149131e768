"""The 5122 plan (“5122”年轻干部选育计划): tiers whose quotas are guarded by counters, and the batches that admit.

What 5, 1, 2 and 2 stand for is not published; so tiers and quotas are data that the department enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.clock import day_of
from servicekit.errors import field_error
from servicekit.lifecycle import Mark
from servicekit.periods import must_not_end_before_it_begins
from services.talentpool.errors.plans import (
    BatchNotInThisState,
    QuotaExceeded,
    QuotaMismatch,
)
from services.talentpool.vocabulary.plans import LIFE_OF_BATCH, BatchState, BatchStep, PlanState

# fmt: on


@dataclass
class Change:
    """A change of a plan, a tier or a batch: who, when, what, and on what basis."""

    at: datetime
    by: str
    what: str
    note: str | None = None


@dataclass
class Plan:
    """A plan with the years of its cycle (周期)."""

    id: str
    code: str
    title: str
    from_year: int
    to_year: int
    basis: str
    state: PlanState = PlanState.OPEN
    history: list[Change] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


@dataclass
class Tier:
    """A tier (层次) of a plan, and the guard of its quota: places filled, and places that batches hold."""

    id: str
    plan_id: str
    key: str
    quota: int
    quota_by_category: dict[str, int] = field(default_factory=dict)
    rank: int = 0
    """Order of the tiers of a plan: a move to a lower rank is an upgrade."""
    age_limit: int | None = None
    """Years of age up to which one may be in the tier; without one the rule's general limit holds."""
    basis: str = ""
    filled: int = 0
    reserved: int = 0
    filled_by_category: dict[str, int] = field(default_factory=dict)
    history: list[Change] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def free(self) -> int:
        """Places that are neither filled nor reserved."""
        return self.quota - self.filled - self.reserved


@dataclass
class Batch:
    """A round of admission (入库批次) to a tier, with places that it holds of the tier's quota."""

    id: str
    plan_id: str
    tier_id: str
    title: str
    number: int
    places: int
    opens_on: date
    closes_on: date
    state: BatchState = BatchState.OPEN
    admitted: int = 0
    history: list[Change] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def left(self) -> int:
        """Places that the batch still holds."""
        return 0 if self.state is BatchState.CLOSED else self.places - self.admitted


def note(of: Plan | Tier | Batch, what: str, mark: Mark, text: str | None = None) -> None:
    """Keep a change in the history."""
    of.history.append(Change(mark.at, mark.by, what, text))


def set_years(plan: Plan, from_year: int, to_year: int) -> None:
    """Set the years of the cycle. Raises EndsBeforeItBegins."""
    must_not_end_before_it_begins(date(from_year, 1, 1), date(to_year, 12, 31), "/to_year")
    plan.from_year, plan.to_year = from_year, to_year


def set_last_day(batch: Batch, closes_on: date) -> None:
    """Set the last day of a batch. Raises EndsBeforeItBegins."""
    must_not_end_before_it_begins(batch.opens_on, closes_on, "/closes_on")
    batch.closes_on = closes_on


def check_quota(tier: Tier) -> None:
    """Raises QuotaMismatch where the quotas contradict each other or what is filled or reserved."""
    together = sum(tier.quota_by_category.values())
    if together > tier.quota:
        wrong = field_error(
            "/quota_by_category", "too-many", f"合计不得超过{tier.quota}", f"At most {tier.quota} in all"
        )
        raise QuotaMismatch(errors=[wrong], quota=tier.quota, by_category=together)
    taken = tier.filled + tier.reserved
    if taken > tier.quota:
        wrong = field_error(
            "/quota",
            "too-few",
            f"已入库{tier.filled}人、批次预留{tier.reserved}个，不得少于{taken}",
            f"{tier.filled} are filled and {tier.reserved} reserved by batches: at least {taken}",
        )
        raise QuotaMismatch(errors=[wrong], quota=tier.quota, filled=tier.filled, reserved=tier.reserved)
    for key, places in tier.quota_by_category.items():
        filled = tier.filled_by_category.get(key, 0)
        if filled > places:
            wrong = field_error(
                f"/quota_by_category/{key}", "too-few", f"该类别已入库{filled}人", f"{filled} of it are filled"
            )
            raise QuotaMismatch(errors=[wrong], quota=places, filled=filled)


def change_quota(tier: Tier, quota: int, by_category: Mapping[str, int], basis: str, mark: Mark) -> None:
    """Change the quotas with a written basis. Raises QuotaMismatch below what is filled or reserved."""
    before = f"{tier.quota}→{quota}"
    tier.quota, tier.quota_by_category = quota, dict(by_category)
    check_quota(tier)
    note(tier, "quota_changed", mark, f"{before}：{basis}")


def hold(tier: Tier, places: int) -> None:
    """Hold places of a tier for a batch; a negative number gives some back. Raises QuotaExceeded."""
    if places > tier.free:
        raise QuotaExceeded(
            f"名额{tier.quota}个：已入库{tier.filled}人，已预留{tier.reserved}个，余{tier.free}个",
            f"Of {tier.quota} places {tier.filled} are filled and {tier.reserved} reserved: {tier.free} are free",
            quota=tier.quota,
            filled=tier.filled,
            reserved=tier.reserved,
            free=tier.free,
        )
    tier.reserved += places


def _check_category(tier: Tier, category: str) -> None:
    places, filled = tier.quota_by_category.get(category), tier.filled_by_category.get(category, 0)
    if places is not None and filled >= places:
        raise QuotaExceeded(
            f"该类别的{places}个名额已用完",
            f"All {places} places of category {category} are filled",
            quota=places,
            filled=filled,
            category=category,
        )


def admit(tier: Tier, batch: Batch, category: str) -> None:
    """Turn a place that the batch holds into a filled one. Raises BatchNotInThisState and QuotaExceeded."""
    LIFE_OF_BATCH.must(batch, BatchStep.ADMIT, batch_id=batch.id)
    if batch.left <= 0:
        raise QuotaExceeded(
            f"批次名额{batch.places}个已全部使用",
            f"All {batch.places} places of the batch are filled",
            quota=batch.places,
            filled=batch.admitted,
            batch_id=batch.id,
        )
    _check_category(tier, category)
    batch.admitted += 1
    tier.reserved -= 1
    _fill(tier, category, 1)


def give_back(tier: Tier, category: str) -> None:
    """Give a filled place back."""
    _fill(tier, category, -1)


def take_again(tier: Tier, category: str) -> None:
    """Fill a free place of a tier. Raises QuotaExceeded where there is none."""
    hold(tier, 1)
    tier.reserved -= 1
    _check_category(tier, category)
    _fill(tier, category, 1)


def move(old: Tier, new: Tier, category: str) -> None:
    """Move a member's place to another tier. Raises QuotaExceeded where none is free there."""
    take_again(new, category)
    _fill(old, category, -1)


def recategorise(tier: Tier, old: str, new: str) -> None:
    """Count a member's place under another category. Raises QuotaExceeded."""
    if old != new:
        _check_category(tier, new)
        _fill(tier, old, -1)
        _fill(tier, new, 1)


def _fill(tier: Tier, category: str, by: int) -> None:
    tier.filled += by
    tier.filled_by_category[category] = tier.filled_by_category.get(category, 0) + by


def must_take(batch: Batch, today: date) -> None:
    """Raises BatchNotInThisState unless the batch takes nominations on this day."""
    LIFE_OF_BATCH.must(batch, BatchStep.NOMINATE, batch_id=batch.id)
    if today < batch.opens_on:
        raise BatchNotInThisState(
            f"批次自{batch.opens_on}起接受推荐",
            f"The batch takes nominations from {batch.opens_on}",
            batch_id=batch.id,
            opens_on=batch.opens_on.isoformat(),
        )


def change_places(tier: Tier, batch: Batch, places: int) -> None:
    """Change how many places a batch holds. Raises QuotaMismatch below what it admitted, and QuotaExceeded."""
    if places < batch.admitted:
        wrong = field_error("/places", "too-few", f"已入库{batch.admitted}人", f"{batch.admitted} are admitted")
        raise QuotaMismatch(errors=[wrong], places=places, filled=batch.admitted)
    hold(tier, places - batch.places)
    batch.places = places


def end(tier: Tier, batch: Batch, step: BatchStep, mark: Mark, why: str) -> bool:
    """End a batch; the places that it still holds go back to the tier. False where it was over already."""
    held = batch.left
    if not LIFE_OF_BATCH.happen(batch, step):
        return False
    tier.reserved -= held
    note(batch, "closed", mark, why)
    batch.closes_on = min(batch.closes_on, day_of(mark.at))
    return True
