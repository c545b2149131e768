"""Records of the online platforms (网络学习记录): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class State(Named):
    """Whether a record counts."""

    RECORDED = "recorded", "已入库"
    ANNULLED = "annulled", "已作废"
