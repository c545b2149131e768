"""What other services' events do to candidates and members: conclusions, restrictions, careers."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit import deadlines
from servicekit.calls import on
from servicekit.events import Received
from servicekit.lifecycle import Mark, trace
from servicekit.roster import LATER, PEOPLE, SERVING, gone, put_right, set_aside
from servicekit.work import UnitOfWork
from services.talentpool.events import members as events
from services.talentpool.model import members as model
from services.talentpool.model.members import Member, Standing
from services.talentpool.model.plans import Tier
from services.talentpool.parts import seconding
from services.talentpool.parts.member_steps import (
    REVIEW_DUE,
    SYSTEM,
    follow_career,
    keep,
    keep_tier,
    let_happen,
    save_member,
    tell_step,
    tiers_of,
    watch_age,
)
from services.talentpool.parts.standing import ensure_standings, keep_gone
from services.talentpool.store.members import MEMBERS, STANDINGS
from services.talentpool.store.plans import BATCHES
from services.talentpool.vocabulary.member_life import IN_POOL, LIFE, OPEN, State, Step
from services.talentpool.vocabulary.plans import BatchState

_OPEN = [state.value for state in OPEN]
_APPOINTMENTS = frozenset({"cadre.appointed.v1", "cadre.promoted.v1"})


class MemberEvents:
    """Reactions to supervision's and the registry's events."""

    @on("supervision", "vetting.concluded.v1", "vetting.reopened.v1", handler="member_vettings", batch=50)
    def hear_vettings(self, received: list[Received], work: UnitOfWork) -> None:
        """Take in supervision's conclusions, and that one did not stay; a late answer to an earlier round changes
        nothing."""
        mine = [e for e in received if e.data.get("requested_by") == SYSTEM and e.data.get("reference_id")]
        found = work.load_many(MEMBERS, (event.data["reference_id"] for event in mine))
        batches = work.load_many(BATCHES, (member.batch_id for member in found.values()))
        tiers = tiers_of(work, found.values())
        mark = work.mark("supervision")
        for event in mine:
            member = found.get(event.data["reference_id"])
            if member is None:
                continue
            before, codes = member.state, event.data.get("reasons") or []
            request_id = event.data["request_id"]
            if event.type == "vetting.reopened.v1":
                step = _reopened(work, member, event, mark)
            else:
                step = model.vetting_concluded(member, request_id, event.sequence, event.data["outcome"], codes, mark)
            if step is None:
                work.save(MEMBERS, member)
                continue
            keep(work, member, before, step)
            if batches[member.batch_id].state is BatchState.CLOSED:
                # The batch was over while this was nominated: nobody will admit it any more.
                let_happen(work, member, tiers[member.tier_id], Step.BATCH_CLOSED, mark, "batch_closed")

    @on("supervision", "standing.changed.v1", handler="member_standings", batch=50)
    def hear_standings(self, received: list[Received], work: UnitOfWork) -> None:
        """A restriction suspends a member, takes a candidate back and is shown with a secondment; its end restores."""
        standings = ensure_standings(work, (event.subject for event in received))
        members, secondments = by_cadre(work, standings), seconding.live_of(work, standings)
        work.load_many(PEOPLE, secondments)  # In one round trip; a secondment begins for somebody who serves.
        # One event after the other: a restriction that began and ended while nobody listened has left its trace too.
        for event in sorted(received, key=lambda one: one.sequence):
            standing = standings[event.subject]
            if not model.hear(standing, event.sequence, event.data):
                continue
            work.save(STANDINGS, standing)
            for member in members.get(standing.id, []):
                reason = "restricted" if standing.barred else None
                follow_standing(work, member, standing, Step.RESTRICTION_BEGAN, reason)
            for secondment in secondments.get(standing.id, []):
                seconding.follow_standing(work, secondment, standing)

    @on("registry", *LATER, handler="member_cadres", batch=100)
    def hear_cadres(self, received: list[Received], work: UnitOfWork) -> None:
        """Who retires or is gone leaves, who is appointed above is promoted, who moves takes the membership along.

        What had ended by an entry of the file that is set aside goes on.
        """
        keep_gone(work, received)
        open_ = by_cadre(work, (event.subject for event in received))
        for member in _ended_by_file(work, put_right(received)):
            open_.setdefault(member.cadre_id, []).append(member)
        tiers = tiers_of(work, (member for members in open_.values() for member in members))
        touched: dict[str, Tier] = {}
        for event in sorted(received, key=lambda one: one.sequence):
            for member in open_.get(event.subject, []):
                if event.sequence > member.sequence and "unit_ids" in event.data:
                    held = member.holds_place
                    if set_aside(event, member.ended_by):
                        _put_right(work, member, tiers[member.tier_id], event, open_[event.subject])
                    _follow_cadre(work, member, tiers[member.tier_id], event)
                    if held != member.holds_place:
                        touched[member.tier_id] = tiers[member.tier_id]
        keep_tier(work, *touched.values())


def _reopened(work: UnitOfWork, member: Member, event: Received, mark: Mark) -> Step | None:
    """The vetting is open again; who was refused by it and nominated once more since is followed there."""
    if member.over and any(one.id != member.id for one in by_cadre(work, [member.cadre_id]).get(member.cadre_id, [])):
        return None
    again = model.vetting_reopened(member, event.data["request_id"], event.sequence, mark)
    return Step.VETTING_REOPENED if again else None


def by_cadre(work: UnitOfWork, cadre_ids: Iterable[str]) -> dict[str, list[Member]]:
    """The members and candidates among these cadres."""
    wanted = sorted(set(cadre_ids))
    found: dict[str, list[Member]] = {}
    for member in work.find(MEMBERS, {"cadre_id": {"$in": wanted}, "state": {"$in": _OPEN}}, most=10_000):
        found.setdefault(member.cadre_id, []).append(member)
    return found


def _ended_by_file(work: UnitOfWork, cadre_ids: list[str]) -> list[Member]:
    """What has ended of these cadres because of an entry of their files."""
    if not cadre_ids:
        return []
    ended = {"$in": [State.REFUSED.value, State.LEFT.value, State.PROMOTED.value]}
    found = work.find(MEMBERS, {"cadre_id": {"$in": cadre_ids}, "state": ended}, most=10_000)
    return [member for member in found if member.ended_by is not None]


def _put_right(work: UnitOfWork, member: Member, tier: Tier, event: Received, others: Iterable[Member]) -> None:
    """The entry by which it ended was set aside: another has taken its place, or it stands where it stood.

    Who has been nominated once more since is followed there.
    """
    if member.state is State.PROMOTED:
        still = model.is_promotion(member.level_at_admission, event.data.get("post_level"))
        entry = event.data.get("level_entry")
    else:
        still, entry = gone(event), event.data.get("status_entry")
    if still or any(not one.over for one in others):
        member.ended_by = entry if still else member.ended_by
        return
    mark, before = work.mark("registry"), member.state
    step = model.go_on(member, tier, mark)
    if member.state in IN_POOL:
        watch_age(work, member, tier, member.born)
        if member.review_due_on is not None:
            deadlines.put(work, REVIEW_DUE, member.id, member.review_due_on)
    keep(work, member, before, step)
    batch = work.load_many(BATCHES, [member.batch_id])[member.batch_id]
    if (
        member.reason is None
        and batch.state is BatchState.CLOSED
        and let_happen(work, member, tier, Step.BATCH_CLOSED, mark, "batch_closed")
    ):
        return
    standing = ensure_standings(work, [member.cadre_id])[member.cadre_id]
    work.save(STANDINGS, standing)
    stopped = Step.RESTRICTION_BEGAN if standing.barred else Step.RESULT_STOPS
    follow_standing(work, member, standing, stopped, next(iter(standing.stopped_by), None))


def follow_standing(work: UnitOfWork, member: Member, standing: Standing, step: Step, reason: str | None) -> None:
    """Suspend or restore a member; for a `reason` take back who is not admitted yet. Kept once, whatever happens."""
    mark, before = work.mark("supervision"), member.state
    changed = not member.over and model.follow(member, standing, mark)
    if changed:
        work.tell(events.SUSPENDED if member.suspended else events.RESTORED, member)
    taken_back = reason is not None and LIFE.may(member, step)
    if taken_back:
        model.take(member, step, mark, reason=reason)
        tell_step(work, member, before, step)
    if model.freed(member, standing) or changed or taken_back:
        save_member(work, member)


def _follow_cadre(work: UnitOfWork, member: Member, tier: Tier, event: Received) -> None:
    mark = work.mark("registry")
    member.sequence = event.sequence
    status, level = event.data.get("status", SERVING), event.data.get("post_level")
    moved = event.data["unit_ids"] != member.unit_ids
    member.unit_ids = event.data["unit_ids"]
    if member.over:
        work.save(MEMBERS, member)
        return
    # The roster's file may tell of a promotion too; a correction of what was so before admission is none.
    risen = event.type in _APPOINTMENTS or model.since_admission(member, event.data.get("level_since"))
    entries = (event.data.get("status_entry"), event.data.get("level_entry"))
    if follow_career(work, member, tier, mark, status=status, level=level, risen=risen, entries=entries):
        return
    born = model.born(event.data.get("birth_month"), event.data.get("birth_year"))
    corrected = member.state in IN_POOL and born not in ("", member.born)
    if corrected:
        watch_age(work, member, tier, born)
    if moved:
        trace(member, "moved", mark)
    if moved or corrected:
        work.tell(events.CHANGED, member)
    work.save(MEMBERS, member)
