"""The hours ledger (学时台账): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Source(Named):
    """Where credited hours come from (学时来源)."""

    CLASS = "class", "班次"
    ONLINE_RECORD = "online_record", "网络学习记录"
    OUTSIDE = "outside", "外出培训"
    """Training outside the city (外出培训)."""
    CORRECTION = "correction", "更正"


class Judgement(Named):
    """Whether the hours are enough (达标情况)."""

    MET = "met", "已达标"
    IN_GRACE = "in_grace", "宽限期内"
    BEHIND = "behind", "未达标"
