"""Publicity (公示) on working days, and objections (异议) to it: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class State(Named):
    """What has become of an objection."""

    OPEN = "open", "未办结"
    UPHELD = "upheld", "成立"
    DISMISSED = "dismissed", "不成立"
