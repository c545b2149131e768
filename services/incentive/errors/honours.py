"""Refusals: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, NotFound


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


class HonourNotInThisState(Conflict):
    """The honour's present state does not allow the step."""

    code = "incentive/honour-state"
    zh = "荣誉按当前状态不能办理这一步"
    en = "The honour's present state does not allow this"
