"""Any duplication and any order of a history gives the same rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.readmodels.kinds import Kind, Section
from gateway.readmodels.people import fold_person
from gateway.readmodels.rows import canonical, fold
from servicekit.events import Received

values = st.one_of(st.integers(0, 5), st.sampled_from(["a", "b"]), st.none(), st.lists(st.integers(0, 2), max_size=2))
fields = st.dictionaries(st.sampled_from(["state", "kind", "round", "hours"]), values, max_size=4)
events = st.lists(st.tuples(st.integers(1, 6), fields), min_size=1, max_size=8)


def folded(history: list[tuple[int, dict[str, Any]]]) -> dict[str, Any] | None:
    row: dict[str, Any] | None = None
    for sequence, data in history:
        row = fold(row, "c-1", sequence, data) or row
    return row


@given(events, st.data())
def test_order_and_copies_do_not_matter_to_a_row(
    history: list[tuple[int, dict[str, Any]]], data: st.DataObject
) -> None:
    copies = data.draw(st.lists(st.sampled_from(history), max_size=8))
    shuffled = data.draw(st.permutations(history + copies))
    assert folded(shuffled) == folded(history)


@given(events)
def test_a_field_holds_what_the_newest_event_that_carried_it_said(history: list[tuple[int, dict[str, Any]]]) -> None:
    row = folded(history)
    assert row is not None
    for name in {name for _, data in history for name in data}:
        said = [(sequence, data[name]) for sequence, data in history if name in data]
        newest = max(sequence for sequence, _ in said)
        assert canonical(row[name]) == max(canonical(value) for sequence, value in said if sequence == newest)
    assert row["seq"] == max(sequence for sequence, _ in history)


def test_what_adds_nothing_is_not_written() -> None:
    row = fold(None, "c-1", 2, {"state": "published"})
    assert fold(row, "c-1", 2, {"state": "published"}) is None
    assert fold(row, "c-1", 1, {"state": "draft"}) is None


CADRE = Kind("cadres", snapshot=True, about_people=True)
HOURS = Kind("hours", section=Section("hours", "year"))
COMPLETIONS = Kind("completions", section=Section("completions", "ends"))

about_a_person = st.lists(
    st.one_of(
        st.builds(
            lambda seq, state: (CADRE, "k-1", seq, {"status": state}),
            st.integers(1, 4),
            st.sampled_from(["active", "retired"]),
        ),
        st.builds(
            lambda entry, seq, hours: (
                HOURS,
                f"h-{entry}",
                seq,
                {"cadre_id": "k-1", "year": 2025, "mode": "online", "hours": {"duty": hours}, "total_hours": hours},
            ),
            st.integers(1, 3),
            st.integers(1, 3),
            st.integers(1, 9),
        ),
        st.builds(lambda n: (COMPLETIONS, f"m-{n}", 1, {"cadre_id": "k-1", "class_id": f"c-{n}"}), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=10,
)


def person(history: list[tuple[Kind, str, int, dict[str, Any]]]) -> dict[str, Any]:
    document: dict[str, Any] | None = None
    for kind, subject, sequence, data in history:
        fact = Received("e", f"{kind.name}.changed.v1", subject, sequence, datetime(2025, 1, 1, tzinfo=UTC), data)
        document = fold_person(document, "k-1", [(kind, fact)]) or document
    assert document is not None
    return document


@given(about_a_person, st.data())
def test_order_and_copies_do_not_matter_to_a_person(
    history: list[tuple[Kind, str, int, dict[str, Any]]], data: st.DataObject
) -> None:
    copies = data.draw(st.lists(st.sampled_from(history), max_size=6))
    assert person(data.draw(st.permutations(history + copies))) == person(history)
