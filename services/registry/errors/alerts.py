"""Refusals: alerts (预警)."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class UnknownAlert(NotFound):
    """No alert (预警) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-alert"
    zh = "没有这项预警"
    en = "There is no such alert"


class AlertNotInThisState(Conflict):
    """The alert is not in a state from which this step is possible."""

    code = "registry/alert-not-in-this-state"
    zh = "预警按当前状态不能办理这一步"
    en = "The alert is not in a state for this"
