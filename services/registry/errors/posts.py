"""Refusals: posts (职位)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class UnknownPost(NotFound):
    """No post (职位) has this id or code, or it is outside what the caller may see."""

    code = "registry/unknown-post"
    zh = "没有这个职位"
    en = "There is no such post"


class PostAbolished(Conflict):
    """The post was abolished."""

    code = "registry/post-abolished"
    zh = "职位已撤销"
    en = "The post was abolished"


class PostHeld(Conflict):
    """The post is held, so it cannot be abolished, nor put at another level."""

    code = "registry/post-held"
    zh = "职位仍有人任职"
    en = "The post is held"


class BadCondition(Invalid):
    """The value of a condition of a post (任职条件) is none of its kind."""

    code = "registry/bad-condition"
    zh = "任职条件有误"
    en = "A condition of the post is wrong"


class PostTaken(Conflict):
    """The post that an imported file names is held by somebody else."""

    code = "registry/post-taken"
    zh = "职位已有人任职"
    en = "The post is held by somebody else"
