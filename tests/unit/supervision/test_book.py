"""The book of restrictions follows a cadre's file: each punishment that counts stands in it once, and nothing else."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.supervision.model.standing import Punishment, Restriction, compare
from services.supervision.vocabulary.standing import Source, State

DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 3))
KINDS = st.sampled_from(["warning", "demerit"])
FILE = st.lists(
    st.builds(Punishment, st.sampled_from("123456"), KINDS, DAYS, st.none()),
    unique_by=lambda one: one.entry,
    max_size=5,
)


def restriction(id: str, kind: str, begins: date, source: Source, source_id: str | None, state: State) -> Restriction:
    return Restriction(
        id, "cad-1", [], kind, [], begins, None, "依据", "acc-1", datetime.now(UTC), source, source_id, state
    )


BY_HAND = st.lists(st.tuples(KINDS, DAYS, st.sampled_from(State)), max_size=4)


def follow(book: list[Restriction], file: list[Punishment], numbers: itertools.count[int]) -> None:
    """What the service does with the answer."""
    enter, adopt, gone = compare(book, file)
    book += [
        restriction(f"r{next(numbers)}", one.kind, one.begins, Source.FILE, one.entry, State.IN_FORCE) for one in enter
    ]
    for twin, one in adopt:
        twin.source, twin.source_id = Source.FILE, one.entry
    for one in gone:
        one.state = State.ANNULLED


@given(BY_HAND, st.lists(FILE, min_size=1, max_size=4))
def test_whatever_the_file_tells_in_turn_the_book_ends_with_its_newest_word(by_hand, files) -> None:
    numbers = itertools.count()
    book = [
        restriction(f"h{place}", kind, begins, Source.ENTERED, None, state)
        for place, (kind, begins, state) in enumerate(by_hand)
    ]
    once: set[str] = set()
    for file in files:
        # An entry of a file that was set aside does not come back, and none changes what it says.
        file = [one for one in file if one.entry not in once]
        follow(book, file, numbers)
        counting = [one.source_id for one in book if one.source is Source.FILE and not one.taken_back]
        assert sorted(counting) == sorted(one.entry for one in file)
        assert compare(book, file) == ([], [], [])
        once |= {one.source_id for one in book if one.source is Source.FILE and one.taken_back}


def test_what_was_entered_by_hand_for_the_same_is_not_entered_twice() -> None:
    day = date(2026, 3, 2)
    by_hand = restriction("h1", "demerit", day, Source.ENTERED, None, State.IN_FORCE)
    same, other = Punishment("1", "demerit", day, None), Punishment("2", "demerit", day, None)
    assert compare([by_hand], [same, other]) == ([other], [(by_hand, same)], [])


def test_one_that_was_annulled_by_hand_is_no_twin() -> None:
    day = date(2026, 3, 2)
    annulled = restriction("h1", "demerit", day, Source.ENTERED, None, State.ANNULLED)
    punishment = Punishment("1", "demerit", day, None)
    assert compare([annulled], [punishment]) == ([punishment], [], [])
