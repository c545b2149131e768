"""Enrolment (报名调训): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Standing(Named):
    """Where an enrolment stands (报名状态)."""

    ENROLLED = "enrolled", "已报名"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"
    COMPLETED = "completed", "已结业"
    CANCELLED = "cancelled", "已取消"


class Settled(Named):
    """What became of somebody when a completed class was put right (更正结果)."""

    UNCHANGED = "unchanged", "未变"
    CORRECTED = "corrected", "已更正"
    """Completed as before, with other hours or on another day."""
    REVOKED = "revoked", "已撤销结业"
    COMPLETED = "completed", "准予结业"
