"""Refusals: posts that fall vacant, and who is named for them (后继人选)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound, UnknownEntry, superseded


class NoPost(NotFound):
    """There is no such post."""

    code = "talentpool/no-post"
    zh = "职位不存在"
    en = "There is no such post"


class PostAbolished(Conflict):
    """The post was abolished."""

    code = "talentpool/post-abolished"
    zh = "职位已撤销"
    en = "The post was abolished"


class NoSuccessor(NotFound):
    """Nobody is named under this id."""

    code = "talentpool/no-successor"
    zh = "没有这位后继人选"
    en = "There is no such successor"


class SuccessorKnown(AlreadyExists):
    """The cadre is named for this post already."""

    code = "talentpool/successor-known"
    zh = "该干部已是此职位的后继人选"
    en = "The cadre is named for this post already"


class SuccessorWithdrawn(Conflict):
    """The successor was withdrawn, or holds the post, has left service, or the post is abolished."""

    code = "talentpool/successor-withdrawn"
    zh = "后继人选已撤回或已失效"
    en = "The successor was withdrawn or has lapsed"


class SuccessorBarred(Conflict):
    """The cadre is under a restriction, or a published result (联用成果) stops it that they are put forward."""

    code = "talentpool/successor-barred"
    zh = "该干部处于影响期，或有停止使用的联用成果，不能列为人选"
    en = "The cadre is under a restriction or stopped by a published result, and cannot be put forward"


class SuccessorHoldsPost(Conflict):
    """The cadre holds the post."""

    code = "talentpool/successor-holds-post"
    zh = "该干部正任此职"
    en = "The cadre holds this post"


class SuccessorNotReady(Invalid):
    """Who is named as ready at once has the level and the years that the post asks for, or a written basis (破格)."""

    code = "talentpool/successor-not-ready"
    zh = "不符合即时任用的条件"
    en = "The conditions for taking the post at once are not met"


class LevelsSkipped(Conflict):
    """Nobody goes up two levels at once, whatever the basis (不得越两级提拔)."""

    code = "talentpool/levels-skipped"
    zh = "越级提拔不得越过两级"
    en = "Nobody is promoted past two levels"


class SuccessorNotServing(Conflict):
    """The cadre is no longer in service."""

    code = "talentpool/successor-not-serving"
    zh = "该干部已不在职"
    en = "The cadre is no longer in service"


superseded("talentpool/unknown-readiness", UnknownEntry)
