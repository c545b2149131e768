"""Refusals: contact points (干部工作联系点)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoContactPoint(NotFound):
    """There is no such contact point."""

    code = "appraisal/no-contact-point"
    zh = "联系点不存在"
    en = "There is no such contact point"


class ContactPointOpen(AlreadyExists):
    """The cadre is in contact with this unit already."""

    code = "appraisal/contact-point-open"
    zh = "该干部已联系该单位"
    en = "The cadre is in contact with this unit already"


class ContactWrong(Invalid):
    """The cadre does not serve, or is of the unit itself."""

    code = "appraisal/contact-wrong"
    zh = "联系干部有误"
    en = "The cadre cannot be the contact of this unit"


class NoVisit(NotFound):
    """There is no such visit."""

    code = "appraisal/no-contact-visit"
    zh = "没有这次联系走访"
    en = "There is no such visit"


class NothingToFollowUp(Conflict):
    """The visit has nothing to follow up, or it is settled."""

    code = "appraisal/nothing-to-follow-up"
    zh = "没有待跟进事项或已办结"
    en = "There is nothing to follow up, or it is settled"
