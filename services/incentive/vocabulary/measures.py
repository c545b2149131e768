"""Measures (激励措施): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.incentive.errors.measures import GrantEnded, MeasureNotInForce


class MeasureKind(Named):
    """What a measure gives: politically, in the career, materially, for health, for learning, or by tolerance."""

    POLITICAL = "political", "政治激励"
    CAREER = "career", "职业发展"
    MATERIAL = "material", "物质激励"
    CARE = "care", "健康关爱"
    LEARNING = "learning", "学习培养"
    TOLERANCE = "tolerance", "容错纠错"


class MeasureState(Named):
    """Whether a measure can be granted."""

    OPEN = "open", "启用"
    CLOSED = "closed", "停用"


class GrantState(Named):
    """Whether a grant holds."""

    COMING = "coming", "尚未生效"
    IN_FORCE = "in_force", "有效"
    ENDED = "ended", "已到期"
    REVOKED = "revoked", "已撤销"


class MeasureStep(Named):
    """What can be done with a measure."""

    GRANT = "grant", "给予"
    CLOSE = "close", "停用"


class GrantStep(Named):
    """How a grant begins and ends."""

    BEGIN = "begin", "生效"
    END = "end", "到期"
    REVOKE = "revoke", "撤销"
    ANNUL = "annul", "作废"
    LEAVE = "leave", "离开、去世终止"
    RETURN = "return", "恢复"


# fmt: off
LIFE_OF_MEASURE = Lifecycle(
    "激励措施",
    "Measure",
    MeasureState,
    MeasureStep,
    (MeasureState.OPEN,),
    (
        Row((MeasureState.OPEN,), MeasureStep.GRANT, None, "在适用期内；限制期内不适用的，干部不在影响期",
            "on a day of its validity; no restriction where the measure is not for such"),
        Row((MeasureState.OPEN,), MeasureStep.CLOSE, MeasureState.CLOSED, "已给予的不受影响", "what was granted stays"),
    ),
    MeasureNotInForce,
)
LIFE_OF_GRANT = Lifecycle(
    "给予的激励",
    "Grant",
    GrantState,
    GrantStep,
    (GrantState.COMING, GrantState.IN_FORCE, GrantState.ENDED),
    (
        Row((GrantState.COMING,), GrantStep.BEGIN, GrantState.IN_FORCE, "第一日已到", "its first day has come",
            by=By.DEADLINE),
        Row((GrantState.COMING, GrantState.IN_FORCE), GrantStep.END, GrantState.ENDED, "最后一日已过",
            "its last day is over", by=By.DEADLINE),
        Row((GrantState.COMING, GrantState.IN_FORCE), GrantStep.REVOKE, GrantState.REVOKED,
            "具名人员写明书面依据，或所依荣誉被撤销，或生效之日处于不适用的影响期",
            "a named person with a written basis, or the honour that it rests on is revoked, or a restriction bars it "
            "on its first day"),
        Row((GrantState.ENDED,), GrantStep.ANNUL, GrantState.REVOKED,
            "具名人员写明书面依据：补录有误，或本不应给予",
            "a named person with a written basis: it was entered by mistake, or ought not to have been given"),
        Row((GrantState.COMING, GrantState.IN_FORCE), GrantStep.LEAVE, GrantState.ENDED, "干部离开或去世",
            "the cadre has left or died", by=By.EVENT),
        Row((GrantState.ENDED,), GrantStep.RETURN, GrantState.COMING, "据以终止的离开、去世条目已作废；按原起止日期",
            "what had ended it was set aside; by its former days", by=By.EVENT),
    ),
    GrantEnded,
)
