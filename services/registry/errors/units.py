"""Refusals: units (单位)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, NotFound


class UnknownUnit(NotFound):
    """No unit (单位) has this id or code, or it is outside what the caller may see."""

    code = "registry/unknown-unit"
    zh = "没有这个单位"
    en = "There is no such unit"


class CodeTaken(AlreadyExists):
    """Another unit, post or document has this code."""

    code = "registry/code-taken"
    zh = "编码已被使用"
    en = "The code is taken"


class UnitClosed(Conflict):
    """The unit was merged or abolished; nothing new can be put into it."""

    code = "registry/unit-closed"
    zh = "单位已撤并"
    en = "The unit was merged or abolished"


class UnitInUse(Conflict):
    """The unit still has units, posts or cadres in it."""

    code = "registry/unit-in-use"
    zh = "单位仍有下属单位、职位或在职干部"
    en = "The unit still has units, posts or serving cadres"


class UnitLoop(Conflict):
    """A unit cannot be placed below itself."""

    code = "registry/unit-loop"
    zh = "单位不能隶属于自身或其下级"
    en = "A unit cannot be placed below itself"


class MergerNotKept(Conflict):
    """What a merger carried over was not kept, so that it cannot be taken back at one stroke."""

    code = "registry/merger-not-kept"
    zh = "并入时划转的明细未留存，不能一次恢复"
    en = "What the merger carried over was not kept"
    advice_zh = "请重新登记单位，再逐一调动人员、设立职位。"
    advice_en = "Register the unit anew, then transfer its people and establish its posts."


class TooManyAffected(Conflict):
    """The change would touch more records than one transaction takes."""

    code = "registry/too-many-affected"
    zh = "一次变更涉及的记录过多"
    en = "The change touches too many records at once"
    advice_zh = "先分别划转下属单位。"
    advice_en = "Move the units below one by one first."
