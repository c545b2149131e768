"""Refusals: training outside the city (外出培训)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Invalid, NotFound


class NotElsewhere(Invalid):
    """Training by an organiser of the city is a class with attendance, no outside record."""

    code = "training/not-elsewhere"
    zh = "外出培训的办班主体应在市外"
    en = "The organiser is not one outside the city"
    advice_zh = "选择所列层级的办班主体；本市办班主体的培训按班次登记。"
    advice_en = "Name an organiser of one of the tiers in allowed; training in the city is a class."


class OutsideKnown(AlreadyExists):
    """The cadre's training there from that day on has been entered."""

    code = "training/outside-record-known"
    zh = "该外出培训已登记"
    en = "This training is entered already"


class NoOutsideRecord(NotFound):
    """There is no record with this id, or the caller may not see it."""

    code = "training/no-outside-record"
    zh = "外出培训记录不存在"
    en = "There is no such outside record"
