"""The place of units, posts and cadres in the city's own order, kept with each of them; see `model.order`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pymongo

from servicekit.store import Collection
from servicekit.work import UnitOfWork
from services.registry.model import order
from services.registry.model.person import Cadre
from services.registry.model.units import Post, Unit
from services.registry.store.cadres import CADRES
from services.registry.store.posts import POSTS
from services.registry.store.units import UNITS

_NOWHERE: dict[str, Any] = {"place": {"$in": [None, ""]}}


def place_units(work: UnitOfWork, units: Iterable[Unit]) -> None:
    """Give units the places that follow from their paths; nothing is saved."""
    units = list(units)
    known = work.load_many(UNITS, {id for unit in units for id in unit.unit_ids}) | {unit.id: unit for unit in units}
    for unit in units:
        unit.place = order.place_of([known[id] for id in unit.unit_ids if id in known])


def place_posts(work: UnitOfWork, posts: Iterable[Post]) -> None:
    """Give posts their places; nothing is saved."""
    posts = list(posts)
    places = _places(work, (post.unit_ids for post in posts))
    for post in posts:
        post.place = order.seat_of_post(places.get(post.unit_id, ""), post)


def place_cadres(work: UnitOfWork, cadres: Iterable[Cadre]) -> None:
    """Give cadres their places, by the post that they hold today; nothing is saved."""
    cadres = list(cadres)
    places = _places(work, (cadre.unit_ids for cadre in cadres))
    posts = work.load_many(POSTS, {cadre.post_ids[0] for cadre in cadres if cadre.post_ids})
    for cadre in cadres:
        held = posts.get(cadre.post_ids[0]) if cadre.post_ids else None
        cadre.place = order.seat_of_cadre(places.get(cadre.unit_id, ""), cadre, held)


def reorder(work: UnitOfWork, unit: Unit) -> None:
    """A unit has another number among its siblings: it and all below it go to their new places, however many.

    Each version rises, so that whoever is changing one of them at the same time looks again.
    """
    before = unit.place
    place_units(work, [unit])
    if not before:
        return
    rest = {"$substrBytes": ["$place", len(before.encode()), -1]}
    moved = [{"$set": {"place": {"$concat": [unit.place, rest]}, "version": {"$add": ["$version", 1]}}}]
    where = {"unit_ids": unit.id, "_id": {"$ne": unit.id}, "place": {"$gt": ""}}
    kinds: tuple[Collection[Any], ...] = (UNITS, POSTS, CADRES)
    for kind in kinds:
        work.write(kind, pymongo.UpdateMany(where, moved))


def place_what_has_none(work: UnitOfWork, limit: int) -> None:
    """Give places to what was kept before there were any."""
    units = work.first(UNITS, _NOWHERE, sort=[("place", 1)], limit=limit)
    posts = work.first(POSTS, _NOWHERE, sort=[("place", 1)], limit=limit)
    cadres = work.first(CADRES, _NOWHERE, sort=[("place", 1)], limit=limit)
    place_units(work, units)
    place_posts(work, posts)
    place_cadres(work, cadres)
    for kind, found in ((UNITS, units), (POSTS, posts), (CADRES, cadres)):
        writes = [pymongo.UpdateOne({"_id": one.id, **_NOWHERE}, {"$set": {"place": one.place}}) for one in found]
        work.write(kind, *writes)


def _places(work: UnitOfWork, paths: Iterable[Sequence[str]]) -> dict[str, str]:
    """The places of the units at the ends of these paths, by their ids."""
    paths = [path for path in paths if path]
    known = work.load_many(UNITS, {id for path in paths for id in path})
    return {path[-1]: order.place_of([known[id] for id in path if id in known]) for path in paths}
