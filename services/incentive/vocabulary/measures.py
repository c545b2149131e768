"""Measures (激励措施): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


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
