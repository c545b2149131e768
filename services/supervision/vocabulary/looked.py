"""What was looked at before a conclusion (凡提必核): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named, Words

NOTHING_FOUND = "nothing_found"
FOUND: Words = (
    {
        NOTHING_FOUND: "没有记录",
        "open": "联议中",
        "open_random": "随机抽查未作结论",
        "open_targeted": "重点查核未作结论",
        "open_inquiry": "函询待回复或待办结",
        "answered_inquiry": "函询已办结，未记结果",
        "reminder": "已发提醒函",
        "tolerated": "予以容错",
        "partly": "部分容错",
        "not_tolerated": "不予容错",
        "appealed": "容错认定复核中",
    },
    "supervision.result_codes",
    "supervision.restriction_kinds",
    "supervision.check_outcomes",
    "supervision.letter_results",
)
"""What the codes of entries are called."""


class Book(Named):
    """Where was looked."""

    RESULT = "result", "联用成果"
    RESTRICTION = "restriction", "影响期"
    CHECK = "check", "个人有关事项查核"
    MATTER = "matter", "联议事项"
    LETTER = "letter", "函询提醒"
    TOLERANCE = "tolerance", "容错认定"


class Weight(Named):
    """What an entry means for what is to be concluded."""

    STOP = "stop", "停止办理"
    REMARK = "remark", "须研究"
    CLEAR = "clear", "无影响"
