"""What a unit's change carries along: posts, people, the units below; and how a mistaken merger is taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from servicekit.store import Collection, E
from servicekit.work import MoreThanExpected, UnitOfWork
from services.registry.errors.units import MergerNotKept, TooManyAffected
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.events.posts import POST_CHANGED
from services.registry.events.units import UNIT_CHANGED
from services.registry.model import careers, places, succession
from services.registry.model import units as model
from services.registry.model.person import Cadre, Voided
from services.registry.model.units import LEADERS, GoneOn, Merger, Unit
from services.registry.parts.common import Wish, settle_cadre
from services.registry.parts.ordering import place_cadres, place_posts, place_units
from services.registry.store.alerts import ALERTS
from services.registry.store.cadres import CADRES
from services.registry.store.corrections import CORRECTIONS
from services.registry.store.personal_requests import PERSONAL_REQUESTS
from services.registry.store.posts import POSTS
from services.registry.store.selections import SELECTIONS
from services.registry.store.units import MERGERS, UNITS

MOST_AFFECTED = 2000
"""Cadres whose place changes with a unit's, in one transaction."""


def rebase(
    work: UnitOfWork,
    unit_id: str,
    old: list[str],
    new: list[str],
    on: date | None = None,
    merger: str | None = None,
) -> None:
    """Carry the units, posts, people, alerts, requests and selections below a unit to its new place, from a day on;
    without one it is as if they had been there ever since."""
    where = {"unit_ids": unit_id}
    for below in affected(work, UNITS, where, unit_id):
        if below.id != unit_id:
            below.unit_ids = model.rebased(below.unit_ids, old, new)
            place_units(work, [below])
            work.save(UNITS, below)
            work.tell(UNIT_CHANGED, below, changed=["unit_ids"])
    for post in affected(work, POSTS, where, unit_id, MOST_AFFECTED * 2):
        if unit_id in post.unit_ids:
            post.unit_ids = model.rebased(post.unit_ids, old, new)
            place_posts(work, [post])
            work.save(POSTS, post)
            work.tell(POST_CHANGED, post)
    for cadre in affected(work, CADRES, where, unit_id):
        if unit_id in cadre.unit_ids:
            path = model.rebased(cadre.unit_ids, old, new)
            if on is None:
                cadre.unit_ids = path
            else:
                places.carry(cadre, on, path, work.today, merger)
            for appointment in cadre.current(work.today):
                if unit_id in appointment.unit_ids:
                    appointment.unit_ids = model.rebased(appointment.unit_ids, old, new)
            cadre.places = places.places_of(cadre)
            place_cadres(work, [cadre])
            work.save(CADRES, cadre)
            work.tell(CADRE_CHANGED, cadre, changed=["unit_ids"])
    for kind in (ALERTS, CORRECTIONS, PERSONAL_REQUESTS, SELECTIONS):
        moved: list[Any] = affected(work, kind, where, unit_id, MOST_AFFECTED * 4)
        for kept in moved:
            kept.unit_ids = model.rebased(kept.unit_ids, old, new)
            work.save(kind, kept)


def take_over(work: UnitOfWork, merger: Merger, unit: Unit, into: Unit, on: date, document: str) -> None:
    """Give a merged unit's own posts and people to the other: their appointments end and begin anew there."""
    for post in affected(work, POSTS, {"unit_id": unit.id}, unit.id):
        merger.posts.append(post.id)
        post.unit_id, post.unit_ids = into.id, list(into.unit_ids)
        place_posts(work, [post])
        work.save(POSTS, post)
        work.tell(POST_CHANGED, post)
    for cadre in affected(work, CADRES, {"unit_id": unit.id}, unit.id):
        succession.settle(cadre)
        there = [a for a in cadre.current(work.today) if a.unit_id == unit.id]
        careers.end_appointments(there, on.isoformat(), document, "merged")
        following = [careers.going_on(old, into.id, into.unit_ids, on.isoformat(), document) for old in there]
        cadre.append("appointments", *following)
        entries = {old.entry: after.entry for old, after in zip(there, following, strict=True)}
        merger.cadres.append(GoneOn(cadre.id, entries, cadre.registered_in, cadre.placed_from))
        places.carry(cadre, on, into.unit_ids, work.today, merger.id)
        # The other unit and its posts have taken over the numbers already.
        left = {old.entry for old in there}
        cadre.counted = [one for one in cadre.counted or () if one not in left] + [f.entry for f in following]
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=["unit_id", "appointments"])
    rebase(work, unit.id, unit.unit_ids, into.unit_ids, on, merger.id)
    for below in affected(work, UNITS, {"parent_id": unit.id}, unit.id):
        merger.below.append(below.id)
        below.parent_id = into.id
        work.save(UNITS, below)
    work.add(MERGERS, merger)


