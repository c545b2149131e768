"""Selected graduates (选调生): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row, words_of
from servicekit.people import Status
from services.talentpool.errors.graduates import TrackingOver


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


class Step(Named):
    """What can happen while a graduate is tracked."""

    FOLLOW = "follow", "记入谈话、考核"
    WITHDRAW = "withdraw", "撤回谈话、考核"
    TRAIN = "train", "指派导师、列入重点培养"
    END = "end", "期满"
    LEAVE = "leave", "离开"
    COME_BACK = "come_back", "恢复跟踪"
    REOPEN = "reopen", "更正年份后恢复跟踪"


# fmt: off
LIFE = Lifecycle(
    "选调生跟踪",
    "Selected graduate",
    State,
    Step,
    (State.TRACKING, State.ENDED),
    (
        Row((State.TRACKING, State.ENDED, State.LEFT), Step.FOLLOW, None, "跟踪期内的日期；期满或离开后可补录",
            "for a day within the tracked years; it can be entered when they are over"),
        Row((State.TRACKING, State.ENDED, State.LEFT), Step.WITHDRAW, None,
            "撤销整批导入时，其后没有更正，也未据以列入重点培养；原记录仍可查看",
            "when the import of it is undone, and it was not corrected since and nobody was put on the key-training "
            "list by it; it stays to be seen"),
        Row((State.TRACKING,), Step.TRAIN, None, "在跟踪期内", "within the tracked years"),
        Row((State.TRACKING,), Step.END, State.ENDED, "跟踪期最后一日已过，或更正后的年份已期满",
            "the last tracked day is over, or that of the year as corrected", by=By.DEADLINE),
        Row((State.TRACKING,), Step.LEAVE, State.LEFT, "退休、离任，或更正后不是选调生",
            "retired, left, or no selected graduate after a correction", by=By.EVENT),
        Row((State.LEFT,), Step.COME_BACK, State.TRACKING, "跟踪期内名册有新的记载",
            "the roster says so before the tracked years are over", by=By.EVENT),
        Row((State.ENDED,), Step.REOPEN, State.TRACKING, "更正后的年份尚未期满",
            "the roster corrects the year, and its tracked years are not over", by=By.EVENT),
    ),
    TrackingOver,
)
