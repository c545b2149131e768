"""Anonymous weighted ballots (民主测评): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Mode(Named):
    """Electronic: each voter for themselves. Paper: sheets that two tellers count."""

    ELECTRONIC = "electronic", "电子"
    PAPER = "paper", "纸质"


class Scale(Named):
    """How a question is answered: by one of the ballot's grades (等次), or by points from 0 to 100."""

    GRADES = "grades", "等次"
    POINTS = "points", "分数"


class BallotState(Named):
    """Where a ballot stands."""

    PREPARED = "prepared", "准备中"
    OPEN = "open", "测评中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"
    ANNULLED = "annulled", "已作废"
