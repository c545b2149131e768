"""The cadres as training knows them: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Regime(Named):
    """Which rule of the Regulation (干部教育培训工作条例) a cadre's hours are measured by."""

    FIVE_YEARS = "five_years", "五年累计"
    """County level and above (县处级以上、四级调研员以上): hours in five years."""
    YEARLY = "yearly", "每年"
    """Township level and below (乡科级以下): hours every year."""
