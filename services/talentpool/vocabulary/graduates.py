"""Selected graduates (选调生): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named, words_of
from servicekit.people import Status


class State(Named):
    """Whether a graduate is tracked."""

    TRACKING = "tracking", "跟踪管理中"
    ENDED = "ended", "跟踪期满"
    LEFT = "left", "已离开"


YEARS_OVER, NOT_SELECTED = "years_over", "not_selected"
END_REASONS = {YEARS_OVER: "跟踪管理期满", NOT_SELECTED: "更正后不是选调生", **words_of(Status)}
"""Why the tracking ended; of who left, the status in the roster."""


class PromotionKind(Named):
    """A leading or non-leading post level (职务层次), or a rank (职级)."""

    POST_LEVEL = "post_level", "职务晋升"
    RANK = "rank", "职级晋升"
