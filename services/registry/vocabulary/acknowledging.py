"""Acknowledgement of what a file says (认定 of 三龄两历): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Item(Named):
    """三龄两历: three days and two histories."""

    BIRTH = "birth", "出生日期"
    BEGAN_WORK = "began_work_on", "参加工作时间"
    JOINED_PARTY = "joined_party_on", "入党时间"
    EDUCATION = "education", "学历"
    RESUME = "resume", "经历"
