"""Refusals that several subjects share."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NotInThisState(Conflict):
    """The lifecycle has no such step from the present state."""

    code = "training/not-in-this-state"
    zh = "当前状态不允许此操作"
    en = "The present state does not allow this step"


class EndsBeforeBegins(Invalid):
    """A class that would end before it begins."""

    code = "training/ends-before-begins"
    zh = "结业日期早于开班日期"
    en = "The class would end before it begins"


class UnknownCadre(Invalid):
    """A cadre whom the registry has not told us of, or who is outside the caller's scope."""

    code = "training/unknown-cadre"
    zh = "干部不存在"
    en = "There is no such cadre"


class UnknownEntry(Invalid):
    """A key that the dictionary does not have."""

    code = "training/unknown-entry"
    zh = "字典中没有此项"
    en = "The dictionary has no such entry"


class AlreadyKnown(AlreadyExists):
    """A code, key or number that is in use."""

    code = "training/already-known"
    zh = "编号已被使用"
    en = "The code is in use already"


class NoSuchRow(NotFound):
    """A code in an import row that names nothing."""

    code = "training/unknown-code"
    zh = "编号不存在"
    en = "There is nothing with this code"
