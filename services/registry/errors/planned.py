"""Refusals: changes of units and posts that are planned (计划变更)."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class UnknownPlannedChange(NotFound):
    """No planned change (计划变更) has this id."""

    code = "registry/unknown-planned-change"
    zh = "没有这项计划变更"
    en = "There is no such planned change"


class PlannedChangeOver(Conflict):
    """The planned change has taken effect or was cancelled before."""

    code = "registry/planned-change-over"
    zh = "该计划变更已生效或已取消"
    en = "The planned change has taken effect or was cancelled"


class AlreadyPlanned(Conflict):
    """A change of the same kind is planned for this unit or post from the same day; it is cancelled first."""

    code = "registry/already-planned"
    zh = "该单位、职位当日已有同类计划变更"
    en = "A change of this kind is planned from that day already"
    advice_zh = "请先取消原计划，再重新录入。"
    advice_en = "Cancel the one that is planned, and enter it anew."
