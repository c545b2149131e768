"""The city's own order of units and posts (单位–职务): units as the tree has them, in each its posts, the chief first.

A place is a text, so that an index keeps the order. That of a unit begins with the place of the unit above it, and
stands after those of the posts in that one.
"""

from __future__ import annotations

from collections.abc import Sequence

from servicekit.people import Status
from services.registry.model.person import Cadre
from services.registry.model.units import Post, Role, Unit

_ROLES = {role: number for number, role in enumerate((Role.CHIEF, Role.DEPUTY, Role.CHIEF_EXPERT, Role.MEMBER))}
_SERVE_NO_MORE = 9
_NO_LEVEL = "999"


def place_of(path: Sequence[Unit]) -> str:
    """The place of the last unit of a path: by the number (排序号) of each unit on it, and then by its code."""
    return " ".join(f"{unit.order:07d}.{unit.code}" for unit in path)


def seat_of_post(place: str, post: Post) -> str:
    """The place of a post in a unit that has this one: by role, then level, then the post's number."""
    return _seat(place, _ROLES[Role(post.role)], post.post_level, post.order)


def seat_of_cadre(place: str, cadre: Cadre, post: Post | None) -> str:
    """The place of a cadre in a unit that has this one: that of the post held, or of what they are without one.

    Who serves no more stands after all who do.
    """
    rank = _ROLES[Role(cadre.role)] if cadre.status is Status.SERVING else _SERVE_NO_MORE
    return _seat(place, rank, cadre.post_level, post.order if post else 0)


def _seat(place: str, rank: int, level: str | None, order: int) -> str:
    # "!" stands before every digit: the posts of a unit come before the units below it.
    return f"{place} !{rank}.{level or _NO_LEVEL}.{order:07d}"
