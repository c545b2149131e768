"""The five mechanisms of the joint platform (五联一平台)."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Mechanism(Named):
    """The five mechanisms, as the source names them."""

    CONFERENCE = "conference", "会商联席"
    INFORMATION = "information", "信息联通"
    DISCUSSION = "discussion", "问题联议"
    RESULTS = "results", "成果联用"
    ACTION = "action", "业务联动"
