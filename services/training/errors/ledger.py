"""Refusals: hours, online records and needs (学时)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Invalid, NotFound


class RecordKnown(AlreadyExists):
    """The platform's record has been taken in before."""

    code = "training/online-record-known"
    zh = "该网络学习记录已入库"
    en = "This online record has been taken in already"


class UnreadableStatement(Invalid):
    """An xAPI statement that does not say who finished what, or for how long."""

    code = "training/unreadable-statement"
    zh = "无法识别的 xAPI 学习语句"
    en = "The xAPI statement cannot be used"


class NoOnlineRecord(NotFound):
    """There is no online record with this id, or the caller may not see it."""

    code = "training/no-online-record"
    zh = "网络学习记录不存在"
    en = "There is no such online record"


class NoEntry(NotFound):
    """There is no entry of the ledger with this id, or the caller may not see it."""

    code = "training/no-hours-entry"
    zh = "学时记录不存在"
    en = "There is no such entry of the ledger"


class NoNeed(NotFound):
    """There is no need with this id, or the caller may not see it."""

    code = "training/no-need"
    zh = "培训需求不存在"
    en = "There is no such need"
