"""The present post in a table of people (现任职务): the unit that the text alone names, and which of its posts it is.

A post is taken where it is clear which, and told; where it is not, the row says what would make it clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.work import UnitOfWork
from services.registry.model.dates import earliest
from services.registry.model.names import compared
from services.registry.model.units import Post
from services.registry.parts import form_rows
from services.registry.parts.building import Place, Places, described
from services.registry.parts.common import Wish
from services.registry.parts.form_rows import note
from services.registry.parts.told_cells import Told
from services.registry.store.posts import POSTS

_MOST_POSTS = 20_000


def find_units(work: UnitOfWork, every: Sequence[Told]) -> None:
    """Give each row that names no unit the one that its present post begins with, as in a form."""
    nowhere = [told for told in every if not (told.row["unit_id"] or told.row["unit_code"]) and _present(told.row)]
    if not nowhere:
        return
    units = form_rows.Units.of(work)
    for told in nowhere:
        for number in _present(told.row):
            entry = told.row["appointments"][number]
            named = entry["unit_id"] or entry["unit_code"] or entry["post_id"] or entry["post_code"]
            if named or (found := units.at_the_beginning_of(entry["title"])) is None:
                continue
            place, rest = found
            name = units.titles[place.id]
            told.row = _with(told.row, number, title=rest or entry["title"]) | {"unit_id": place.id}
            told.notes.append(
                note("unit", f"按现任职务登记到：{name}", f"Registered in the unit that the post names: {name}")
            )
            break


@dataclass
class Meant:
    """The posts that titles of these rows may mean, by the unit and the title."""

    today: date
    places: Places
    posts: dict[str, Post]
    titled: dict[tuple[str, str], list[Post]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    """The posts that rows name themselves: theirs before anybody's."""

    @classmethod
    def of(cls, work: UnitOfWork, rows: Iterable[Wish], places: Places, posts: dict[str, Post]) -> Meant:
        """Found for all rows at once; they are added to `posts` and `places`."""
        rows, meant = list(rows), cls(work.today, places, posts)
        said = [entry["post_id"] or entry["post_code"] for row in rows for entry in row["appointments"]]
        meant.named |= {posts[one].id for one in said if one in posts}
        wanted = [(place, entry) for row in rows for _, place, entry in meant._unlinked(row)]
        if not wanted:
            return meant
        titles = {text for place, entry in wanted for text in (entry["title"], place.of_its_own(entry["title"]))}
        where = {"unit_id": {"$in": sorted({place.id for place, _ in wanted})}, "title": {"$in": sorted(titles)}}
        for post in work.find(POSTS, {**where, "state": "active"}, most=_MOST_POSTS):
            # One that a code names is the same here.
            known = posts.setdefault(post.id, post)
            places.posts.setdefault(post.id, described(known))
            meant.titled.setdefault((post.unit_id, compared(post.title)), []).append(known)
        return meant

    def link(self, told: Told) -> None:
        """Say the unit's name no second time in the titles of a row, and take the posts that these are."""
        for number, place, entry in self._unlinked(told.row):
            title = place.of_its_own(entry["title"])
            fitting = self.titled.get((place.id, compared(entry["title"]))) or self.titled.get(
                (place.id, compared(title)), []
            )
            free = [post for post in fitting if not post.holder_ids and post.id not in self.named]
            if title != entry["title"]:
                told.row = _with(told.row, number, title=title)
            if len(free) == 1:
                told.row = _with(told.row, number, post_id=free[0].id)
                told.notes.append(
                    note("understood", f"现任职务对应职位：{free[0].title}", f"The post of the unit: {free[0].title}")
                )
            elif free:
                zh = f"单位有{len(free)}个空缺的“{title}”职位，未对应；请在“职位”列填写职位编码"
                told.notes.append(note("which-post", zh, f"{len(free)} posts are called so: name one by its code"))
            elif fitting:
                zh = f"“{title}”职位已有人任职，任职未对应职位；请核对，或填写另一职位的编码"
                told.notes.append(note("post-held", zh, "The post of this title is held: no post was taken"))

    def _unlinked(self, row: Wish) -> list[tuple[int, Place, Wish]]:
        """The posts held at present of which no code says which they are, with their units."""
        found = []
        for number in _present(row):
            entry = row["appointments"][number]
            named = entry["unit_id"] or entry["unit_code"] or row["unit_id"] or row["unit_code"]
            place = self.places.units.get(named or "")
            if place is None or entry["post_id"] or entry["post_code"] or earliest(entry["began"]) > self.today:
                continue
            found.append((number, place, entry))
        return found


def _present(row: Wish) -> list[int]:
    """The places of the appointments that last."""
    return [number for number, entry in enumerate(row["appointments"]) if entry["ended"] is None]


def _with(row: Wish, number: int, **more: Any) -> dict[str, Any]:
    entries: list[Mapping[str, Any]] = list(row["appointments"])
    entries[number] = {**entries[number], **more}
    return {**row, "appointments": entries}
