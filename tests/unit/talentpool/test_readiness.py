"""Who could take a post at once: one level up at most, with the years of 任用条例 art. 8, whatever is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.talentpool.model.readiness import Term, Terms, judge, steps_up
from services.talentpool.model.suitability import LEVELS

ON = date(2026, 11, 27)
TERMS = Terms(
    below=Term(1, "第八条"),
    deputy_to_chief=Term(2, "第八条"),
    chief_to_upper_deputy=Term(3, "第八条"),
    clerk_to_township_deputy=Term(3, "乡科级副职任职资格"),
    work_years=Term(5, "第八条"),
    basic_years=Term(2, "第八条"),
    education_county=Term("39", "第八条"),
    education_bureau=Term("29", "第八条"),
)
ABLE = {"work_since": "2000-07", "basic_from": "2005", "education_level": "21"}


def lacking(post: str, **known: str | None) -> list[str]:
    return [one.code for one in judge({**ABLE, **known}, post, TERMS, ON).lacking]


@pytest.mark.parametrize(
    ("post", "own", "since", "lacks"),
    [
        ("131", "132", "2024-11-27", []),
        ("131", "132", "2024-11-28", ["years_at_level"]),
        ("132", "141", "2023-11", []),
        ("132", "141", "2024-01", ["years_at_level"]),
        ("141", "142", "2024-11", []),
        ("142", "150", "2023-12", ["years_at_level"]),
        ("131", "141", "2010-01", ["level"]),
        ("131", "131", "2026-11", []),
        ("132", "121", "2026-11", []),
    ],
)
def test_the_laws_own_years(post: str, own: str, since: str, lacks: list[str]) -> None:
    assert lacking(post, post_level=own, level_since=since) == lacks


def test_who_has_a_rank_alone_stands_below_every_level() -> None:
    assert lacking("131", post_level=None, rank="clerk_1") == ["level"]
    assert steps_up(None, "131") == len(LEVELS) - 1 - LEVELS.index("131")


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_nobody_is_ready_who_would_skip_a_level_and_nobody_at_the_level_is_asked_for_years(post: str, own: str) -> None:
    found = judge({**ABLE, "post_level": own, "level_since": "2026-11-27"}, post, TERMS, ON)
    steps = steps_up(own, post)
    codes = [one.code for one in found.lacking]
    assert codes == (["level"] if steps > 1 else ["years_at_level"] if steps == 1 else [])


def test_what_is_not_known_is_no_reason_and_is_said() -> None:
    found = judge({"post_level": "132"}, "131", TERMS, ON)
    assert (found.lacking, found.unchecked) == (
        [], ["years_at_level", "work_years", "basic_level_years", "education"],
    )  # fmt: skip
    assert judge({}, "131", TERMS, ON).unchecked == ["level"]
