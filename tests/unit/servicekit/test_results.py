"""A published result is known by its newest word, in whatever order and however often its words come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from servicekit.events import keep_newest
from servicekit.results import PublishedResult, shown, stopping, told, weighing

FIRST, LAST = date(2026, 3, 2), date(2026, 9, 1)
STATES = ["in_force", "withdrawn", "expired"]


def data(id: str = "res-1", state: str = "in_force", **more: Any) -> dict[str, Any]:
    return {
        "result_id": id,
        "result": "problem_found",
        "level": 3,
        "uses": ["award", "pool"],
        "stops": ["award"],
        "warns": ["pool"],
        "published_on": FIRST.isoformat(),
        "valid_until": LAST.isoformat(),
        "state": state,
        **more,
    }


WORDS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 6)), min_size=1, max_size=30)


@given(WORDS)
def test_the_newest_word_of_each_stands_in_any_order_and_with_repetitions(words: list[tuple[str, int]]) -> None:
    known: list[PublishedResult] = []
    for id, sequence in words:
        newer = keep_newest(known, told(data(id, STATES[sequence % 3]), sequence))
        assert not keep_newest(known, told(data(id, STATES[sequence % 3]), sequence)), "a repetition changes nothing"
        assert newer in (True, False)
    newest = {id: max(sequence for one, sequence in words if one == id) for id, _ in words}
    assert {one.id: one.sequence for one in known} == newest
    assert len(known) == len(newest)
    in_force = {id for id, sequence in newest.items() if STATES[sequence % 3] == "in_force"}
    assert {one.id for one in stopping(known, "award")} == in_force


@given(st.integers(-400, 400), st.sampled_from(STATES))
def test_on_a_day_it_holds_from_its_first_to_its_last_unless_it_was_withdrawn(days: int, state: str) -> None:
    on = FIRST + timedelta(days=days)
    assert told(data(state=state), 1).holds(on) is (FIRST <= on <= LAST and state != "withdrawn")
    endless = told(data(state=state, valid_until=None), 1)
    assert endless.holds(on) is (on >= FIRST and state != "withdrawn")


def test_what_stops_one_use_only_warns_another_and_says_nothing_to_a_third() -> None:
    known = [told(data(), 1)]
    assert [bool(stopping(known, use)) for use in ("award", "pool", "training")] == [True, False, False]
    assert [bool(weighing(known, use)) for use in ("award", "pool", "training")] == [True, True, False]
    assert [(one["id"], one["stops"]) for one in shown(known, "pool")] == [("res-1", False)]


def test_a_result_of_before_results_had_weights_warns_every_use() -> None:
    old = {name: value for name, value in data().items() if name not in ("stops", "warns")}
    known = [told(old, 1)]
    assert not stopping(known, "award", "pool")
    assert len(weighing(known, "award")) == 1
