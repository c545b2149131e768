"""Refusals: restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from servicekit.errors import Conflict, EndsBeforeItBegins, Invalid, NotFound, UnknownEntry, superseded


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


class NotItsPeriod(Invalid):
    """The last day is not the one that the rule of the kind gives; `reasons` names it and the article."""

    code = "supervision/not-its-period"
    zh = "结束日期与该种类的法定期间不一致"
    en = "The last day is not the one that the rule of its kind gives"
    advice_zh = "不填结束日期即按规定期间计算；与尚未执行完的处分合并计算等，须写明负责人和书面依据。"
    advice_en = (
        "Leave `ends` out, and the rule's period is taken. Where periods combine or were set otherwise, send it again "
        "with override: the person answerable and the written basis."
    )


superseded("supervision/ends-before-begins", EndsBeforeItBegins)
superseded("supervision/unknown-restriction-kind", UnknownEntry)
