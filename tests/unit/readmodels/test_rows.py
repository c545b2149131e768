"""Any duplication and any order of a history gives the same rows."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.readmodels.kinds import Kind, Section
from gateway.readmodels.people import as_document, as_fields, fields_read, fold_person
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
INDICES = Kind("indices", section=Section("indices", "computed_at"))

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
        st.builds(
            lambda slot, seq: (INDICES, f"cadre.k-1.{slot}", seq, {"cadre_id": "k-1", "score": str(seq)}),
            st.integers(0, 1),
            st.integers(1, 3),
        ),
    ),
    min_size=1,
    max_size=10,
)


def folded_in(document: dict[str, Any] | None, batch: list[tuple[Kind, Received]]) -> dict[str, Any] | None:
    """A person's document after a batch, as the projector reads what it needs of it and the database sets the rest."""
    needed = None if document is None else read(document, fields_read(kind for kind, _ in batch))
    changes = fold_person(needed, batch)
    if document is None or not changes:
        return as_document("k-1", changes) if changes else document
    after = copy.deepcopy(document)
    for path, value in as_fields(needed or {}, changes).items():
        *way, last = path.split(".")
        within = after
        for step in way:
            within = within.setdefault(step, {})
        within[last] = value
    return after


def read(document: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """The fields of a document, `a.b` too."""
    found: dict[str, Any] = {"_id": document["_id"]}
    for name, _, below in (path.partition(".") for path in fields):
        if name in document and not below:
            found[name] = document[name]
        elif below in document.get(name, {}):
            found.setdefault(name, {})[below] = document[name][below]
    return found


def person(history: list[tuple[Kind, str, int, dict[str, Any]]], at_once: int = 1) -> dict[str, Any]:
    facts = [
        (kind, Received("e", f"{kind.name}.changed.v1", subject, sequence, datetime(2025, 1, 1, tzinfo=UTC), data))
        for kind, subject, sequence, data in history
    ]
    document: dict[str, Any] | None = None
    for first in range(0, len(facts), at_once):
        document = folded_in(document, facts[first : first + at_once])
    assert document is not None
    return document


@given(about_a_person, st.data())
def test_order_and_copies_do_not_matter_to_a_person(
    history: list[tuple[Kind, str, int, dict[str, Any]]], data: st.DataObject
) -> None:
    copies = data.draw(st.lists(st.sampled_from(history), max_size=6))
    shuffled = data.draw(st.permutations(history + copies))
    assert person(shuffled, at_once=data.draw(st.integers(1, 4))) == person(history)


def test_of_a_section_only_the_rows_that_have_changed_are_written() -> None:
    """Where the database takes a row's id for a step of a path; else the section whole."""
    hours = {"year": 2025, "mode": "online", "hours": {"duty": 1}, "total_hours": 1}
    history: list[tuple[Kind, str, int, dict[str, Any]]]
    history = [(HOURS, "h-1", 1, hours), (HOURS, "h-2", 1, hours), (INDICES, "cadre.k-1.0", 1, {"score": "1"})]
    document = person(history)
    new = {"seq": 2, "_id": "h-2", **hours, "event": "hours.changed.v1"}

    def written(kind: Kind, subject: str, data: dict[str, Any]) -> dict[str, Any]:
        at = datetime(2025, 1, 1, tzinfo=UTC)
        fact = Received("e", f"{kind.name}.changed.v1", subject, 2, at, data)
        return as_fields(document, fold_person(document, [(kind, fact)]))

    assert written(HOURS, "h-2", hours) == {"sections.hours.h-2": new, "summary": document["summary"]}
    assert written(INDICES, "cadre.k-1.1", {"score": "2"}).keys() == {"sections.indices"}
    assert written(CADRE, "k-1", {"status": "active"}).keys() == {"state", "stale"}
