"""Attendance (考勤): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Mark(Named):
    """What attendance says of one person in one session (考勤)."""

    PRESENT = "present", "出勤"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺勤"
