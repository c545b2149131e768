"""Refusals: the team with the candidate in it."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid


class PostOfAnotherUnit(Invalid):
    """The post is not one of this unit."""

    code = "talentpool/post-of-another-unit"
    zh = "职位不属于该单位"
    en = "The post is not one of this unit"


class NoLeadingPost(Conflict):
    """The post is none of a leadership team."""

    code = "talentpool/no-leading-post"
    zh = "该职位不是班子职位"
    en = "The post is not one of a leadership team"


class CandidateNotServing(Conflict):
    """The candidate is no longer in service."""

    code = "talentpool/candidate-not-serving"
    zh = "该干部已不在职"
    en = "The candidate is no longer in service"
