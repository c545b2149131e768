"""Kept: posts (职位)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, index
from services.registry.errors.posts import UnknownPost
from services.registry.errors.units import CodeTaken
from services.registry.model.units import Post
from services.registry.store.common import NAMED

POSTS = Collection(
    "posts",
    Post,
    [
        index("code", unique=True, where={"code": NAMED}, problem=CodeTaken),
        index("unit_ids", "_id"),
        index("unit_id", "_id"),
        index("vacant", "post_level", "_id"),
        index("state", "_id"),
        index("place", "_id"),
        index("unit_ids", "place", "_id"),
        index("holder_ids"),
    ],
    UnknownPost,
    searched=("title", "code"),
)

POST_SORTS = {"id": [("_id", 1)], **queries.orders(state="_id"), "unit_post": [("place", 1)]}
"""`unit_post` is the city's order of units and posts (单位–职务); see model.order."""
