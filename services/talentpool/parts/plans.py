"""The 5122 plan (年轻干部选育计划): cycles, tiers with quotas, and the batches that hold places of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.lifecycle import Mark
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors.plans import NoTier
from services.talentpool.events import members as member_events
from services.talentpool.events import plans as events
from services.talentpool.model import plans as model
from services.talentpool.model.plans import Batch, Plan, Tier
from services.talentpool.operations import plans as operations
from services.talentpool.parts.member_steps import SYSTEM, keep_tier, let_happen, limit_of, watch_age
from services.talentpool.schemas import plans as schemas
from services.talentpool.store.members import MEMBERS
from services.talentpool.store.plans import BATCHES, PLANS, TIERS
from services.talentpool.vocabulary.member_life import BEFORE, IN_POOL, Step
from services.talentpool.vocabulary.plans import LIFE_OF_BATCH, LIFE_OF_PLAN, BatchState, BatchStep, PlanStep

BATCH_CLOSES, TIER_AGES = "batch_closes", "tier_ages"
AT_ONCE = 200
"""Whom a deadline looks at in one transaction; it fires again until none is left."""
MOST_BATCHES = 1000
_CATEGORIES = "talentpool.categories"
_BEFORE = [state.value for state in BEFORE]
_IN_POOL = [state.value for state in IN_POOL]


def _moved_batch_closes(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the end of a batch."""
    batch = work.load_many(BATCHES, [moved.subject]).get(moved.subject)
    if batch is not None and batch.state is not BatchState.CLOSED:
        batch.closes_on = moved.due_on
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {BATCH_CLOSES: _moved_batch_closes}


