"""Shortlists (人岗相适): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named

STAGES = {"considered": "纳入比较", "eligible": "符合条件", "shortlisted": "列入名单", "confirmed": "确认人选"}
"""How far somebody may come on a shortlist."""


class MatchState(Named):
    """Whether a shortlist waits for a person's choice."""

    OPEN = "open", "待确认人选"
    CONFIRMED = "confirmed", "已确认人选"
    LAPSED = "lapsed", "已失效"
