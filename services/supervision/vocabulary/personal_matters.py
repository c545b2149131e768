"""Reports of personal matters (个人有关事项报告): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class CampaignState(Named):
    """A campaign is open, then closed."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class ReportState(Named):
    """Where a cadre's report stands: due, received, returned to be completed, reviewed, filed; or exempt."""

    DUE = "due", "应报未报"
    RECEIVED = "received", "已收到"
    RETURNED = "returned", "退回补充"
    REVIEWED = "reviewed", "已审核"
    FILED = "filed", "已归档"
    EXEMPT = "exempt", "免报"
