"""Numbers of one cell, each after what it is for, in words or by keys."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from services.appraisal.vocabulary.told_numbers import COUNTS, MARKS, counts, meant, numbers

CRITERIA = {"initiative": "主动担当", "difficulty": "攻坚克难"}


@pytest.mark.parametrize(
    "text",
    [
        "initiative=90;difficulty=80.5",
        "主动担当=90；攻坚克难=80.5；",
        " 主动担当＝90\n攻坚克难：80.5",
        "主动 担当 = 90;攻坚克难= 80.5",
        "initiative=90;\ndifficulty=80.5\n",
        "initiative=90 ; difficulty=80.5",
        "主动担当=90；　攻坚克难=80.5　",
    ],
)
def test_marks_are_read_by_keys_and_by_words(text: str) -> None:
    assert re.match(MARKS, text)
    found = [(meant(said, CRITERIA), number) for said, number in numbers(text)]
    assert found == [("initiative", Decimal(90)), ("difficulty", Decimal("80.5"))]


@pytest.mark.parametrize("text", ["", "90", "主动担当", "主动担当=", "主动担当=一般", "a=1=2", "主动担当=1000"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    assert not re.match(MARKS, text)


def test_counts_are_read_by_question_and_answer() -> None:
    text = "总体评价:优秀=12；总体评价：弃权=1"
    assert re.match(COUNTS, text)
    assert counts(text) == [("总体评价", "优秀", 12), ("总体评价", "弃权", 1)]
    assert counts(text.replace("；", ";\n ")) == counts(text)
    assert re.match(COUNTS, text.replace("；", ";\n "))
    assert not re.match(COUNTS, "总体评价=12")
    assert meant("无此项", CRITERIA) == "无此项"