class Plans:
    """Plans, their tiers and batches."""

    @command(operations.OPEN_PLAN)
    def open_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Set up a plan."""
        plan = Plan(id=work.new_id("pln"), **wish)
        model.set_years(plan, plan.from_year, plan.to_year)
        model.note(plan, "opened", work.mark(), plan.basis)
        work.tell(events.PLAN_OPENED, work.add(PLANS, plan))
        return plan

    @command(operations.CHANGE_PLAN)
    def change_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Change a plan's title or last year."""
        plan = work.load(PLANS, wish["plan_id"])
        LIFE_OF_PLAN.must(plan, PlanStep.CHANGE, plan_id=plan.id)
        plan.title = wish.get("title", plan.title)
        model.set_years(plan, plan.from_year, wish.get("to_year", plan.to_year))
        model.note(plan, "changed", work.mark(), wish["basis"])
        work.tell(events.PLAN_CHANGED, work.save(PLANS, plan))
        return plan

    @command(operations.CLOSE_PLAN)
    def close_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Close a plan with its batches; who is in the pool stays, who is not admitted lapses right afterwards."""
        plan = work.load(PLANS, wish["plan_id"])
        LIFE_OF_PLAN.move(plan, PlanStep.CLOSE, plan_id=plan.id)
        model.note(plan, "closed", work.mark(), wish["basis"])
        work.tell(events.PLAN_CLOSED, work.save(PLANS, plan))
        states = [BatchState.OPEN.value, BatchState.ADMITTING.value]
        where = {"plan_id": plan.id, "state": {"$in": states}}
        for batch in work.find(BATCHES, where, most=MOST_BATCHES):
            _end(work, batch, BatchStep.END, work.mark(), wish["basis"])
            deadlines.put(work, BATCH_CLOSES, batch.id, work.today - timedelta(days=1))
        return plan

    @query(operations.GET_PLAN)
    def get_plan(self, wish: Document, read: Reading) -> Document:
        """One plan."""
        return read.get(PLANS, wish["plan_id"])

    @query(operations.LIST_PLANS)
    def list_plans(self, wish: Document, read: Reading) -> Page:
        """Plans by state."""
        sorts = queries.orders("code", state="code")
        where = queries.filters(wish, "state")
        return read.page(PLANS, where, wish, sorts=sorts, default_sort="code", answer=schemas.PlanOut)

    @command(operations.ADD_TIER)
    def add_tier(self, wish: Document, work: UnitOfWork) -> Tier:
        """Add a tier to a plan."""
        plan = work.load(PLANS, wish["plan_id"])
        LIFE_OF_PLAN.must(plan, PlanStep.ADD_TIER, plan_id=plan.id)
        queries.must_know(work.db, "talentpool.tiers", [wish["key"]], "/key")
        queries.must_know(work.db, _CATEGORIES, wish["quota_by_category"], "/quota_by_category")
        tier = Tier(id=work.new_id("tie"), **wish)
        model.check_quota(tier)
        model.note(tier, "added", work.mark(), tier.basis)
        # The plan is saved with what is added to it, so that it is not closed meanwhile.
        work.save(PLANS, plan)
        work.tell(events.TIER_ADDED, work.add(TIERS, tier))
        return tier

    @command(operations.CHANGE_TIER)
    def change_tier(self, wish: Document, work: UnitOfWork) -> Tier:
        """Change a tier's quotas or age limit, with a basis."""
        tier = work.load(TIERS, wish["tier_id"])
        by_category = wish.get("quota_by_category", tier.quota_by_category)
        queries.must_know(work.db, _CATEGORIES, by_category, "/quota_by_category")
        mark, quota = work.mark(), wish.get("quota", tier.quota)
        if "age_limit" in wish and wish["age_limit"] != tier.age_limit:
            tier.age_limit = wish["age_limit"]
            model.note(tier, "age_limit_changed", mark, wish["basis"])
            deadlines.put(work, TIER_AGES, tier.id, work.today - timedelta(days=1))
        if (quota, by_category) != (tier.quota, tier.quota_by_category):
            model.change_quota(tier, quota, by_category, wish["basis"], mark)
        tier.basis = wish["basis"]
        keep_tier(work, tier)
        return tier

    @query(operations.GET_TIER)
    def get_tier(self, wish: Document, read: Reading) -> Tier:
        """One tier with what is filled, reserved and free."""
        return read.load(TIERS, wish["tier_id"])

    @query(operations.LIST_TIERS)
    def list_tiers(self, wish: Document, read: Reading) -> Page:
        """The tiers of a plan, the highest first."""
        read.get(PLANS, wish["plan_id"])
        sorts = {"rank": [("rank", 1)]}
        where = queries.filters(wish, "plan_id")
        page = read.page(TIERS, where, wish, sorts=sorts, default_sort="rank", answer=schemas.TierOut)
        page.items = [{**item, "free": item["quota"] - item["filled"] - item["reserved"]} for item in page.items]
        return page

    @command(operations.OPEN_BATCH)
    def open_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """Open a round of admission; it ends by itself."""
        plan = work.load(PLANS, wish["plan_id"])
        LIFE_OF_PLAN.must(plan, PlanStep.OPEN_BATCH, plan_id=plan.id)
        tier = work.load_many(TIERS, [wish["tier_id"]]).get(wish["tier_id"])
        if tier is None or tier.plan_id != plan.id:
            raise NoTier("该计划没有这个层次", "The plan has no such tier", tier_id=wish["tier_id"])
        batch = Batch(id=work.new_id("bat"), **wish)
        model.set_last_day(batch, batch.closes_on)
        model.hold(tier, batch.places)
        model.note(batch, "opened", work.mark())
        work.save(PLANS, plan)
        keep_tier(work, tier)
        deadlines.put(work, BATCH_CLOSES, batch.id, batch.closes_on)
        work.tell(events.BATCH_OPENED, work.add(BATCHES, batch))
        return batch

    @command(operations.CHANGE_BATCH)
    def change_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """Change title, places or last day."""
        batch = work.load(BATCHES, wish["batch_id"])
        LIFE_OF_BATCH.must(batch, BatchStep.CHANGE, batch_id=batch.id)
        batch.title = wish.get("title", batch.title)
        if "places" in wish:
            tier = work.load(TIERS, batch.tier_id)
            model.change_places(tier, batch, wish["places"])
            keep_tier(work, tier)
        if "closes_on" in wish:
            model.set_last_day(batch, wish["closes_on"])
            deadlines.put(work, BATCH_CLOSES, batch.id, batch.closes_on)
        model.note(batch, "changed", work.mark(), wish["basis"])
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))
        return batch

    @command(operations.CLOSE_NOMINATIONS)
    def close_nominations(self, wish: Document, work: UnitOfWork) -> Batch:
        """Take no more nominations; those that are there go on."""
        batch = work.load(BATCHES, wish["batch_id"])
        LIFE_OF_BATCH.move(batch, BatchStep.CLOSE_NOMINATIONS, batch_id=batch.id)
        model.note(batch, "nominations_closed", work.mark())
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))
        return batch

    @command(operations.END_BATCH)
    def end_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """End a batch now; who is not admitted lapses in steps right afterwards."""
        batch = work.load(BATCHES, wish["batch_id"])
        LIFE_OF_BATCH.must(batch, BatchStep.END, batch_id=batch.id)
        _end(work, batch, BatchStep.END, work.mark(), wish["basis"])
        # A day that is over already, so that what is open lapses at once.
        deadlines.put(work, BATCH_CLOSES, batch.id, work.today - timedelta(days=1))
        return batch

    @query(operations.GET_BATCH)
    def get_batch(self, wish: Document, read: Reading) -> Document:
        """One round of admission."""
        return read.get(BATCHES, wish["batch_id"])

    @query(operations.LIST_ROUNDS)
    def list_rounds(self, wish: Document, read: Reading) -> Page:
        """The batches of all plans that take nominations now, the one that closes first at the top."""
        today = read.today.isoformat()
        where = {"state": BatchState.OPEN.value, "opens_on": {"$lte": today}, "closes_on": {"$gte": today}}
        sorts = {"closes_on": [("closes_on", 1)]}
        return read.page(BATCHES, where, wish, sorts=sorts, default_sort="closes_on", answer=schemas.RoundOut)

    @query(operations.LIST_BATCHES)
    def list_batches(self, wish: Document, read: Reading) -> Page:
        """The batches of a plan by tier and state, the one that closes first at the top."""
        read.get(PLANS, wish["plan_id"])
        sorts = {"closes_on": [("closes_on", 1)]}
        where = queries.filters(wish, "plan_id", "tier_id", "state")
        return read.page(BATCHES, where, wish, sorts=sorts, default_sort="closes_on", answer=schemas.BatchOut)

    @deadline(BATCH_CLOSES)
    def batch_is_over(self, due: Deadline, work: UnitOfWork) -> None:
        """Close the batch, give its unused places back, and let who was not admitted lapse, in bounded steps."""
        batch = work.load_many(BATCHES, [due.subject]).get(due.subject)
        if batch is None:
            return
        mark = work.mark(SYSTEM)
        _end(work, batch, BatchStep.PERIOD_ENDED, mark, "期满")
        where = {"batch_id": batch.id, "state": {"$in": _BEFORE}}
        waiting = work.first(MEMBERS, where, sort=[("_id", 1)], limit=AT_ONCE)
        tier = work.load(TIERS, batch.tier_id)
        for member in waiting:
            let_happen(work, member, tier, Step.BATCH_CLOSED, mark, "batch_closed")
        if len(waiting) == AT_ONCE:
            deadlines.put(work, BATCH_CLOSES, batch.id, due.due_on)

    @deadline(TIER_AGES)
    def count_ages_anew(self, due: Deadline, work: UnitOfWork) -> None:
        """The age limit of a tier was changed: who is in it ages out by the new one, in bounded steps."""
        tier = work.load(TIERS, due.subject)
        where = {"tier_id": tier.id, "state": {"$in": _IN_POOL}, "age_limit": {"$ne": limit_of(work, tier)[0]}}
        found = work.first(MEMBERS, where, sort=[("_id", 1)], limit=AT_ONCE)
        for member in found:
            watch_age(work, member, tier, member.born)
            work.tell(member_events.CHANGED, work.save(MEMBERS, member))
        if len(found) == AT_ONCE:
            deadlines.put(work, TIER_AGES, tier.id, due.due_on)


def _end(work: UnitOfWork, batch: Batch, step: BatchStep, mark: Mark, why: str) -> None:
    tier = work.load(TIERS, batch.tier_id)
    if model.end(tier, batch, step, mark, why):
        keep_tier(work, tier)
        work.tell(events.BATCH_CLOSED, work.save(BATCHES, batch))
