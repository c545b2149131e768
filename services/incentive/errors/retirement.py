"""Refusals: honourable retirement (荣誉退休)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoCeremony(NotFound):
    """There is no such ceremony."""

    code = "incentive/no-ceremony"
    zh = "荣誉退休仪式不存在"
    en = "There is no such ceremony"


class CeremonySettled(Conflict):
    """The ceremony was held or cancelled before."""

    code = "incentive/ceremony-settled"
    zh = "仪式已举行或已取消"
    en = "The ceremony was held or cancelled before"


class CeremonyNotHeld(Conflict):
    """Only a ceremony that was recorded as held is put right."""

    code = "incentive/ceremony-not-held"
    zh = "仪式未登记为已举行"
    en = "The ceremony is not recorded as held"


class CeremonyUnchanged(Conflict):
    """The ceremony is recorded so already."""

    code = "incentive/ceremony-unchanged"
    zh = "更正内容与原登记相同"
    en = "The ceremony is recorded so already"


class NotAnHonouree(Invalid):
    """Only city-managed cadres who have retired are honoured so."""

    code = "incentive/not-an-honouree"
    zh = "不是已退休的市委管理干部"
    en = "Not a retired city-managed cadre"


class HonouredBefore(AlreadyExists):
    """A cadre is honoured at one ceremony."""

    code = "incentive/honoured-before"
    zh = "已列入其他荣誉退休仪式"
    en = "The cadre is part of another ceremony"
