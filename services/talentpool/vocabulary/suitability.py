"""Hard conditions of a shortlist (硬性条件): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named

RESTRICTION = "restriction"
RESULT = "result"


class Source(Named):
    """Who asks for a condition."""

    POST = "post", "职位要求"
    WISH = "wish", "选配要求"
    PLATFORM = "platform", "平台条件"
