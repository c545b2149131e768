"""Refusals: restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoRestriction(NotFound):
    """There is no such restriction, or it is not the caller's to see."""

    code = "supervision/no-restriction"
    zh = "没有这项影响期"
    en = "There is no such restriction"


class EndsBeforeBegins(Invalid):
    """A restriction that would end before it begins."""

    code = "supervision/ends-before-begins"
    zh = "影响期的结束日期早于开始日期"
    en = "The restriction would end before it begins"


class UnknownRestrictionKind(Invalid):
    """The kind of restriction is not in the dictionary, or no rule says what it bars."""

    code = "supervision/unknown-restriction-kind"
    zh = "影响期种类不存在"
    en = "There is no such kind of restriction"


class RestrictionOver(Conflict):
    """The restriction has ended or was annulled."""

    code = "supervision/restriction-over"
    zh = "影响期已结束或已撤销"
    en = "The restriction has ended or was annulled"
