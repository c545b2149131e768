"""The 5122 plan (年轻干部选育计划): cycles, tiers with quotas, and the batches that hold places of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.schema import page_of
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors.plans import NoTier
from services.talentpool.events import members as member_events
from services.talentpool.events import plans as events
from services.talentpool.model import plans as model
from services.talentpool.model.lifecycle import BEFORE, IN_POOL, Step
from services.talentpool.model.plans import Act, Batch, BatchState, Entry, Plan, Tier
from services.talentpool.parts.member_steps import SYSTEM, act_of, keep_tier, let_happen, limit_of, watch_age
from services.talentpool.schemas import plans as schemas
from services.talentpool.store.members import MEMBERS
from services.talentpool.store.plans import BATCHES, PLANS, TIERS

BATCH_CLOSES, TIER_AGES = "batch_closes", "tier_ages"
AT_ONCE = 200
"""Whom a deadline looks at in one transaction; it fires again until none is left."""
MOST_BATCHES = 1000
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

    @command(schemas.OpenPlan, schemas.PlanOut)
    def open_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Set up a plan. Raises PlanKnown."""
        plan = work.add(PLANS, Plan(id=work.new_id("pln"), **wish))
        _note(plan, "opened", act_of(work), plan.basis)
        work.tell(events.PLAN_OPENED, plan)
        return plan

    @command(schemas.ChangePlan, schemas.PlanOut)
    def change_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Change a plan's title or last year. Raises PlanClosed."""
        plan = work.load(PLANS, wish["plan_id"])
        model.must_be_open(plan)
        plan.title = wish.get("title", plan.title)
        model.set_last_year(plan, wish.get("to_year", plan.to_year))
        _note(plan, "changed", act_of(work), wish["basis"])
        work.tell(events.PLAN_CHANGED, work.save(PLANS, plan))
        return plan

    @command(schemas.ClosePlan, schemas.PlanOut)
    def close_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Close a plan with its batches; who is in the pool stays, who is not admitted lapses right afterwards.

        Raises PlanClosed.
        """
        plan = work.load(PLANS, wish["plan_id"])
        model.must_be_open(plan)
        plan.state = "closed"
        _note(plan, "closed", act_of(work), wish["basis"])
        work.tell(events.PLAN_CLOSED, work.save(PLANS, plan))
        states = [BatchState.OPEN.value, BatchState.ADMITTING.value]
        where = {"plan_id": plan.id, "state": {"$in": states}}
        for batch in work.find(BATCHES, where, most=MOST_BATCHES):
            _close(work, batch, act_of(work), wish["basis"])
            deadlines.put(work, BATCH_CLOSES, batch.id, work.today - timedelta(days=1))
        return plan

    @query(schemas.PlanOf, schemas.PlanOut)
    def get_plan(self, wish: Document, read: Reading) -> Document:
        """One plan."""
        return read.get(PLANS, wish["plan_id"])

    @query(schemas.ListPlans, page_of(schemas.PlanOut))
    def list_plans(self, wish: Document, read: Reading) -> Page:
        """Plans by state."""
        sorts = {"code": [("code", 1)]}
        where = queries.filters(wish, "state")
        return read.page(PLANS, where, wish, sorts=sorts, default_sort="code", answer=schemas.PlanOut)

    @command(schemas.AddTier, schemas.TierOut)
    def add_tier(self, wish: Document, work: UnitOfWork) -> Tier:
        """Add a tier to a plan. Raises PlanClosed, UnknownKey, TierKnown and QuotaMismatch."""
        plan = work.load(PLANS, wish["plan_id"])
        model.must_be_open(plan)
        model.known_keys([wish["key"]], queries.entries_of(work.db, "talent.tiers"), "/key")
        _known_categories(work, wish["quota_by_category"])
        tier = Tier(id=work.new_id("tie"), **wish)
        model.check_quota(tier)
        tier.history.append(_entry("added", act_of(work), tier.basis))
        # The plan is saved with what is added to it, so that it is not closed meanwhile.
        work.save(PLANS, plan)
        work.tell(events.TIER_ADDED, work.add(TIERS, tier))
        return tier

    @command(schemas.ChangeTier, schemas.TierOut)
    def change_tier(self, wish: Document, work: UnitOfWork) -> Tier:
        """Change a tier's quotas or age limit, with a basis. Raises UnknownKey and QuotaMismatch."""
        tier = work.load(TIERS, wish["tier_id"])
        by_category = wish.get("quota_by_category", tier.quota_by_category)
        _known_categories(work, by_category)
        act, quota = act_of(work), wish.get("quota", tier.quota)
        if "age_limit" in wish and wish["age_limit"] != tier.age_limit:
            tier.age_limit = wish["age_limit"]
            tier.history.append(_entry("age_limit_changed", act, wish["basis"]))
            deadlines.put(work, TIER_AGES, tier.id, work.today - timedelta(days=1))
        if (quota, by_category) != (tier.quota, tier.quota_by_category):
            model.change_quota(tier, quota, by_category, wish["basis"], act)
        tier.basis = wish["basis"]
        keep_tier(work, tier)
        return tier

    @query(schemas.TierOf, schemas.TierOut)
    def get_tier(self, wish: Document, read: Reading) -> Tier:
        """One tier with what is filled, reserved and free."""
        return read.load(TIERS, wish["tier_id"])

    @query(schemas.ListTiers, page_of(schemas.TierOut))
    def list_tiers(self, wish: Document, read: Reading) -> Page:
        """The tiers of a plan, the highest first."""
        read.get(PLANS, wish["plan_id"])
        sorts = {"rank": [("rank", 1)]}
        where = queries.filters(wish, "plan_id")
        page = read.page(TIERS, where, wish, sorts=sorts, default_sort="rank", answer=schemas.TierOut)
        page.items = [{**item, "free": item["quota"] - item["filled"] - item["reserved"]} for item in page.items]
        return page

    @command(schemas.OpenBatch, schemas.BatchOut)
    def open_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """Open a round of admission; it ends by itself. Raises PlanClosed, NoTier, QuotaExceeded and BatchKnown."""
        plan = work.load(PLANS, wish["plan_id"])
        model.must_be_open(plan)
        tier = work.load_many(TIERS, [wish["tier_id"]]).get(wish["tier_id"])
        if tier is None or tier.plan_id != plan.id:
            raise NoTier("该计划没有这个层次", "The plan has no such tier", tier_id=wish["tier_id"])
        batch = Batch(id=work.new_id("bat"), **wish)
        model.hold(tier, batch.places)
        _note(batch, "opened", act_of(work), None)
        work.save(PLANS, plan)
        keep_tier(work, tier)
        deadlines.put(work, BATCH_CLOSES, batch.id, batch.closes_on)
        work.tell(events.BATCH_OPENED, work.add(BATCHES, batch))
        return batch

    @command(schemas.ChangeBatch, schemas.BatchOut)
    def change_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """Change title, places or last day. Raises BatchNotInThisState, QuotaMismatch and QuotaExceeded."""
        batch = work.load(BATCHES, wish["batch_id"])
        model.must_be(batch, BatchState.OPEN, BatchState.ADMITTING)
        batch.title = wish.get("title", batch.title)
        if "places" in wish:
            tier = work.load(TIERS, batch.tier_id)
            model.change_places(tier, batch, wish["places"])
            keep_tier(work, tier)
        if "closes_on" in wish:
            model.set_last_day(batch, wish["closes_on"])
            deadlines.put(work, BATCH_CLOSES, batch.id, batch.closes_on)
        _note(batch, "changed", act_of(work), wish["basis"])
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))
        return batch

    @command(schemas.BatchOf, schemas.BatchOut)
    def close_nominations(self, wish: Document, work: UnitOfWork) -> Batch:
        """Take no more nominations; those that are there go on. Raises BatchNotInThisState."""
        batch = work.load(BATCHES, wish["batch_id"])
        model.must_be(batch, BatchState.OPEN)
        batch.state = BatchState.ADMITTING
        _note(batch, "nominations_closed", act_of(work), None)
        work.tell(events.BATCH_CHANGED, work.save(BATCHES, batch))
        return batch

    @command(schemas.EndBatch, schemas.BatchOut)
    def end_batch(self, wish: Document, work: UnitOfWork) -> Batch:
        """End a batch now; who is not admitted lapses in steps right afterwards. Raises BatchNotInThisState."""
        batch = work.load(BATCHES, wish["batch_id"])
        model.must_be(batch, BatchState.OPEN, BatchState.ADMITTING)
        _close(work, batch, act_of(work), wish["basis"])
        # A day that is over already, so that what is open lapses at once.
        deadlines.put(work, BATCH_CLOSES, batch.id, work.today - timedelta(days=1))
        return batch

    @query(schemas.BatchOf, schemas.BatchOut)
    def get_batch(self, wish: Document, read: Reading) -> Document:
        """One round of admission."""
        return read.get(BATCHES, wish["batch_id"])

    @query(schemas.ListBatches, page_of(schemas.BatchOut))
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
        act = act_of(work, SYSTEM)
        _close(work, batch, act, "期满")
        where = {"batch_id": batch.id, "state": {"$in": _BEFORE}}
        waiting = work.first(MEMBERS, where, sort=[("_id", 1)], limit=AT_ONCE)
        tier = work.load(TIERS, batch.tier_id)
        for member in waiting:
            let_happen(work, member, tier, Step.BATCH_CLOSED, act, "batch_closed")
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


def _close(work: UnitOfWork, batch: Batch, act: Act, why: str) -> None:
    tier = work.load(TIERS, batch.tier_id)
    if model.close(tier, batch, act, why):
        batch.closes_on = min(batch.closes_on, work.today)
        keep_tier(work, tier)
        work.tell(events.BATCH_CLOSED, work.save(BATCHES, batch))


def _known_categories(work: UnitOfWork, quotas: Document) -> None:
    if quotas:
        model.known_keys(list(quotas), queries.entries_of(work.db, "talent.categories"), "/quota_by_category")


def _entry(what: str, act: Act, text: str | None) -> Entry:
    return Entry(act.at, act.by, what, text)


def _note(of: Plan | Batch, what: str, act: Act, text: str | None) -> None:
    of.history.append(_entry(what, act, text))
