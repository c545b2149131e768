"""Honourable retirement (荣誉退休): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class CeremonyState(Named):
    """Where a ceremony stands."""

    PLANNED = "planned", "已计划"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"
