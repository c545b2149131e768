"""Conclusions of a vetting (联审) as whoever has asked for one hears them: what supervision's events tell, by codes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypeVar

from servicekit.lifecycle import Named, Prefixed, Words

S = TypeVar("S", bound=StrEnum)

_ALL_CLEAR = "all_clear"
"""The code of a vetting in which nothing was said: any other is a remark, also where it is passed as it stands."""
REASONS: tuple[Words, ...] = (
    {
        _ALL_CLEAR: "各单位均无意见",
        "restricted": "处于影响期",
        "on_record": "台账有记录",
        "objection": "有单位反对",
        "remark": "有单位附注意见",
        "missing_opinions": "意见未齐",
        "no_agencies": "没有参与联审的单位",
        "gone": "已不在职",
        "overruled": "未采纳反对意见或未等待所缺意见",
    },
    Prefixed("result_", "supervision.result_codes"),
    "supervision.opinion_codes",
)
"""What the reasons of a conclusion are called: the platform's own, and those that agencies give with their opinions."""


class Outcome(Named):
    """How a vetting is concluded."""

    PASSED = "passed", "通过"
    PASSED_WITH_REMARKS = "passed_with_remarks", "附意见通过"
    REFUSED = "refused", "不通过"
    DEFERRED = "deferred", "暂缓"


class Asker(Protocol):
    """What has asked for a vetting, and waits for the answer to its newest request."""

    request_id: str | None
    vetting_sequence: int


def steps(passed: S, refused: S, deferred: S) -> dict[str, S]:
    """What each outcome means for whoever has asked."""
    return {"passed": passed, "passed_with_remarks": passed, "refused": refused, "deferred": deferred}


def is_news(asker: Asker, request_id: str, sequence: int) -> bool:
    """Whether supervision says something new of the vetting of this round; then it counts as taken in."""
    if request_id != asker.request_id or sequence <= asker.vetting_sequence:
        return False
    asker.vetting_sequence = sequence
    return True


def remarks(codes: Iterable[str]) -> list[str]:
    """What was remarked in a vetting that is passed."""
    return [code for code in codes if code != _ALL_CLEAR]
