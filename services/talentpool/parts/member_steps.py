"""What every step of a member leaves behind: events, the request to supervision, deadlines, the candidate's mark."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from servicekit import deadlines
from servicekit.lifecycle import Mark
from servicekit.roster import SERVING
from servicekit.work import UnitOfWork
from services.talentpool.events import members as events
from services.talentpool.events import plans as plan_events
from services.talentpool.model import members as model
from services.talentpool.model.members import POOL, Member
from services.talentpool.model.plans import Tier
from services.talentpool.parts.candidates import note_member
from services.talentpool.store.members import MEMBERS
from services.talentpool.store.plans import TIERS
from services.talentpool.vocabulary.member_life import ASKING, LIFE, State, Step

SYSTEM = "talentpool"
REVIEW_DUE = "member_review"
AGES_OUT = "member_age"
_OF_VETTING = frozenset({*model.VETTING_STEPS.values(), Step.VETTING_REOPENED})


def keep(work: UnitOfWork, member: Member, before: State, step: Step) -> Member:
    """Keep a member that has taken a step, and tell it."""
    tell_step(work, member, before, step)
    return save_member(work, member)


def tell_step(work: UnitOfWork, member: Member, before: State, step: Step) -> None:
    """Tell a step that was taken, and supervision what it has to do with it; what was due of who is over is not."""
    if step is Step.GONE:
        work.tell(events.LEFT if member.state is State.LEFT else events.REFUSED, member)
    else:
        work.tell(events.OF_STEP[step], member)
    if before in ASKING and step not in _OF_VETTING and step is not Step.REQUEST_VETTING:
        work.tell(events.VETTING_WITHDRAWN, member, purpose=POOL)
    if member.state is State.VETTING and step is not Step.VETTING_REOPENED:
        work.tell(events.VETTING_REQUESTED, member, purpose=POOL)
    if member.over:
        deadlines.cancel(work, REVIEW_DUE, member.id)
        deadlines.cancel(work, AGES_OUT, member.id)


def save_member(work: UnitOfWork, member: Member) -> Member:
    """Keep a member, and with the candidate what searches read of it."""
    note_member(
        work,
        member.cadre_id,
        member_id=member.id,
        tier_id=member.tier_id,
        state=member.state.value,
        suspended=member.suspended,
        grade=member.grade,
        category=member.category,
    )
    return work.save(MEMBERS, member)


def keep_tier(work: UnitOfWork, *tiers: Tier) -> None:
    """Keep tiers whose places have changed, and tell each once."""
    for tier in {tier.id: tier for tier in tiers}.values():
        work.tell(plan_events.TIER_CHANGED, work.save(TIERS, tier))


def let_happen(
    work: UnitOfWork, member: Member, tier: Tier, step: Step, mark: Mark, reason: str, *, gives: bool = True
) -> bool:
    """Let a step of an event or a deadline happen where the table has a row for it; the caller keeps the tier."""
    if not LIFE.may(member, step):
        return False
    before = member.state
    model.end(member, tier, step, mark, reason, gives=gives)
    keep(work, member, before, step)
    return True


def follow_career(
    work: UnitOfWork,
    member: Member,
    tier: Tier,
    mark: Mark,
    *,
    status: str,
    level: str | None,
    risen: bool,
    entries: tuple[str | None, str | None] = (None, None),
) -> bool:
    """Whether the membership ends by what the roster tells: gone, or `risen` above the level at admission.

    `entries` are those of the cadre's file that say so, for the status and for the level: set aside, it goes on.
    """
    if status != SERVING and LIFE.may(member, Step.GONE):
        model.end_by_file(member, entries[0])
        return let_happen(work, member, tier, Step.GONE, mark, status)
    if not risen or not model.is_promotion(member.level_at_admission, level):
        return False
    if LIFE.may(member, Step.PROMOTED):
        model.end_by_file(member, entries[1])
    gives = bool(work.rules["talentpool.promoted_gives_place_back"].value)
    return let_happen(work, member, tier, Step.PROMOTED, mark, "promoted", gives=gives)


def tiers_of(work: UnitOfWork, members: Iterable[Member]) -> dict[str, Tier]:
    """The tiers of members, in one round trip."""
    return work.load_many(TIERS, (member.tier_id for member in members))


def limit_of(work: UnitOfWork, tier: Tier) -> tuple[int, str]:
    """The age up to which one may be in a tier, and the article."""
    rule = work.rules["talentpool.age_limit"]
    if tier.age_limit is not None:
        return tier.age_limit, tier.basis
    return int(rule.value), rule.cited


def watch_age(work: UnitOfWork, member: Member, tier: Tier, born: str) -> None:
    """Set the day on which a member is past the tier's age; the clock shows it then."""
    member.born, member.age_limit = born, limit_of(work, tier)[0]
    member.ages_out_on = model.ages_out(born, member.age_limit)
    member.age_due = False
    if member.ages_out_on is None:
        deadlines.cancel(work, AGES_OUT, member.id)
    else:
        deadlines.put(work, AGES_OUT, member.id, member.ages_out_on - timedelta(days=1))
