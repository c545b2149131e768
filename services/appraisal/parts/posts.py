"""Posts (职位), of which the roster tells."""

from __future__ import annotations

from dataclasses import fields

from servicekit.calls import on
from servicekit.events import Received
from servicekit.roster import newest
from servicekit.work import UnitOfWork
from services.appraisal.model.posts import Post
from services.appraisal.store.posts import POSTS

_KEPT = [kept.name for kept in fields(Post) if kept.name not in ("id", "sequence", "version")]
"""What the registry tells of a post and is kept here."""


class FollowsPosts:
    """Keeps which posts there are; an older event that comes late changes nothing."""

    @on("registry", "post.*.v1", handler="posts", batch=200)
    def keep_posts(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the replica of the posts."""
        told = newest(received)
        work.keep_latest(POSTS, *((e.subject, e.sequence, {name: e.data[name] for name in _KEPT}) for e in told))
