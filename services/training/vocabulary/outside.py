"""Training outside the city (外出培训): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class State(Named):
    """Whether a record counts."""

    RECORDED = "recorded", "已登记"
    ANNULLED = "annulled", "已作废"
