"""Units and posts: registered, changed, moved, merged, closed; nothing of their past is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.queries import Entries, entries_of
from servicekit.store import Page
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.units import CodeTaken
from services.registry.events.planned import CHANGE_CANCELLED, CHANGE_PLANNED
from services.registry.events.posts import POST_ESTABLISHED
from services.registry.events.units import UNIT_CHANGED, UNIT_REGISTERED
from services.registry.model import names
from services.registry.model import units as model
from services.registry.model.person import Voided
from services.registry.model.planned import PlannedChange
from services.registry.model.units import Headcount, Post, Role, Unit
from services.registry.operations import units as operations
from services.registry.parts import unit_changes as changes
from services.registry.parts.common import Part, Wish, settle_unit, unit_named
from services.registry.parts.mergers import take_back
from services.registry.parts.ordering import place_posts, place_units
from services.registry.parts.post_conditions import KINDS, conditions_of
from services.registry.parts.unit_changes import TAKES_EFFECT, carry_out, planned_for_post, planned_for_unit
from services.registry.schemas.planned import PlannedChangeOut
from services.registry.schemas.units import (
    PostOut,
    UnitOut,
)
from services.registry.store.planned import PLANNED, PLANNED_SORTS
from services.registry.store.posts import POST_SORTS, POSTS
from services.registry.store.units import UNIT_SORTS, UNITS
from services.registry.vocabulary import planned
from services.registry.vocabulary.planned import PlannedStep
from services.registry.vocabulary.units import UnitStep

MOST_PLANNED = 50
"""Planned changes that a unit shows, the next first."""


class Units(Part):
    """Units of the city and the posts in them."""

    @command(operations.REGISTER_UNIT)
    def register_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Enter a unit. Raises UnknownUnit for its parent, CodeTaken, and UnitClosed for a parent that is no more."""
        parent = None
        if wish["parent_id"] or wish["parent_code"]:
            parent = unit_named(work, wish["parent_id"], wish["parent_code"], "/parent_id")
        must_be_another_code(wish["code"], queries.alike(work.db, UNITS, "code", [wish["code"]]))
        unit = new_unit(work, wish, parent)
        place_units(work, [unit])
        work.add(UNITS, unit)
        work.tell(UNIT_REGISTERED, unit)
        return unit

    @command(operations.CHANGE_UNIT)
    def change_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Rename a unit, set its approved posts or plain fields: at once, or on a day to come."""
        later = planned_for_unit(work, operations.CHANGE_UNIT, wish)
        return later or changes.change_unit(work, wish, work.principal.account)

    @command(operations.MOVE_UNIT)
    def move_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Place a unit below another parent, with all that is below it: at once, or on a day to come."""
        parent = unit_named(work, wish["parent_id"], pointer="/parent_id") if wish["parent_id"] else None
        later = planned_for_unit(work, operations.MOVE_UNIT, wish, parent)
        return later or changes.move_unit(work, wish, work.principal.account)

    @command(operations.MERGE_UNIT)
    def merge_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Merge a unit into another, which takes over its posts, people and units below."""
        into = unit_named(work, wish["into_id"], pointer="/into_id")
        later = planned_for_unit(work, operations.MERGE_UNIT, wish, into)
        return later or changes.merge_unit(work, wish, work.principal.account)

    @command(operations.CLOSE_UNIT)
    def close_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Abolish a unit with nothing left in it: at once, or on a day to come."""
        later = planned_for_unit(work, operations.CLOSE_UNIT, wish)
        return later or changes.close_unit(work, wish, work.principal.account)

    @command(operations.RESTORE_UNIT)
    def restore_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Put right that a unit was merged or abolished by mistake: it is there as before, with the posts, people and
        units below that went over and are there still."""
        unit = work.load(UNITS, wish["unit_id"])
        unit.must(UnitStep.RESTORE)
        if unit.parent_id is not None:
            work.load(UNITS, unit.parent_id).must(UnitStep.RECEIVE)
        into_id, void = unit.merged_into, Voided(wish["by"], wish["basis"], work.now)
        model.restore(unit, work.today, wish["basis"])
        if into_id is not None:
            into = work.load(UNITS, into_id)
            into.must(UnitStep.CHANGE)
            take_back(work, unit, into, void)
            settle_unit(work, into)
            work.tell(UNIT_CHANGED, into, changed=["gave_back"])
        settle_unit(work, unit)
        work.tell(UNIT_CHANGED, unit, changed=["state"])
        return unit

    @deadline(TAKES_EFFECT)
    def planned_change_takes_effect(self, due: Deadline, work: UnitOfWork) -> None:
        """The eve of a planned change is over: it takes effect, as if it had been asked for on that day."""
        if change := work.load_many(PLANNED, [due.subject]).get(due.subject):
            carry_out(work, change)

    @command(operations.CANCEL_PLANNED_CHANGE)
    def cancel_planned_change(self, wish: Wish, work: UnitOfWork) -> PlannedChange:
        """Put right that a change was planned: it will not be, by a named person with a basis."""
        change = work.load(PLANNED, wish["change_id"])
        planned.LIFE.take(change, PlannedStep.CANCEL, work.mark(), f"{wish['by']}：{wish['basis']}")
        deadlines.cancel(work, TAKES_EFFECT, change.id)
        work.tell(CHANGE_CANCELLED, work.save(PLANNED, change))
        return change

    @query(operations.LIST_PLANNED_CHANGES)
    def list_planned_changes(self, wish: Wish, read: Reading) -> Page:
        """Planned changes of units and posts, the next first."""
        where = queries.filters(wish, "state", "unit_id")
        return read.page(PLANNED, where, wish, sorts=PLANNED_SORTS, default_sort="on", answer=PlannedChangeOut)

    @query(operations.GET_UNIT)
    def get_unit(self, wish: Wish, read: Reading) -> Wish:
        """One unit with its history, and what it is to be."""
        unit = read.get(UNITS, wish["unit_id"], answer=UnitOut)
        where = {"unit_ids": wish["unit_id"], "state": "planned"}
        to_come = read.db[PLANNED.name].find(where).sort([("on", 1), ("_id", 1)]).limit(MOST_PLANNED)
        return {**unit, "planned": list(to_come)}

    @query(operations.LIST_UNITS)
    def list_units(self, wish: Wish, read: Reading) -> Page:
        """Units by place in the tree, kind, region, state or name."""
        where = queries.filters(wish, "code", "kind", "region", "state", "parent_id", below="unit_ids")
        if wish["over_establishment"] is not None:
            where["over_since"] = {"$ne": None} if wish["over_establishment"] else None
        if wish["q"]:
            found = {"$regex": re.escape(wish["q"])}
            # A unit that was kept before `called` was is found by its name as it is written.
            called = {"$regex": re.escape(names.compared(wish["q"]))}
            where["$or"] = [{"called": called}, {"name": found}, {"short_name": found}]
        return read.page(UNITS, where, wish, sorts=UNIT_SORTS, default_sort="code", answer=UnitOut)

    @query(operations.UNIT_SNAPSHOTS)
    def unit_snapshots(self, wish: Wish, read: Reading) -> Wish:
        """Units as read models keep them, up to 500 at once."""
        return {"items": list(read.db["units"].find({"_id": {"$in": wish["ids"]}}))}

    @query(operations.POST_SNAPSHOTS)
    def post_snapshots(self, wish: Wish, read: Reading) -> Wish:
        """What posts are called, up to 500 at once."""
        return {"items": list(read.db["posts"].find({"_id": {"$in": wish["ids"]}}))}

    @command(operations.ESTABLISH_POST)
    def establish_post(self, wish: Wish, work: UnitOfWork) -> Post:
        """Establish a post, without a holder."""
        unit = unit_named(work, wish["unit_id"], wish["unit_code"])
        unit.must(UnitStep.RECEIVE)
        post = new_post(work, wish, unit.id, unit.unit_ids, entries_of(work.db, KINDS))
        place_posts(work, [post])
        work.add(POSTS, post)
        work.tell(POST_ESTABLISHED, post)
        return post

    @command(operations.CHANGE_POST)
    def change_post(self, wish: Wish, work: UnitOfWork) -> Post:
        """Change a post's plain fields, and from a day on its authority, which whoever holds it then follows.

        Raises PostHeld for the level of one that is held, and TooManyAffected.
        """
        later = planned_for_post(work, operations.CHANGE_POST, wish)
        return later or changes.change_post(work, wish, work.principal.account)

    @command(operations.ABOLISH_POST)
    def abolish_post(self, wish: Wish, work: UnitOfWork) -> Post:
        """Abolish a post: at once, or on a day to come. Raises PostHeld while it has a holder."""
        later = planned_for_post(work, operations.ABOLISH_POST, wish)
        return later or changes.abolish_post(work, wish, work.principal.account)

    @query(operations.GET_POST)
    def get_post(self, wish: Wish, read: Reading) -> Wish:
        """One post and who holds it."""
        return read.get(POSTS, wish["post_id"], read.scope.filter(cadre="holder_ids"), answer=PostOut)

    @query(operations.LIST_POSTS)
    def list_posts(self, wish: Wish, read: Reading) -> Page:
        """Posts by unit, level, role and vacancy."""
        place = "unit_ids" if wish["below"] else "unit_id"
        where = queries.filters(wish, "post_level", "role", "state", "vacant", unit_id=place)
        if wish["code"]:
            where["code"] = {"$in": wish["code"], "$type": "string"}
        if scope := read.scope.filter(cadre="holder_ids"):
            where = {"$and": [scope, where]}
        return read.page(POSTS, where, wish, sorts=POST_SORTS, default_sort="id", answer=PostOut)


def must_be_another_code(code: str, alike: Mapping[str, str]) -> None:
    """Raises CodeTaken for the code of a unit that is there already, however it is typed."""
    if (text := alike.get(code)) is not None:
        zh = "单位编码已在用" if text == code else f"与已有单位编码“{text}”仅大小写或全半角不同"
        en = "The code is in use" if text == code else f"It is the code {text} but for capitals or width"
        raise CodeTaken(zh, en, errors=[field_error("/code", "code-taken", zh, en)])


def new_unit(work: UnitOfWork, wish: Wish, parent: Unit | None) -> Unit:
    """A unit as it is registered."""
    id = work.new_id("unt")
    made = {
        "short_name": wish["short_name"] or wish["name"],
        "parent_id": parent.id if parent else None,
        "approved": Headcount(**wish["approved"]) if wish["approved"] else None,
    }
    plain = {name: value for name, value in wish.items() if name != "parent_code"}
    return Unit(**{**plain, **made}, id=id, unit_ids=model.path_below(parent, id))


def new_post(work: UnitOfWork, wish: Wish, unit_id: str, unit_ids: list[str], kinds: Entries) -> Post:
    """A post as it is established; `kinds` are those of its conditions. Raises UnknownEntry and BadCondition."""
    made = {
        "unit_id": unit_id,
        "role": Role(wish["role"]),
        "conditions": conditions_of(wish["conditions"], kinds),
        "established_on": wish["established_on"] or work.today,
    }
    plain = {name: value for name, value in wish.items() if name != "unit_code"}
    return Post(**{**plain, **made}, id=work.new_id("pst"), unit_ids=list(unit_ids))


def change_moved(moved: Deadline, work: UnitOfWork) -> None:
    """The day on which a planned change takes effect is another now."""
    if change := work.load_many(PLANNED, [moved.subject]).get(moved.subject):
        change.on = moved.due_on + timedelta(days=1)
        work.tell(CHANGE_PLANNED, work.save(PLANNED, change))


MOVED = {TAKES_EFFECT: change_moved}
