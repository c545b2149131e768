"""Units and posts: registered, changed, moved, merged, closed; nothing of their past is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from servicekit.calls import command, query
from servicekit.errors import field_error
from servicekit.periods import must_have_come
from servicekit.queries import entries_of, must_be_among
from servicekit.store import Page
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import BadCondition, PostHeld
from services.registry.errors.units import UnitInUse
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.events.posts import POST_ABOLISHED, POST_CHANGED, POST_ESTABLISHED
from services.registry.events.units import UNIT_CHANGED, UNIT_CLOSED, UNIT_MERGED, UNIT_REGISTERED
from services.registry.model import authority, conditions, names
from services.registry.model import units as model
from services.registry.model.authority import Authority
from services.registry.model.person import Voided
from services.registry.model.selections import POST_ABOLISHED as ABOLISHED
from services.registry.model.units import Headcount, Merger, Post, PostCondition, PostStep, Role, Unit, UnitStep
from services.registry.operations import units as operations
from services.registry.parts.common import Part, Wish, day_of, settle_cadres, settle_unit, unit_named
from services.registry.parts.mergers import affected, rebase, take_back, take_over
from services.registry.parts.selection_steps import posts_gone
from services.registry.schemas.units import (
    PostOut,
    UnitOut,
)
from services.registry.store.cadres import CADRES
from services.registry.store.posts import POST_SORTS, POSTS
from services.registry.store.units import UNIT_SORTS, UNITS

KINDS = "registry.post_condition"
"""The dictionary of the kinds of conditions."""


class Units(Part):
    """Units of the city and the posts in them."""

    @command(operations.REGISTER_UNIT)
    def register_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Enter a unit. Raises UnknownUnit for its parent, CodeTaken, and UnitClosed for a parent that is no more."""
        parent = None
        if wish["parent_id"] or wish["parent_code"]:
            parent = unit_named(work, wish["parent_id"], wish["parent_code"], "/parent_id")
        unit = new_unit(work, wish, parent)
        work.add(UNITS, unit)
        work.tell(UNIT_REGISTERED, unit)
        return unit

    @command(operations.CHANGE_UNIT)
    def change_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Rename a unit, set its approved posts or plain fields."""
        unit = work.load(UNITS, wish["unit_id"])
        unit.must(UnitStep.CHANGE)
        on = _day_that_came(work, wish)
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
        for name in ("kind", "level", "region", "order"):
            if name in wish and getattr(unit, name) != wish[name]:
                setattr(unit, name, wish[name])
                changed.append(name)
        if not changed:
            raise NothingChanged()
        settle_unit(work, unit)
        work.tell(UNIT_CHANGED, unit, changed=changed)
        return unit

    @command(operations.MOVE_UNIT)
    def move_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Place a unit below another parent, with all that is below it."""
        unit = work.load(UNITS, wish["unit_id"])
        parent = unit_named(work, wish["parent_id"], pointer="/parent_id") if wish["parent_id"] else None
        on = _day_that_came(work, wish)
        old = model.move(unit, parent, on, wish["document"])
        rebase(work, unit.id, old, unit.unit_ids, on)
        work.save(UNITS, unit)
        work.tell(UNIT_CHANGED, unit, changed=["parent_id"])
        return unit

    @command(operations.MERGE_UNIT)
    def merge_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Merge a unit into another, which takes over its posts, people and units below."""
        unit = work.load(UNITS, wish["unit_id"])
        into = unit_named(work, wish["into_id"], pointer="/into_id")
        on, document = _day_that_came(work, wish), wish["document"]
        merger = Merger(work.new_id("mrg"), unit.id, into.id, replace(unit.filled))
        model.merge(unit, into, on, document)
        take_over(work, merger, unit, into, on, document)
        settle_unit(work, unit)
        settle_unit(work, into)
        work.tell(UNIT_MERGED, unit)
        work.tell(UNIT_CHANGED, into, changed=["took_in"])
        return unit

    @command(operations.CLOSE_UNIT)
    def close_unit(self, wish: Wish, work: UnitOfWork) -> Unit:
        """Abolish a unit with nothing left in it."""
        unit = work.load(UNITS, wish["unit_id"])
        left = {
            "units": work.db["units"].count_documents({"parent_id": unit.id, "state": "active"}, limit=1),
            "posts": work.db["posts"].count_documents({"unit_id": unit.id, "state": "active"}, limit=1),
            "cadres": work.db["cadres"].count_documents({"unit_id": unit.id, "status": "serving"}, limit=1),
        }
        if any(left.values()):
            raise UnitInUse(unit_id=unit.id, left=[name for name, number in left.items() if number])
        model.close(unit, _day_that_came(work, wish), wish["document"])
        settle_unit(work, unit)
        work.tell(UNIT_CLOSED, unit)
        return unit

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

    @query(operations.GET_UNIT)
    def get_unit(self, wish: Wish, read: Reading) -> Wish:
        """One unit with its history."""
        return read.get(UNITS, wish["unit_id"], answer=UnitOut)

    @query(operations.LIST_UNITS)
    def list_units(self, wish: Wish, read: Reading) -> Page:
        """Units by place in the tree, kind, region, state or name."""
        where: Wish = {name: wish[name] for name in ("code", "kind", "region", "state", "parent_id") if wish[name]}
        if wish["below"]:
            where["unit_ids"] = wish["below"]
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
        work.add(POSTS, post)
        work.tell(POST_ESTABLISHED, post)
        return post

    @command(operations.CHANGE_POST)
    def change_post(self, wish: Wish, work: UnitOfWork) -> Post:
        """Change a post's plain fields, and from a day on its authority, which whoever holds it then follows.

        Raises PostHeld for the level of one that is held, DayNotCome, and TooManyAffected.
        """
        post = work.load(POSTS, wish["post_id"])
        post.must(PostStep.CHANGE)
        on = _day_that_came(work, wish)
        wanted = {
            name: wish[name] for name in ("title", "post_level", "avoidance_function") if wish.get(name) is not None
        }
        if "conditions" in wish:
            wanted["conditions"] = _conditions(wish["conditions"], entries_of(work.db, KINDS))
        changed = [name for name, value in wanted.items() if getattr(post, name) != value]
        moved = "management" in wish and authority.on_day(post.said, on).code != wish["management"]
        if not changed and not moved:
            raise NothingChanged()
        if "post_level" in changed and post.holder_ids:
            zh, en = "职位有人任职，层次不随职位变更；请免职后变更", "It is held: its level does not make its holder's"
            raise PostHeld(zh, en, errors=[field_error("/post_level", "post-held", zh, en)], post_id=post.id)
        for name in changed:
            setattr(post, name, wanted[name])
        if moved:
            word = Authority(wish["management"], on, wish["document"], work.principal.account, work.now)
            post.put_under(word, work.today)
            self._follow_authority(work, post)
        work.save(POSTS, post)
        work.tell(POST_CHANGED, post)
        return post

    def _follow_authority(self, work: UnitOfWork, post: Post) -> None:
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

    @command(operations.ABOLISH_POST)
    def abolish_post(self, wish: Wish, work: UnitOfWork) -> Post:
        """Abolish a post. Raises PostHeld while it has a holder."""
        post = work.load(POSTS, wish["post_id"])
        post.abolish(_day_that_came(work, wish))
        work.save(POSTS, post)
        work.tell(POST_ABOLISHED, post)
        posts_gone(work, [post.id], ABOLISHED)
        return post

    @query(operations.GET_POST)
    def get_post(self, wish: Wish, read: Reading) -> Wish:
        """One post and who holds it."""
        return read.get(POSTS, wish["post_id"], read.scope.filter(cadre="holder_ids"), answer=PostOut)

    @query(operations.LIST_POSTS)
    def list_posts(self, wish: Wish, read: Reading) -> Page:
        """Posts by unit, level, role and vacancy."""
        where: Wish = {name: wish[name] for name in ("post_level", "role", "state", "vacant") if wish[name] is not None}
        if wish["code"]:
            where["code"] = {"$eq": wish["code"], "$type": "string"}
        if wish["unit_id"]:
            where["unit_ids" if wish["below"] else "unit_id"] = wish["unit_id"]
        if scope := read.scope.filter(cadre="holder_ids"):
            where = {"$and": [scope, where]}
        return read.page(POSTS, where, wish, sorts=POST_SORTS, default_sort="id", answer=PostOut)


def _day_that_came(work: UnitOfWork, wish: Wish) -> date:
    """The day from which a unit or a post is another. Raises DayNotCome: what is planned is entered when it is so."""
    on = day_of(work, wish["on"])
    must_have_come(on, work.today, "/on")
    return on


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


def new_post(work: UnitOfWork, wish: Wish, unit_id: str, unit_ids: list[str], kinds: set[str]) -> Post:
    """A post as it is established; `kinds` are those of its conditions. Raises UnknownEntry and BadCondition."""
    made = {
        "unit_id": unit_id,
        "role": Role(wish["role"]),
        "conditions": _conditions(wish["conditions"], kinds),
        "established_on": wish["established_on"] or work.today,
    }
    plain = {name: value for name, value in wish.items() if name != "unit_code"}
    return Post(**{**plain, **made}, id=work.new_id("pst"), unit_ids=list(unit_ids))


def _conditions(wished: list[Wish], kinds: set[str]) -> list[PostCondition]:
    """The conditions of a post as they are kept. Raises UnknownEntry, and BadCondition naming each that is wrong."""
    found = []
    for place, wish in enumerate(wished):
        must_be_among(kinds, KINDS, [wish["kind"]], f"/conditions/{place}/kind")
        if allowed := conditions.wrong(wish["kind"], wish["value"]):
            zh, en = f"应为：“{allowed[0]}”", f"It has to be {allowed[1]}"
            found.append(field_error(f"/conditions/{place}/value", "bad-value", zh, en))
    if found:
        raise BadCondition(errors=found)
    return [PostCondition(**wish) for wish in wished]
