"""What makes a unit or a post another (沿革): each change from its day, at once or when that day comes.

A change whose day has not come is kept as planned (计划变更) and carried out on its day by the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from servicekit import deadlines
from servicekit.errors import field_error
from servicekit.operations import Command
from servicekit.queries import entries_of
from servicekit.work import UnitOfWork
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import PostHeld
from services.registry.errors.units import UnitInUse
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.events.planned import CHANGE_PLANNED, CHANGE_TOOK_EFFECT
from services.registry.events.posts import POST_ABOLISHED, POST_CHANGED
from services.registry.events.units import UNIT_CHANGED, UNIT_CLOSED, UNIT_MERGED
from services.registry.model import authority
from services.registry.model import units as model
from services.registry.model.authority import Authority
from services.registry.model.planned import PlannedChange
from services.registry.model.units import Headcount, Merger, Post, Unit
from services.registry.operations import units as operations
from services.registry.parts.common import Wish, day_of, settle_cadres, settle_unit, unit_named
from services.registry.parts.mergers import affected, rebase, take_over
from services.registry.parts.ordering import place_cadres, place_posts, place_units, reorder
from services.registry.parts.post_conditions import KINDS, conditions_of
from services.registry.parts.selection_steps import posts_gone
from services.registry.store.cadres import CADRES
from services.registry.store.planned import PLANNED
from services.registry.store.posts import POSTS
from services.registry.store.units import UNITS
from services.registry.vocabulary import planned
from services.registry.vocabulary.planned import PlannedStep
from services.registry.vocabulary.selections import POST_ABOLISHED as ABOLISHED
from services.registry.vocabulary.units import PostStep, UnitStep

TAKES_EFFECT = "planned_change"
"""The deadline of a planned change: the eve of its day."""
Act = Callable[[UnitOfWork, Wish, str], Any]
"""What carries a change out, in the name of an account."""


def change_unit(work: UnitOfWork, wish: Wish, by: str) -> Unit:
    """Rename a unit, set its approved posts or plain fields."""
    on = day_of(work, wish["on"])
    unit = work.load(UNITS, wish["unit_id"])
    unit.must(UnitStep.CHANGE)
    changed = []
    if wish["name"] and wish["name"] != unit.name:
        unit.rename(wish["name"], wish["short_name"] or unit.short_name, on, wish["document"])
        changed.append("name")
    elif wish["short_name"] is not None and wish["short_name"] != unit.short_name:
        unit.short_name = wish["short_name"]
        changed.append("short_name")
    if "approved" in wish and (approved := Headcount(**wish["approved"])) != unit.approved:
        unit.approve(approved, on, wish["document"])
        changed.append("approved")
    if "order" in wish and wish["order"] != unit.order:
        unit.reorder(wish["order"], on, wish["document"])
        reorder(work, unit)
        changed.append("order")
    for name in ("kind", "level", "region"):
        if name in wish and getattr(unit, name) != wish[name]:
            setattr(unit, name, wish[name])
            changed.append(name)
    if not changed:
        raise NothingChanged()
    settle_unit(work, unit)
    work.tell(UNIT_CHANGED, unit, changed=changed)
    return unit


def move_unit(work: UnitOfWork, wish: Wish, by: str) -> Unit:
    """Place a unit below another parent, with all that is below it."""
    on = day_of(work, wish["on"])
    unit = work.load(UNITS, wish["unit_id"])
    parent = unit_named(work, wish["parent_id"], pointer="/parent_id") if wish["parent_id"] else None
    old = model.move(unit, parent, on, wish["document"])
    place_units(work, [unit])
    rebase(work, unit.id, old, unit.unit_ids, on)
    work.save(UNITS, unit)
    work.tell(UNIT_CHANGED, unit, changed=["parent_id"])
    return unit


def merge_unit(work: UnitOfWork, wish: Wish, by: str) -> Unit:
    """Merge a unit into another, which takes over its posts, people and units below."""
    on = day_of(work, wish["on"])
    unit = work.load(UNITS, wish["unit_id"])
    into = unit_named(work, wish["into_id"], pointer="/into_id")
    document = wish["document"]
    merger = Merger(work.new_id("mrg"), unit.id, into.id, replace(unit.filled))
    model.merge(unit, into, on, document)
    take_over(work, merger, unit, into, on, document)
    settle_unit(work, unit)
    settle_unit(work, into)
    work.tell(UNIT_MERGED, unit)
    work.tell(UNIT_CHANGED, into, changed=["took_in"])
    return unit


def close_unit(work: UnitOfWork, wish: Wish, by: str) -> Unit:
    """Abolish a unit with nothing left in it."""
    on = day_of(work, wish["on"])
    unit = work.load(UNITS, wish["unit_id"])
    left = {
        "units": work.db["units"].count_documents({"parent_id": unit.id, "state": "active"}, limit=1),
        "posts": work.db["posts"].count_documents({"unit_id": unit.id, "state": "active"}, limit=1),
        "cadres": work.db["cadres"].count_documents({"unit_id": unit.id, "status": "serving"}, limit=1),
    }
    if any(left.values()):
        raise UnitInUse(unit_id=unit.id, left=[name for name, number in left.items() if number])
    model.close(unit, on, wish["document"])
    settle_unit(work, unit)
    work.tell(UNIT_CLOSED, unit)
    return unit


def change_post(work: UnitOfWork, wish: Wish, by: str) -> Post:
    """Change a post's plain fields, and from a day on its authority, which whoever holds it then follows.

    Raises PostHeld for the level of one that is held, and TooManyAffected.
    """
    on = day_of(work, wish["on"])
    post = work.load(POSTS, wish["post_id"])
    post.must(PostStep.CHANGE)
    wanted = {
        name: wish[name]
        for name in ("title", "post_level", "avoidance_function", "order")
        if wish.get(name) is not None
    }
    if "conditions" in wish:
        wanted["conditions"] = conditions_of(wish["conditions"], entries_of(work.db, KINDS))
    changed = [name for name, value in wanted.items() if getattr(post, name) != value]
    moved = "management" in wish and authority.on_day(post.said, on).code != wish["management"]
    if not changed and not moved:
        raise NothingChanged()
    if "post_level" in changed and post.holder_ids:
        zh, en = "职位有人任职，层次不随职位变更；请免职后变更", "It is held: its level does not make its holder's"
        raise PostHeld(zh, en, errors=[field_error("/post_level", "post-held", zh, en)], post_id=post.id)
    for name in changed:
        setattr(post, name, wanted[name])
    if "order" in changed:
        holders = list(work.load_many(CADRES, post.holder_ids).values())
        place_cadres(work, holders)
        for cadre in holders:
            work.save(CADRES, cadre)
    place_posts(work, [post])
    if moved:
        word = Authority(wish["management"], on, wish["document"], by, work.now)
        post.put_under(word, work.today)
        _follow_authority(work, post)
    work.save(POSTS, post)
    work.tell(POST_CHANGED, post)
    return post


def _follow_authority(work: UnitOfWork, post: Post) -> None:
    """Who holds a post, or held it, is managed by its authority of each day."""
    cadres = affected(work, CADRES, {"appointments.post_id": post.id}, post.unit_id)
    before = {cadre.id: cadre.management for cadre in cadres}
    for cadre in cadres:
        for appointment in cadre.appointments:
            if appointment.post_id == post.id:
                appointment.authorities = post.said
    settle_cadres(work, cadres)
    for cadre in cadres:
        if cadre.management != before[cadre.id]:
            work.tell(CADRE_CHANGED, cadre, changed=["management"])


def abolish_post(work: UnitOfWork, wish: Wish, by: str) -> Post:
    """Abolish a post. Raises PostHeld while it has a holder."""
    on = day_of(work, wish["on"])
    post = work.load(POSTS, wish["post_id"])
    post.abolish(on)
    work.save(POSTS, post)
    work.tell(POST_ABOLISHED, post)
    posts_gone(work, [post.id], ABOLISHED)
    return post


ACTS: Mapping[str, Act] = {
    operations.CHANGE_UNIT.name: change_unit,
    operations.MOVE_UNIT.name: move_unit,
    operations.MERGE_UNIT.name: merge_unit,
    operations.CLOSE_UNIT.name: close_unit,
    operations.CHANGE_POST.name: change_post,
    operations.ABOLISH_POST.name: abolish_post,
}
"""What can be planned, and what carries it out."""


def planned_for_unit(work: UnitOfWork, operation: Command, wish: Wish, other: Unit | None = None) -> Unit | None:
    """Keep a change of a unit for its day and answer the unit; None where its day has come.

    `other` is the unit that it will be below, or merged into. Raises UnknownUnit, UnitClosed and AlreadyPlanned: what
    can be seen already.
    """
    if day_of(work, wish["on"]) <= work.today:
        return None
    unit = work.load(UNITS, wish["unit_id"])
    unit.must(UnitStep.CHANGE)
    if other is not None:
        other.must(UnitStep.RECEIVE)
    _keep_for_its_day(work, operation, wish, unit, unit.id)
    return unit


def planned_for_post(work: UnitOfWork, operation: Command, wish: Wish) -> Post | None:
    """As `planned_for_unit`, for a post. Raises UnknownPost, PostAbolished and AlreadyPlanned."""
    if day_of(work, wish["on"]) <= work.today:
        return None
    post = work.load(POSTS, wish["post_id"])
    post.must(PostStep.CHANGE)
    _keep_for_its_day(work, operation, wish, post, post.unit_id)
    return post


def _keep_for_its_day(work: UnitOfWork, operation: Command, wish: Wish, of: Unit | Post, unit_id: str) -> None:
    on = day_of(work, wish["on"])
    change = PlannedChange(
        id=work.new_id("plc"),
        operation=operation.name,
        of=of.id,
        unit_id=unit_id,
        unit_ids=list(of.unit_ids),
        post_id=of.id if isinstance(of, Post) else None,
        on=on,
        wish={name: value for name, value in wish.items() if name != "on"},
        document=wish.get("document", ""),
        planned_by=work.principal.account,
        synthetic=of.synthetic,
    )
    work.add(PLANNED, change)
    work.tell(CHANGE_PLANNED, change)
    deadlines.put(work, TAKES_EFFECT, change.id, on - timedelta(days=1))


def carry_out(work: UnitOfWork, change: PlannedChange) -> None:
    """The day of a planned change has come. Raises what the change raises: then it stays planned."""
    if planned.LIFE.happen(change, PlannedStep.TAKE_EFFECT):
        ACTS[change.operation](work, {**change.wish, "on": change.on}, change.planned_by)
        work.tell(CHANGE_TOOK_EFFECT, work.save(PLANNED, change))
