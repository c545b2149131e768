"""Refusals: restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from servicekit.errors import Conflict, EndsBeforeItBegins, NotFound, UnknownEntry, superseded


class NoRestriction(NotFound):
    """There is no such restriction, or it is not the caller's to see."""

    code = "supervision/no-restriction"
    zh = "没有这项影响期"
    en = "There is no such restriction"


class RestrictionOver(Conflict):
    """The restriction has ended or was annulled."""

    code = "supervision/restriction-over"
    zh = "影响期已结束或已撤销"
    en = "The restriction has ended or was annulled"


superseded("supervision/ends-before-begins", EndsBeforeItBegins)
superseded("supervision/unknown-restriction-kind", UnknownEntry)
