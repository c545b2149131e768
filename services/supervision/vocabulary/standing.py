"""Restrictions (影响期): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.standing import RestrictionOver


class State(Named):
    """Where a restriction stands."""

    SCHEDULED = "scheduled", "待生效"
    IN_FORCE = "in_force", "影响期内"
    ENDED = "ended", "已结束"
    ANNULLED = "annulled", "已撤销"


class Source(Named):
    """Where a restriction comes from."""

    ENTERED = "entered", "监督环节登记"
    FILE = "registry", "干部档案"
    ACCOUNTABILITY = "accountability", "问责"
    CHECK = "check", "个人有关事项查核"
    MATTER = "matter", "联议事项"
    LETTER = "letter", "函件"


class Step(Named):
    """What can happen to a restriction."""

    BEGIN = "begin", "生效"
    SHORTEN = "shorten", "缩短"
    END = "end", "期满"
    LIFT = "lift", "提前解除"
    DIE = "die", "随去世终止"
    ANNUL = "annul", "撤销"
    RESTORE = "restore", "恢复"


IMPOSE = "impose"
"""How it is called that a restriction came to be."""
LIVE = (State.SCHEDULED, State.IN_FORCE)
"""Holds, or will."""
_S = State
_NOT_ANNULLED = (_S.SCHEDULED, _S.IN_FORCE, _S.ENDED)
LIFE = Lifecycle(
    "影响期",
    "Restriction",
    State,
    Step,
    (_S.SCHEDULED,),
    (
        Row((_S.SCHEDULED,), Step.BEGIN, _S.IN_FORCE, "开始日期已到", "its first day has come", by=By.DEADLINE),
        Row(LIVE, Step.SHORTEN, None, "申诉变更期限", "changed by an appeal", by=By.FOLLOWS),
        Row((_S.IN_FORCE,), Step.END, _S.ENDED, "结束日期已过", "its last day is over", by=By.DEADLINE),
        Row(
            (_S.IN_FORCE,),
            Step.LIFT,
            _S.ENDED,
            "有依据，由未登记该项的账号",
            "with a basis, by an account that did not impose it",
            apart_from=(IMPOSE,),
        ),
        Row(LIVE, Step.DIE, _S.ENDED, "干部去世", "the cadre has died", by=By.EVENT),
        Row(
            tuple(_S),
            Step.RESTORE,
            _S.SCHEDULED,
            "申诉决定更正，或去世的登记作废，按原起止日期",
            "an appeal's decision was put right, or the death was a mistake; by its former days",
            by=By.FOLLOWS,
        ),
        Row(_NOT_ANNULLED, Step.ANNUL, _S.ANNULLED, "登记有误，或申诉成立", "an error, or an appeal was upheld"),
    ),
    RestrictionOver,
)
