"""Programmes (表彰项目): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named
from servicekit.people import HonourLevel

Level = HonourLevel


class ProgrammeState(Named):
    """Whether honours are conferred by a programme."""

    OPEN = "open", "进行中"
    WITHDRAWN = "withdrawn", "已撤回"


class BatchState(Named):
    """Open for nominations, closed for new ones while it is voted on, over."""

    OPEN = "open", "接受推荐"
    VOTING = "voting", "停止推荐，评审中"
    CLOSED = "closed", "已结束"