def take_back(work: UnitOfWork, unit: Unit, into: Unit, void: Voided) -> None:
    """A merger was entered by mistake: what went over, and is there still, is the unit's again, as if it had not been.

    Raises MergerNotKept.
    """
    merger = next(iter(work.find(MERGERS, {"unit_id": unit.id, "taken_back": False}, most=1)), None)
    if merger is None:
        raise MergerNotKept(unit_id=unit.id)
    merger.taken_back = True
    work.save(MERGERS, merger)
    carried = affected(work, CADRES, {"carried.merger": merger.id, "carried.0": {"$exists": True}}, unit.id)
    for cadre in carried:
        places.not_carried(cadre, merger.id)
    for post in work.load_many(POSTS, merger.posts).values():
        if post.unit_id == into.id:
            post.unit_id, post.unit_ids = unit.id, list(unit.unit_ids)
            place_posts(work, [post])
            work.save(POSTS, post)
            work.tell(POST_CHANGED, post)
    for below in work.load_many(UNITS, merger.below).values():
        if below.parent_id == into.id:
            old, below.parent_id, below.unit_ids = below.unit_ids, unit.id, [*unit.unit_ids, below.id]
            place_units(work, [below])
            work.save(UNITS, below)
            work.tell(UNIT_CHANGED, below, changed=["parent_id", "unit_ids"])
            rebase(work, below.id, old, below.unit_ids)
    went = {gone.cadre_id for gone in merger.cadres}
    for cadre in carried:
        if cadre.id not in went:
            cadre.places = places.places_of(cadre)
            place_cadres(work, [cadre])
            work.save(CADRES, cadre)
    cadres = work.load_many(CADRES, went)
    left: Counter[str] = Counter()
    for gone in merger.cadres:
        left += _as_before(cadres[gone.cadre_id], gone, void)
    model.give_back(into, unit, merger, left, work.today, void.basis)
    for cadre in cadres.values():
        path = places.unit_on(cadre, work.today)
        if path and path[-1] == unit.id:
            careers.place(cadre, unit.id, unit.unit_ids)
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=["unit_id", "appointments"])
    where = {"unit_ids": into.unit_ids, "cadre_id": {"$in": sorted(cadres)}}
    for request in affected(work, CORRECTIONS, where, unit.id, MOST_AFFECTED * 4):
        request.unit_ids = list(cadres[request.cadre_id].unit_ids)
        work.save(CORRECTIONS, request)
    for selection in affected(work, SELECTIONS, {"post_id": {"$in": merger.posts}}, unit.id, MOST_AFFECTED * 4):
        selection.unit_ids = list(unit.unit_ids)
        work.save(SELECTIONS, selection)


def _as_before(cadre: Cadre, gone: GoneOn, void: Voided) -> Counter[str]:
    """Let what had ended with the unit go on until what followed it has ended; answers which roles have ended since."""
    left: Counter[str] = Counter()
    every = {one.entry: one for one in cadre.appointments}
    counted = list(cadre.counted or ())
    for ended, following in gone.entries.items():
        old, after = every[ended], every[following]
        for removal in cadre.removals:
            removal.of = ended if removal.of == following else removal.of
        if after.entry in counted:
            counted[counted.index(after.entry)] = old.entry
        elif old.role in LEADERS:
            left[old.role] += 1
        if after.void is None:
            old.ended, old.ended_by, old.end_reason = after.ended, after.ended_by, after.end_reason
            old.end_given, old.given_end, after.void = after.end_given, after.given_end, void
    cadre.counted = counted
    cadre.registered_in, cadre.placed_from = gone.registered_in, gone.placed_from
    return left


def affected(
    work: UnitOfWork, collection: Collection[E], where: Wish, unit_id: str, most: int = MOST_AFFECTED
) -> list[E]:
    """What a change of a unit concerns. Raises TooManyAffected."""
    try:
        return work.find(collection, where, most=most)
    except MoreThanExpected:
        raise TooManyAffected(unit_id=unit_id, most=most) from None
