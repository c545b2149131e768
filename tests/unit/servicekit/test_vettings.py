"""Of a vetting each word is taken in once, of the newest request, and no older one after it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from servicekit import vettings


@dataclass
class Waiting:
    request_id: str | None = "r-2"
    vetting_sequence: int = -1


class Means(StrEnum):
    ON = "on"
    OUT = "out"
    WAIT = "wait"


@given(st.lists(st.tuples(st.sampled_from(["r-1", "r-2"]), st.integers(0, 5))))
def test_only_newer_word_of_the_newest_request_is_news(words: list[tuple[str, int]]) -> None:
    asker, taken = Waiting(), [-1]
    for request_id, sequence in words:
        news = request_id == "r-2" and sequence > taken[-1]
        assert vettings.is_news(asker, request_id, sequence) is news
        if news:
            taken.append(sequence)
    assert asker.vetting_sequence == taken[-1]


def test_what_is_passed_with_remarks_is_passed_and_all_clear_is_no_remark() -> None:
    steps = vettings.steps(Means.ON, Means.OUT, Means.WAIT)
    assert (steps["passed"], steps["passed_with_remarks"]) == (Means.ON, Means.ON)
    assert (steps["refused"], steps["deferred"]) == (Means.OUT, Means.WAIT)
    assert vettings.remarks(["all_clear", "on_record"]) == ["on_record"]
