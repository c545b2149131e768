"""Refusals: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoHonour(NotFound):
    """There is no such honour."""

    code = "incentive/no-honour"
    zh = "荣誉不存在"
    en = "There is no such honour"


class HonourKnown(AlreadyExists):
    """A nomination leads to one honour, and a certificate number is given once."""

    code = "incentive/honour-known"
    zh = "该推荐已授予荣誉，或证书编号已在用"
    en = "The nomination has its honour already, or the certificate number is in use"


class HonourRecorded(AlreadyExists):
    """The cadre has an honour of this name and day in the ledger already."""

    code = "incentive/honour-recorded"
    zh = "该干部同日同名的表彰已在荣誉台账"
    en = "The ledger has an honour of this name and day already"


class NotAPastYear(Invalid):
    """What is entered from ledgers was conferred in a past year; this year's honours come of nominations."""

    code = "incentive/not-a-past-year"
    zh = "只补录往年的表彰；本年度的经推荐、联审、票决、公示授予"
    en = "Only honours of past years are entered so; this year's come of nominations"


class HonourNotInThisState(Conflict):
    """The honour's present state does not allow the step."""

    code = "incentive/honour-state"
    zh = "荣誉按当前状态不能办理这一步"
    en = "The honour's present state does not allow this"
