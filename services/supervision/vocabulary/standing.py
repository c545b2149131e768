"""Restrictions (影响期): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


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
