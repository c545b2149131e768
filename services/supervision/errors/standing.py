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


class AlreadyRestricted(Conflict):
    """The same decision stands in the book: one of this kind from this day, which `restriction_id` names."""

    code = "supervision/already-restricted"
    zh = "该处分（处理）已登记"
    en = "The same decision stands in the book already"
    advice_zh = "一项决定只登记一次；原登记有误的，先撤销原登记。"
    advice_en = "A decision is entered once; where the entry `restriction_id` is wrong, annul it first."


class NotAPartyMember(Invalid):
    """党纪处分 are given to members of the Party; others are given a 政务处分."""

    code = "supervision/not-a-party-member"
    zh = "党纪处分只适用于中共党员"
    en = "Sanctions of the Party are given to its members"
    advice_zh = "非中共党员登记政务处分；当时是党员的，先在干部档案中补录入党时间。"
    advice_en = "Somebody else is given a 政务处分; of who was a member then, enter in the file the day of joining."


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
