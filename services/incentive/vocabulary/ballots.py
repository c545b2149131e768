"""Ballots (票决): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Vote(Named):
    """Approve (赞成), reject (反对), abstain (弃权)."""

    APPROVE = "approve", "同意"
    REJECT = "reject", "不同意"
    ABSTAIN = "abstain", "弃权"


class State(Named):
    """Whether a ballot is under way."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"
