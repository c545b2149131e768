"""Conclusions of a vetting (联审) as whoever has asked for one hears them: what supervision's events tell, by codes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypeVar

S = TypeVar("S", bound=StrEnum)

_ALL_CLEAR = "all_clear"
"""The code of a vetting in which nothing was said: any other is a remark, also where it is passed as it stands."""


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
