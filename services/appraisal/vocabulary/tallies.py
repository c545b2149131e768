"""Tally sheets (计票单) of a ballot on paper: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class TallyState(Named):
    """Whether the second teller has counted too."""

    ENTERED = "entered", "待复核"
    CONFIRMED = "confirmed", "复核一致"
    REJECTED = "rejected", "已作废"
