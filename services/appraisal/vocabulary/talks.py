"""Talks (考察谈话): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class State(Named):
    """Whether a talk's record was put right."""

    RECORDED = "recorded", "已记录"
    CORRECTED = "corrected", "已更正"
    ANNULLED = "annulled", "已作废"
