"""Alerts (预警): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.registry.errors.alerts import AlertNotInThisState


class AlertRule(Named):
    RETIREMENT = "retirement_due", "到龄退休"
    PROBATION = "probation_ending", "试用期届满"
    YEARS_IN_POST = "years_in_post", "任职年限"
    PUNISHMENT = "punishment_ending", "影响期届满"
    OVER_ESTABLISHMENT = "over_establishment", "超职数"
    HELD = "decision_held", "决定暂缓"
    VETTING_UNDONE = "vetting_undone", "联审结论变化"


class AlertState(Named):
    """Whether the condition of an alert holds, and whether somebody has seen to it."""

    OPEN = "open", "预警中"
    HANDLED = "handled", "已处理"
    CLOSED = "closed", "已解除"


class AlertStep(Named):
    """What can happen to an alert."""

    HANDLE = "handle", "处理"
    PUT_BACK = "put_back", "撤销处理"
    CHANGE = "change", "情况变化"
    CLOSE = "close", "解除"
    REOPEN = "reopen", "再次预警"


# fmt: off
LIFE = Lifecycle(
    "预警",
    "Alert",
    AlertState,
    AlertStep,
    (AlertState.OPEN,),
    (
        Row((AlertState.OPEN,), AlertStep.HANDLE, AlertState.HANDLED, "写明如何处理", "it is said what was done"),
        Row((AlertState.HANDLED,), AlertStep.PUT_BACK, AlertState.OPEN, "误标为已处理，写明依据",
            "it was marked by mistake, with a basis"),
        Row((AlertState.HANDLED,), AlertStep.CHANGE, AlertState.OPEN, "所涉的决定、联审有变化",
            "which decisions or vettings it is about has changed", by=By.FOLLOWS),
        Row((AlertState.OPEN, AlertState.HANDLED), AlertStep.CLOSE, AlertState.CLOSED,
            "条件不再成立：名册变更，或期限已过",
            "its condition no longer holds: the roster was changed, or the period has ended", by=By.FOLLOWS),
        Row((AlertState.CLOSED,), AlertStep.REOPEN, AlertState.OPEN, "同一到期日的条件再次成立",
            "its condition holds again for the same due date", by=By.FOLLOWS),
    ),
    AlertNotInThisState,
    (
        "No person opens or closes an alert; it follows the roster and the calendar.",
        "One that opens again waits to be handled again.",
    ),
)
FORESEEN = (AlertRule.RETIREMENT, AlertRule.PROBATION, AlertRule.PUNISHMENT)
"""Rules that warn of a day to come. The day of the others is the one since when what they warn of is so."""
KEPT_IN = (AlertRule.VETTING_UNDONE,)
"""For whoever sees all cadres: neither the unit nor the cadre is told what became of a vetting."""
