"""Hours of study (学时): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named

STEP = 0.5


class Category(Named):
    """What an hour teaches (课程类别)."""

    THEORY = "theory", "理论教育"
    PARTY_SPIRIT = "party_spirit", "党性教育"
    DUTY = "duty_capability", "履职能力培训"
    OTHER = "other", "其他"


class Mode(Named):
    """How an hour was studied (培训方式). Only the first two count towards the 550 and the 90 hours."""

    OFF_JOB = "off_job", "脱产"
    CONCENTRATED = "concentrated", "集中"
    ONLINE = "online", "网络"
